/** How long an answer takes: never less than another, so that the time tells nothing, and never for ever. */
import { setTimeout as wait } from "node:timers/promises";

/** Fulfils at that moment of `performance.now()`; at once when it has passed. */
export async function notBefore(moment: number): Promise<void> {
  await wait(Math.max(0, moment - performance.now()));
}

/** As `work`, or null when it has not ended after so many milliseconds; what it still does is then nobody's any more. */
export async function atMost<T>(milliseconds: number, work: () => Promise<T>): Promise<T | null> {
  const ended = new AbortController();
  const late = wait(milliseconds, null, { signal: ended.signal }).catch(() => null);
  try {
    return await Promise.race([work(), late]);
  } finally {
    ended.abort();
  }
}
