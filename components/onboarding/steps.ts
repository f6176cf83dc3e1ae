import type { ProgressStep } from "../brand/progress-rings.tsx";
import {
  canOpenStep,
  onboardingSteps,
  type OnboardingData,
  type OnboardingStep,
} from "#lib/domain/onboarding.ts";
import { pathOfStep } from "#lib/domain/onboarding-rules.ts";

export const stepNames: Readonly<Record<OnboardingStep, string>> = {
  basics: "Basics",
  documents: "Documents",
  visibility: "Visibility",
  review: "Review",
};

/** The steps as the rings show them, while one is at `current`. */
export function toProgress(current: OnboardingStep, data: OnboardingData | null): ProgressStep[] {
  return onboardingSteps.map((step) => {
    const isDone = data?.finishedSteps.includes(step) ?? false;
    const canOpen = data !== null && canOpenStep(data, step);
    const state = step === current ? "current" : isDone ? "done" : "todo";
    return { id: step, label: stepNames[step], state, ...(canOpen && { href: pathOfStep(step) }) };
  });
}
