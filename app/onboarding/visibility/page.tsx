import type { Metadata } from "next";

import { OwnCircles } from "#components/circles/own-circles.tsx";
import { OnboardingFrame } from "#components/onboarding/onboarding-frame.tsx";
import { Question } from "#components/onboarding/question.tsx";
import { VisibilityForm } from "#components/onboarding/visibility-form.tsx";
import { createId } from "#lib/domain/ids.ts";
import { toOnboardingView } from "#lib/domain/onboarding-view.ts";
import { onboardingSteps } from "#lib/domain/onboarding.ts";
import { openStepWithSession } from "#lib/server/onboarding.ts";
import {
  addCircleAction,
  finishVisibilityAction,
  removeCircleAction,
  renameCircleAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Visibility" };

type Search = { wanted?: string; back?: string };

export default async function VisibilityPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { session } = await openStepWithSession("visibility");
  const search = await searchParams;
  const { categories } = session.data;
  return (
    <OnboardingFrame
      step="visibility"
      data={session.data}
      wanted={onboardingSteps.find((step) => step === search.wanted) ?? null}
    >
      <Question
        title="Who are the things you keep here for?"
        lead="Everything has a reach, from only you outwards. These circles are empty until you put people in them. Choose where new things begin; each can be changed by itself, any time."
      >
        <VisibilityForm
          view={toOnboardingView(session)}
          circles={categories}
          action={finishVisibilityAction}
          back={search.back === "review" ? "review" : undefined}
        >
          <OwnCircles
            circles={categories}
            nextId={createId()}
            addAction={addCircleAction}
            renameAction={renameCircleAction}
            removeAction={removeCircleAction}
          />
        </VisibilityForm>
      </Question>
    </OnboardingFrame>
  );
}
