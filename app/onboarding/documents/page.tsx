import type { Metadata } from "next";

import { OnboardingFrame } from "#components/onboarding/onboarding-frame.tsx";
import { Question } from "#components/onboarding/question.tsx";
import { StepForm } from "#components/onboarding/step-form.tsx";
import { onboardingSteps } from "#lib/domain/onboarding.ts";
import { openStepWithSession } from "#lib/server/onboarding.ts";
import { finishDocumentsAction } from "./actions.ts";

export const metadata: Metadata = { title: "Documents" };

type Search = { wanted?: string; back?: string };

export default async function DocumentsStepPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { session } = await openStepWithSession("documents");
  const search = await searchParams;
  return (
    <OnboardingFrame
      step="documents"
      data={session.data}
      width="wide"
      wanted={onboardingSteps.find((step) => step === search.wanted) ?? null}
    >
      <Question
        title="What do you have already?"
        lead="A CV, a journal, photos, letters. You can add these later."
      >
        <StepForm
          action={finishDocumentsAction}
          back={search.back === "review" ? "review" : undefined}
          label="Continue"
        />
      </Question>
    </OnboardingFrame>
  );
}
