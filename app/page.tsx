import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { LogoMark } from "#components/brand/logo.tsx";
import { ProgressRingsPicture, type ProgressStep } from "#components/brand/progress-rings.tsx";
import { ReachStory } from "#components/brand/reach-story.tsx";
import { ReachBadge } from "#components/reach/reach-badge.tsx";
import { Button } from "#components/ui/button.tsx";
import type { CategoryKind } from "#lib/domain/visibility.ts";
import { getShellMember } from "#lib/server/shell.ts";

import { Shell } from "./shell.tsx";

export const metadata: Metadata = {
  title: { absolute: "KeepInTouch: tell it once, to the right people" },
  description:
    "A private place where the people you choose stay up to date with your life. Every entry, photo and document goes exactly as far as you say: only you, family, friends, everyone. No account needed to begin.",
};

export default async function LandingPage() {
  const isMember = (await getShellMember()) !== null;
  return (
    <Shell width="full">
      <Hero isMember={isMember} />
      <Idea />
      <FourSteps />
      <StaysPrivate />
      <Begin isMember={isMember} />
    </Shell>
  );
}

type ForViewer = { isMember: boolean };

function StartButton({ isMember }: ForViewer) {
  return (
    <Button asChild size="lg">
      {isMember ? (
        <Link href="/profile">Go to your profile</Link>
      ) : (
        <Link href="/onboarding/basics">Start your profile</Link>
      )}
    </Button>
  );
}

function Hero({ isMember }: ForViewer) {
  return (
    <section className="max-w-page mx-auto grid items-center gap-x-16 gap-y-12 px-4 pt-10 pb-16 sm:px-8 sm:pt-16 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.08fr)] lg:pb-24">
      <div className="grid gap-6">
        <h1 className="text-3xl tracking-[-0.025em] [word-spacing:0.06em]">
          Tell it once. <br />
          To the right people.
        </h1>
        <p className="text-soft max-w-md text-lg">
          A private place where the people you choose stay up to date with your life. Everything you keep here
          goes exactly as far as you say.
        </p>
        <div className="grid justify-items-start gap-3">
          <StartButton isMember={isMember} />
          {!isMember && (
            <p className="text-soft text-sm">
              No account needed to begin. Have one?{" "}
              <Link href="/sign-in" className="link">
                Sign in
              </Link>
            </p>
          )}
        </div>
      </div>
      <ReachStory />
    </section>
  );
}

type SectionProps = { title: string; children: ReactNode };

/** A heading in the margin, what it says beside it, a rule above. */
function Section({ title, children }: SectionProps) {
  return (
    <section className="max-w-page mx-auto px-4 sm:px-8">
      <div className="border-line grid gap-x-16 gap-y-8 border-t py-14 lg:grid-cols-[minmax(0,17rem)_minmax(0,1fr)] lg:py-20">
        <h2 className="text-2xl">{title}</h2>
        {children}
      </div>
    </section>
  );
}

/** A page out of someone's profile: every line says for itself how far it goes. */
const excerpt: readonly { what: string; kind: CategoryKind; circle: string }[] = [
  { what: "Lives in Lyon, teaches the cello", kind: "public", circle: "Public" },
  { what: "CV, updated in March", kind: "work", circle: "Work" },
  { what: "Forty photos from the move", kind: "friends", circle: "Friends" },
  { what: "How the first weeks really were", kind: "close_friends", circle: "Close friends" },
  { what: "The new door code", kind: "family", circle: "Family" },
  { what: "Scores for the spring concert", kind: "custom", circle: "Quartet" },
  { what: "Scan of the lease", kind: "private", circle: "Only me" },
];

