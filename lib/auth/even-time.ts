/** How long an answer takes: never less than another, so that the time tells nothing, and never for ever. */
import { setTimeout as wait } from "node:timers/promises";

/** Fulfils or rejects as `work` does, but not before so many milliseconds have passed. */
export async function atLeast<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work(), wait(milliseconds)]);
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
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
