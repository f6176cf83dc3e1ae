import type { Metadata } from "next";

import { FinishForm } from "#components/onboarding/finish-form.tsx";
import { OnboardingFrame } from "#components/onboarding/onboarding-frame.tsx";
import { Overview } from "#components/onboarding/overview.tsx";
import { Question } from "#components/onboarding/question.tsx";
import { displayName } from "#lib/domain/file-names.ts";
import { findProblems } from "#lib/domain/onboarding-rules.ts";
import { openStepWithSession } from "#lib/server/onboarding.ts";
import { signAvatar } from "#lib/server/avatar-url.ts";
import { finishOnboardingAction } from "./actions.ts";

export const metadata: Metadata = { title: "Review" };

const shownNames = 5;

export default async function ReviewPage() {
  const { context, session } = await openStepWithSession("review");
  const [avatarUrl, usage, newest] = await Promise.all([
    signAvatar(context.store, session.data.avatarId),
    context.store.documents.usage(),
    context.store.documents.list({ limit: shownNames }),
  ]);
  return (
    <OnboardingFrame step="review" data={session.data}>
      <Question
        title="Here is what you have so far."
        lead="Have a look. With a password it becomes your profile, and everything in it stays with you."
      >
        <Overview
          data={session.data}
          avatarUrl={avatarUrl}
          documents={{ count: usage.documents, names: newest.items.map(({ name }) => displayName(name)) }}
          problems={findProblems(session.data)}
        />
        <FinishForm action={finishOnboardingAction} email={session.data.email} />
      </Question>
    </OnboardingFrame>
  );
}
