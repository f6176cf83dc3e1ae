import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";

import { FinishForm } from "#components/onboarding/finish-form.tsx";
import { Greeting } from "#components/onboarding/greeting.tsx";
import { Question } from "#components/onboarding/question.tsx";
import { hasProgress } from "#lib/domain/onboarding.ts";
import { pathOfFirstUnfinished, requireVisitor } from "#lib/server/onboarding.ts";
import { signAvatar } from "#lib/server/avatar-url.ts";
import { finishOnboardingAction } from "./review/actions.ts";

export const metadata: Metadata = { title: "Welcome back" };

export default async function OnboardingPage() {
  const { store } = await requireVisitor();
  const session = await store.onboarding.get();
  if (!session) redirect("/onboarding/basics");
  if (session.status === "completed") return <Finished email={session.data.email} />;
  const { documents } = await store.documents.usage();
  if (!hasProgress(session.data) && documents === 0) redirect("/onboarding/basics");
  return (
    <Greeting
      session={session}
      documents={documents}
      avatarUrl={await signAvatar(store, session.data.avatarId)}
      continueHref={pathOfFirstUnfinished(session)}
    />
  );
}

/** The answer to the last press got lost on its way, or somebody comes back to a link of before. */
function Finished({ email }: { email: string }) {
  return (
    <div className="max-w-read mx-auto w-full px-4 py-12 sm:py-20">
      <Question title="Your profile is made." lead="Enter the password you chose for it, and you are there.">
        <FinishForm action={finishOnboardingAction} email={email} isDone />
        <p className="text-soft text-sm">
          Not you?{" "}
          <Link href="/onboarding/start-over" prefetch={false} className="link">
            Start an onboarding of your own
          </Link>
        </p>
      </Question>
    </div>
  );
}
