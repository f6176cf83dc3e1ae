/** Says of what is there after a kill whether it may be so. */
import { isDeepStrictEqual } from "node:util";

import { stateAfter, stepsOf, type LifeState } from "./life.ts";

/**
 * `kept`: all that was acknowledged is there, and at most the one step under way besides, whole. `lost`: an earlier state
 * is back. `half`: a state that never was.
 */
export type Verdict =
  | { readonly verdict: "kept"; readonly done: number }
  | { readonly verdict: "lost"; readonly done: number }
  | { readonly verdict: "half" };

/** `acknowledged` steps were confirmed before the kill; `seen` is what the store shows after it. */
export function judge(life: string, acknowledged: number, seen: LifeState): Verdict {
  const steps = stepsOf(life).length;
  for (const done of [acknowledged, Math.min(acknowledged + 1, steps)]) {
    if (isDeepStrictEqual(seen, stateAfter(life, done))) return { verdict: "kept", done };
  }
  for (let done = acknowledged - 1; done >= 0; done -= 1) {
    if (isDeepStrictEqual(seen, stateAfter(life, done))) return { verdict: "lost", done };
  }
  return { verdict: "half" };
}
