import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";

import { Question } from "#components/onboarding/question.tsx";
import { ResumeLinkForm } from "#components/onboarding/resume-link-form.tsx";
import { pathOfFirstUnfinished, requireVisitor } from "#lib/server/onboarding.ts";
import { createResumeLinkAction } from "./actions.ts";

export const metadata: Metadata = { title: "Continue on another device" };

export default async function ResumePage() {
  const { store } = await requireVisitor();
  const session = await store.onboarding.get();
  if (session?.status !== "open") redirect("/onboarding");
  return (
    <div className="max-w-read mx-auto w-full px-4 py-12 sm:py-20">
      <Question
        title="Continue on another device"
        lead="A link brings everything you have so far to your phone or another computer. Both can go on from there; they do not overwrite each other."
      >
        <ResumeLinkForm action={createResumeLinkAction} />
        <p>
          <Link href={pathOfFirstUnfinished(session)} className="link">
            Back to where you were
          </Link>
        </p>
      </Question>
    </div>
  );
}
