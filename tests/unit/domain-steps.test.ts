import { describe, expect, test } from "vitest";
import { assert, constantFrom, property, uniqueArray } from "fast-check";

import {
  canOpenStep,
  firstUnfinishedStep,
  hasProgress,
  onboardingSteps,
  type OnboardingData,
} from "#lib/domain/onboarding.ts";
import { filledIn } from "../support/cast.ts";

const anyFinishedSteps = uniqueArray(constantFrom(...onboardingSteps));
const untouched: Partial<OnboardingData> = {
  displayName: "",
  username: "",
  email: "",
  bio: "",
  finishedSteps: [],
};

describe("the steps of the onboarding", () => {
  test("a step may be shown exactly when every step before it is finished", () => {
    assert(
      property(anyFinishedSteps, constantFrom(...onboardingSteps), (finishedSteps, step) => {
        const before = onboardingSteps.slice(0, onboardingSteps.indexOf(step));
        const mayOpen = before.every((earlier) => finishedSteps.includes(earlier));
        expect(canOpenStep(filledIn("ada", { finishedSteps }), step)).toBe(mayOpen);
      }),
    );
  });

  test("the first unfinished one may always be shown, and is never one that is finished", () => {
    assert(
      property(anyFinishedSteps, (finishedSteps) => {
        const data = filledIn("ada", { finishedSteps });
        const step = firstUnfinishedStep(data);
        expect(canOpenStep(data, step)).toBe(true);
        if (step !== "review") expect(finishedSteps).not.toContain(step);
      }),
    );
  });
});

describe("whether there is progress to be missed", () => {
  test("nothing typed is none, and neither are blanks", () => {
    expect(hasProgress(filledIn("ada", untouched))).toBe(false);
    expect(hasProgress(filledIn("ada", { ...untouched, bio: " \n" }))).toBe(false);
  });

  test.each([
    { what: "a name", data: { displayName: "Ada" } },
    { what: "a username", data: { username: "a" } },
    { what: "an address", data: { email: "a@" } },
    { what: "a bio", data: { bio: "Hi" } },
    { what: "an avatar", data: { avatarId: "0190c7e0-0000-7000-8000-000000000001" } },
    { what: "a finished step", data: { finishedSteps: ["basics" as const] } },
  ])("$what is", ({ data }) => {
    expect(hasProgress(filledIn("ada", { ...untouched, ...data }))).toBe(true);
  });
});
