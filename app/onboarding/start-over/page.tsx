import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";

import { listThings } from "#components/onboarding/greeting.tsx";
import { Question } from "#components/onboarding/question.tsx";
import { StartOverForm } from "#components/onboarding/start-over-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { requireVisitor } from "#lib/server/onboarding.ts";
import { startOverAction } from "./actions.ts";

export const metadata: Metadata = { title: "Start over" };

export default async function StartOverPage() {
  const { store } = await requireVisitor();
  const session = await store.onboarding.get();
  if (!session) redirect("/onboarding/basics");
  const isDone = session.status === "completed";
  const things = isDone ? [] : listThings(session.data, (await store.documents.usage()).documents);
  return (
    <div className="max-w-read mx-auto w-full px-4 py-12 sm:py-20">
      <Question
        title={isDone ? "Begin another onboarding?" : "Start over?"}
        lead={
          isDone
            ? "The profile that was made stays as it is. This browser only forgets how it was made."
            : "What is here now is thrown away for good. This cannot be undone."
        }
      >
        {things.length > 0 && (
          <ul className="border-line border-y">
            {things.map((thing) => (
              <li key={thing} className="border-line border-b py-2.5 first-letter:uppercase last:border-0">
                {thing}
              </li>
            ))}
          </ul>
        )}
        <div className="flex flex-wrap items-center gap-4">
          <StartOverForm
            action={startOverAction}
            label={isDone ? "Begin another" : "Throw it away and start over"}
            tone={isDone ? "primary" : "danger"}
          />
          <Button asChild variant="outline" size="lg">
            <Link href="/onboarding">{isDone ? "Back" : "Keep it"}</Link>
          </Button>
        </div>
      </Question>
    </div>
  );
}
