/** Lets an answer take as long as any other, so that how long it takes tells nothing. */
import { setTimeout as wait } from "node:timers/promises";

/** Fulfils or rejects as `work` does, but not before so many milliseconds have passed. */
export async function atLeast<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work(), wait(milliseconds)]);
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
}
