"use client";

import { LostRings } from "#components/brand/lost-rings.tsx";

import { fontVariables } from "./fonts.ts";
import "./globals.css";

type GlobalErrorProps = { error: Error & { digest?: string } };

/** The last resort, when not even the layout could be drawn: words and plain links, nothing that could break again. */
export default function GlobalError({ error }: GlobalErrorProps) {
  return (
    <html lang="en" className={fontVariables}>
      <body>
        <title>Something broke · KeepInTouch</title>
        <main className="max-w-read mx-auto grid justify-items-start gap-5 px-4 py-16 sm:px-8">
          <LostRings className="size-36" />
          <h1 className="text-2xl">Something broke on our side</h1>
          <p className="text-soft text-lg">Nothing you saved is lost. Reload the page in a moment.</p>
          <a className="link" href="/">
            Go to the start
          </a>
          {error.digest && <p className="text-soft text-sm">Number of this fault: {error.digest}</p>}
        </main>
      </body>
    </html>
  );
}
