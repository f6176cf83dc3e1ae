import { describe, expect, test } from "vitest";

import { stateAfter, stepsOf, unborn, type LifeState } from "./life.ts";
import { judge } from "./oracle.ts";

/** A life that stages two documents or more, finishes, and goes on as a member. */
const life = findLife((deeds) => {
  const staged = deeds.filter((deed) => deed === "stage document").length;
  return staged >= 2 && deeds.includes("complete") && deeds.includes("add document");
});
const deeds = stepsOf(life).map(({ deed }) => deed);
const completed = deeds.indexOf("complete") + 1;

function findLife(fits: (deeds: readonly string[]) => boolean): string {
  for (let number = 0; number < 1000; number += 1) {
    const name = `oracle-${number}`;
    if (fits(stepsOf(name).map(({ deed }) => deed))) return name;
  }
  throw new Error("no life of the kind");
}

describe("the lives", () => {
  test("take every kind of step, and complete often", () => {
    const names = Array.from({ length: 300 }, (_, number) => `sample-${number}`);
    const taken = names.flatMap((name) => stepsOf(name).map(({ deed }) => deed));
    expect(new Set(taken).size).toBe(15);
    expect(taken.filter((deed) => deed === "complete").length).toBeGreaterThan(200);
  });

  test("follow from their names alone", () => {
    expect(stepsOf(life)).toEqual(stepsOf(life));
    expect(stateAfter(life, completed)).toEqual(stateAfter(life, completed));
    expect(stateAfter(life, 0)).toEqual(unborn);
  });

  test("every step but a repeated one can be seen", () => {
    for (let done = 1; done <= completed; done += 1) {
      expect(stateAfter(life, done)).not.toEqual(stateAfter(life, done - 1));
    }
  });
});

describe("the oracle", () => {
  const whole = stateAfter(life, completed);

  test("takes what was acknowledged, and the step under way when it is whole", () => {
    expect(judge(life, completed, whole)).toEqual({ verdict: "kept", done: completed });
    expect(judge(life, completed - 1, whole)).toEqual({ verdict: "kept", done: completed });
  });

  test("finds what was acknowledged and is gone", () => {
    expect(judge(life, completed, stateAfter(life, completed - 1))).toMatchObject({ verdict: "lost" });
    expect(judge(life, completed, unborn)).toEqual({ verdict: "lost", done: 0 });
  });

  const documents = whole.documents;
  const halves: { what: string; state: LifeState }[] = [
    { what: "a profile without its categories", state: { ...whole, categories: [] } },
    { what: "a profile without its account", state: { ...whole, account: false } },
    { what: "one document of two with its owner", state: { ...whole, documents: documents.slice(1) } },
    {
      what: "a document on both sides",
      state: { ...whole, staged: { ...whole.staged, documents: documents.slice(0, 1) } },
    },
    {
      what: "a document without its file",
      state: { ...whole, documents: documents.map((document) => ({ ...document, file: null })) },
    },
    {
      what: "a file with other bytes",
      state: { ...whole, documents: documents.map((document) => ({ ...document, file: "0".repeat(64) })) },
    },
    {
      what: "a member whose onboarding is still open",
      state: { ...whole, session: { status: "open", bio: whole.session?.bio ?? "" } },
    },
    { what: "things of a member who is no more", state: { ...unborn, documents } },
  ];
  test.each(halves)("finds $what", ({ state }) => {
    expect(judge(life, completed, state)).toEqual({ verdict: "half" });
    expect(judge(life, completed - 1, state)).toEqual({ verdict: "half" });
  });
});
