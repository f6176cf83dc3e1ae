"use client";

import { useEffect, useState } from "react";

import type { UsernameAnswer } from "#lib/domain/username-suggestion.ts";

const pause = 350;

/** Asks, once the typing rests, whether the name can be had. Null while nobody knows, and for `own`, the name one has. */
export function useUsernameAnswer(username: string, displayName: string, own = "") {
  const [asked, setAsked] = useState("");
  const [answer, setAnswer] = useState<UsernameAnswer | null>(null);
  const question = new URLSearchParams({ username, displayName }).toString();
  const isWorthAsking = username !== own || (username === "" && displayName.trim() !== "");

  useEffect(() => {
    if (!isWorthAsking) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      ask(question, stop.signal).then(
        (found) => {
          setAsked(question);
          setAnswer(found);
        },
        // No answer is no harm: it is looked at again when the step is left.
        () => undefined,
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [question, isWorthAsking]);

  const isCurrent = isWorthAsking && asked === question;
  return {
    answer: isCurrent ? answer : null,
    isAsking: isWorthAsking && username.trim() !== "" && !isCurrent,
  };
}

async function ask(question: string, signal: AbortSignal): Promise<UsernameAnswer | null> {
  const response = await fetch(`/api/onboarding/username?${question}`, { signal });
  return response.ok ? ((await response.json()) as UsernameAnswer) : null;
}