function Idea() {
  return (
    <Section title="Circles, not an audience">
      <div className="grid items-start gap-x-12 gap-y-8 xl:grid-cols-2">
        <div className="max-w-read grid gap-4 text-lg">
          <p>
            You already tell your sister one thing and your colleagues another. Everywhere else, that takes
            five apps, three group chats and a good memory for who knows what.
          </p>
          <p>
            Here you keep your life in one place, and every single thing in it carries its rings: how far from
            you it may travel. You never have to guess who can see what.
          </p>
        </div>
        <ul className="border-line grid border-t xl:border-t-0">
          {excerpt.map((line) => (
            <li
              key={line.what}
              className="border-line flex items-baseline justify-between gap-6 border-b py-2.5 last:border-0 xl:first:pt-0"
            >
              <span className="font-serif text-lg">{line.what}</span>
              <ReachBadge kind={line.kind} name={line.circle} className="shrink-0" />
            </li>
          ))}
        </ul>
      </div>
    </Section>
  );
}

const steps = [
  { title: "Say who you are", text: "A name, a username, a few words, a photo if you like." },
  {
    title: "Drop in what you have",
    text: "A CV, a journal, photos, recordings. Fifty megabytes a file, and an upload that survives a lost connection.",
  },
  {
    title: "Draw your circles",
    text: "Use the six that are there, add your own, choose what new things get.",
  },
  { title: "Look it over", text: "Change what you want. Then choose a password, and the profile is yours." },
];

/** The picture of a step: the rings before it closed, its own too. */
function ringsUpTo(count: number): ProgressStep[] {
  return steps.map((step, index) => ({
    id: step.title,
    label: step.title,
    state: index < count ? "done" : "todo",
  }));
}

function FourSteps() {
  return (
    <Section title="Four steps, and every one closes a ring">
      <div>
        <ol className="grid gap-x-12 gap-y-10 sm:grid-cols-2">
          {steps.map((step, index) => (
            <li key={step.title} className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-5">
              <ProgressRingsPicture steps={ringsUpTo(index + 1)} className="size-20" />
              <div className="grid gap-1 pt-1">
                <h3 className="text-lg">
                  <span className="text-soft mr-2 font-normal tabular-nums">{index + 1}</span>
                  {step.title}
                </h3>
                <p className="text-soft">{step.text}</p>
              </div>
            </li>
          ))}
        </ol>
        <p className="max-w-read text-soft mt-10">
          Everything is saved as you go. Close the tab, come back tomorrow, go on from your phone: you
          continue where you were.
        </p>
      </div>
    </Section>
  );
}

const promises = [
  {
    title: "Only you, until you say otherwise",
    text: "New things start in the innermost circle. Nothing is shared unasked.",
  },
  {
    title: "Photos forget where they were taken",
    text: "Place, serial numbers and author are removed from photos and PDFs before they are kept. The original is not stored.",
  },
  {
    title: "Yours to take away",
    text: "Everything you put in comes out again as one zip, whenever you want it.",
  },
  { title: "Gone means gone", text: "Delete your account and no row and no file stays behind." },
  { title: "Nobody is watching", text: "No advertising, no tracking, no one to sell it to." },
];

function StaysPrivate() {
  return (
    <Section title="What stays private">
      <dl className="grid">
        {promises.map((promise) => (
          <div
            key={promise.title}
            className="border-line grid gap-x-10 gap-y-1 border-b py-5 first:pt-0 last:border-0 last:pb-0 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
          >
            <dt className="font-[650]">{promise.title}</dt>
            <dd className="text-soft">{promise.text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Begin({ isMember }: ForViewer) {
  return (
    <section className="max-w-page mx-auto px-4 sm:px-8">
      <div className="border-line flex flex-wrap items-center gap-x-10 gap-y-6 border-t py-14 lg:py-20">
        <LogoMark className="size-20" />
        <div className="grid max-w-md grow gap-1">
          <h2 className="text-2xl">Begin in the middle: with you</h2>
          <p className="text-soft text-lg">It takes about five minutes. You can stop at any point.</p>
        </div>
        <StartButton isMember={isMember} />
      </div>
    </section>
  );
}
