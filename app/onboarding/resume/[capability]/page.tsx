import type { Metadata } from "next";
import Link from "next/link";

import { listThings } from "#components/onboarding/greeting.tsx";
import { Question } from "#components/onboarding/question.tsx";
import { FollowLinkForm } from "#components/onboarding/follow-link-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { readResumeLink } from "#lib/server/onboarding-deeds.ts";
import { requireVisitor } from "#lib/server/onboarding.ts";
import { followResumeLinkAction } from "../actions.ts";

export const metadata: Metadata = { title: "Continue here", robots: { index: false } };

type Params = { capability: string };

export default async function ResumeLinkPage({ params }: { params: Promise<Params> }) {
  const context = await requireVisitor();
  const { capability } = await params;
  const found = await readResumeLink(context, capability);
  return (
    <div className="max-w-read mx-auto w-full px-4 py-12 sm:py-20">
      {found ? <Continue capability={capability} {...found} /> : <Nothing />}
    </div>
  );
}

type ContinueProps = NonNullable<Awaited<ReturnType<typeof readResumeLink>>> & { capability: string };

function Continue({ capability, session, leaves }: ContinueProps) {
  const name = session.data.displayName.trim();
  return (
    <Question
      title={name ? `Continue here as ${name}?` : "Continue your onboarding here?"}
      lead={
        <>
          Begun <LocalTime time={session.createdAt} />, last saved <LocalTime time={session.updatedAt} />. If
          that was not you, close this page.
        </>
      }
    >
      {leaves && (
        <Callout tone="waiting" title="This browser has another onboarding under way">
          It holds {listThings(leaves.data, 0).join(", ")}. If you continue with the link, this browser lets
          go of it and you cannot get back to it from here.
        </Callout>
      )}
      <div className="flex flex-wrap items-center gap-4">
        <FollowLinkForm
          action={followResumeLinkAction}
          capability={capability}
          label={leaves ? "Leave that one and continue with the link" : "Continue here"}
        />
        {leaves && (
          <Button asChild variant="outline" size="lg">
            <Link href="/onboarding">Keep the one that is here</Link>
          </Button>
        )}
      </div>
    </Question>
  );
}

function Nothing() {
  return (
    <Question
      title="This link does not open anything any more."
      lead="It may have expired, or the onboarding behind it was finished or started over. On the device where you began, you can make a new one."
    >
      <div className="flex flex-wrap gap-4">
        <Button asChild size="lg">
          <Link href="/onboarding">Go to the onboarding</Link>
        </Button>
        <Button asChild size="lg" variant="outline">
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </div>
    </Question>
  );
}
