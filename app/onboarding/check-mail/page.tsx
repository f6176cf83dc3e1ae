import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";

import { MailSent } from "#components/account/mail-sent.tsx";
import { Question } from "#components/onboarding/question.tsx";
import { requireVisitor } from "#lib/server/onboarding.ts";

export const metadata: Metadata = { title: "Check your mail" };

export default async function CheckMailPage() {
  const { store } = await requireVisitor();
  const session = await store.onboarding.get();
  if (!session || session.status === "completed") redirect("/onboarding");
  return (
    <div className="max-w-read mx-auto w-full px-4 py-12 sm:py-20">
      <Question
        title="Check your mail."
        lead="One step is left: show us that the address is yours. Everything you entered is kept meanwhile."
      >
        <MailSent title="A mail is on its way">
          Follow the link we sent to <strong className="wrap-anywhere">{session.data.email}</strong>, on this
          device or another. Your profile is made then. The link works for one hour.
        </MailSent>
        <p className="text-soft text-sm">
          Not your address?{" "}
          <Link href="/onboarding/basics?part=email&back=review" className="link">
            Change it
          </Link>
          . No mail after a while?{" "}
          <Link href="/onboarding/review" className="link">
            Finish once more
          </Link>{" "}
          and we send another.
        </p>
      </Question>
    </div>
  );
}
