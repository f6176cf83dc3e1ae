import { ArrowRight } from "lucide-react";
import Link from "next/link";

import type { OnboardingSession } from "#lib/domain/onboarding.ts";
import { firstUnfinishedStep } from "#lib/domain/onboarding.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { LocalTime } from "../ui/local-time.tsx";
import { OnboardingFrame } from "./onboarding-frame.tsx";

type GreetingProps = {
  session: OnboardingSession;
  documents: number;
  avatarUrl: string | null;
  continueHref: string;
};

/** For somebody who comes back: what is here already, and the two ways on. */
export function Greeting({ session, documents, avatarUrl, continueHref }: GreetingProps) {
  const { data } = session;
  const firstName = data.displayName.trim().split(/\s+/u)[0];
  return (
    <OnboardingFrame step={firstUnfinishedStep(data)} data={data}>
      <div className="grid gap-8">
        <header className="flex items-center gap-5">
          {(avatarUrl || firstName) && (
            <Avatar name={data.displayName} src={avatarUrl} size="lg" decorative />
          )}
          <h1 className="text-2xl">{firstName ? `Welcome back, ${firstName}.` : "Welcome back."}</h1>
        </header>
        <p className="text-lg">
          {whatIsHere(data, documents)} Last saved <LocalTime time={session.updatedAt} />.
        </p>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-4">
          <Button asChild size="lg">
            <Link href={continueHref}>
              Continue where you were
              <ArrowRight aria-hidden="true" />
            </Link>
          </Button>
          <Link href="/onboarding/start-over" prefetch={false} className="link">
            Start over
          </Link>
        </div>
      </div>
    </OnboardingFrame>
  );
}

/** "Your name, your e-mail address and 3 documents are here." */
export function whatIsHere(data: OnboardingSession["data"], documents: number): string {
  const things = listThings(data, documents);
  if (things.length === 0) return "Nothing is filled in yet.";
  const last = things.at(-1) ?? "";
  const words = things.length === 1 ? last : `${things.slice(0, -1).join(", ")} and ${last}`;
  const isOne = things.length === 1 && documents < 2;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${isOne ? "is" : "are"} here.`;
}

/** What would be lost, one phrase each. */
export function listThings(data: OnboardingSession["data"], documents: number): string[] {
  const own = data.categories.filter((category) => category.kind === "custom").length;
  return [
    data.displayName.trim() && "your name",
    data.username.trim() && "your username",
    data.email.trim() && "your e-mail address",
    data.bio.trim() && "what you wrote about yourself",
    data.avatarId && "your picture",
    documents > 0 && (documents === 1 ? "1 document" : `${documents} documents`),
    own > 0 && (own === 1 ? "a circle of your own" : `${own} circles of your own`),
  ].filter((thing): thing is string => typeof thing === "string" && thing !== "");
}
