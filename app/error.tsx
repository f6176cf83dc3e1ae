"use client";

import Link from "next/link";

import { LostRings } from "#components/brand/lost-rings.tsx";
import { Button } from "#components/ui/button.tsx";

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main id="main" className="max-w-read mx-auto grid justify-items-start gap-5 px-4 py-16 sm:px-8">
      <LostRings className="size-36" />
      <h1 className="text-2xl">Something broke on our side</h1>
      <p className="text-soft text-lg">
        Nothing you saved is lost. Try again; if it happens a second time, come back in a few minutes.
      </p>
      <div className="flex flex-wrap gap-3">
        <Button onClick={reset}>Try again</Button>
        <Button asChild variant="outline">
          <Link href="/">Go to the start</Link>
        </Button>
      </div>
      {error.digest && (
        <p className="text-soft text-sm">
          If you report this, this number helps: <code className="font-mono">{error.digest}</code>
        </p>
      )}
    </main>
  );
}
