import type { Metadata } from "next";

import { BasicsForm } from "#components/onboarding/basics-form.tsx";
import { OnboardingFrame } from "#components/onboarding/onboarding-frame.tsx";
import { PictureField } from "#components/picture/picture-field.tsx";
import { Question } from "#components/onboarding/question.tsx";
import { basicsParts, type BasicsPart } from "#lib/domain/onboarding-rules.ts";
import { toOnboardingView } from "#lib/domain/onboarding-view.ts";
import { onboardingSteps } from "#lib/domain/onboarding.ts";
import { signAvatar } from "#lib/server/avatar-url.ts";
import { readPictureProblem } from "#lib/server/pictures.ts";
import { openStep } from "#lib/server/onboarding.ts";
import { finishBasicsPartAction } from "./actions.ts";

export const metadata: Metadata = { title: "Basics" };

type Search = { part?: string; wanted?: string; back?: string };

const questions: Readonly<Record<BasicsPart, { title: string; lead: string }>> = {
  name: {
    title: "What should people call you?",
    lead: "No account is needed to begin. What you type is saved as you go, and only you can see it until you say otherwise.",
  },
  email: { title: "Where can we reach you?", lead: "Only for signing in and for what you ask us to send." },
  about: {
    title: "What would you tell a friend you have not seen for a while?",
    lead: "A few lines and a picture. Both can wait.",
  },
};

export default async function BasicsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { context, session } = await openStep("basics");
  const search = await searchParams;
  const back = search.back === "review" ? "review" : undefined;
  const part = basicsParts.find((each) => each === search.part) ?? "name";
  return (
    <OnboardingFrame
      step="basics"
      data={session?.data ?? null}
      wanted={onboardingSteps.find((step) => step === search.wanted) ?? null}
    >
      <Question
        {...questions[part]}
        place={`Question ${basicsParts.indexOf(part) + 1} of ${basicsParts.length}`}
      >
        {part === "about" && (
          <PictureField
            name={session?.data.displayName ?? ""}
            url={await signAvatar(context.store, session?.data.avatarId ?? null)}
            page={back ?? "onboarding"}
            problem={readPictureProblem(context)}
          />
        )}
        <BasicsForm
          key={part}
          part={part}
          view={session && toOnboardingView(session)}
          action={finishBasicsPartAction}
          back={back}
        />
      </Question>
    </OnboardingFrame>
  );
}
