/**
 * The real storage server writes the row of an object in one step, whoever else writes it. @supabase/lite looks, keeps the
 * bytes and writes the row one after another, so two at once run into each other where there is more than one connection:
 * here they come in turn.
 */
import type { Step } from "./call.ts";

export function storageTurns(): Step {
  let last: Promise<unknown> = Promise.resolve();
  return (call, next) => {
    if (!call.url.pathname.startsWith("/storage/v1/")) return next(call);
    const turn = last.then(() => next(call));
    last = turn.catch(() => undefined);
    return turn;
  };
}
