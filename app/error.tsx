"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { startTransition } from "react";

import { LostRings } from "#components/brand/lost-rings.tsx";
import { Button } from "#components/ui/button.tsx";

/** By what the store says of itself; anything else is a fault. */
const words = {
  unavailable: {
    title: "We cannot reach your things right now",
    text: "The place where everything is kept does not answer. Nothing you saved is lost. Try again in a moment.",
  },
  unexpected: {
    title: "Something broke on our side",
    text: "Nothing you saved is lost. Try again; if it happens a second time, come back in a few minutes.",
  },
} as const;

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const router = useRouter();
  const isAway = error.digest === "unavailable";
  const { title, text } = words[isAway ? "unavailable" : "unexpected"];
  const tryAgain = () =>
    startTransition(() => {
      // What failed was drawn on the server: only asking it again can mend the page.
      router.refresh();
      reset();
    });
  return (
    <main id="main" className="max-w-read mx-auto grid justify-items-start gap-5 px-4 py-16 sm:px-8">
      <LostRings className="size-36" />
      <h1 className="text-2xl">{title}</h1>
      <p className="text-soft text-lg">{text}</p>
      <div className="flex flex-wrap gap-3">
        <Button onClick={tryAgain}>Try again</Button>
        <Button asChild variant="outline">
          <Link href="/">Go to the start</Link>
        </Button>
      </div>
      {error.digest && !isAway && (
        <p className="text-soft text-sm">
          If you report this, this number helps: <code className="font-mono">{error.digest}</code>
        </p>
      )}
    </main>
  );
}
