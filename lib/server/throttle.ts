/** Keeps one asker from asking too often, by process: for cheap questions, never for proving who somebody is. */
import "server-only";

import type { Clock } from "#lib/domain/time.ts";

type Throttle = {
  /** True while the asker is within the limit; counts this time. */
  allows(asker: string): boolean;
};

/** At most `limit` times a window of `milliseconds`, for each asker. */
export function createThrottle(limit: number, milliseconds: number, clock: Clock = Date.now): Throttle {
  let windowStart = clock();
  let counts = new Map<string, number>();
  return {
    allows(asker) {
      if (clock() - windowStart >= milliseconds) {
        windowStart = clock();
        counts = new Map();
      }
      const count = (counts.get(asker) ?? 0) + 1;
      counts.set(asker, count);
      return count <= limit;
    },
  };
}
