/** Slows down guessing: a few tries are free, each further one has to wait twice as long as the one before. */
import { AppError } from "#lib/domain/errors.ts";
import type { Clock } from "#lib/domain/time.ts";

export type ThrottleOptions = {
  readonly clock: Clock;
  /** Tries that need no waiting. */
  readonly freeTries: number;
  readonly firstDelaySeconds: number;
  readonly longestDelaySeconds: number;
  /** Quiet time after which a key starts afresh. */
  readonly forgetAfterSeconds: number;
  /** Keys kept in memory; the one unused for longest gives way. */
  readonly maximumKeys?: number;
};

export type Throttle = {
  /**
   * Counts a try. Counting comes before the work, so that many tries at once are not all the first. Throws
   * `rate_limited`, saying how long to wait; such a refused try does not make the wait longer.
   */
  take(key: string): void;
  /** Takes one try back, which turned out to be fine. */
  giveBack(key: string): void;
  /** Starts the key afresh: it has proved itself. */
  forget(key: string): void;
};

type Entry = { readonly tries: number; readonly lastTry: number; readonly blockedUntil: number };

export function createThrottle(options: ThrottleOptions): Throttle {
  const { clock, freeTries, maximumKeys = 10_000 } = options;
  const entries = new Map<string, Entry>();

  const read = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    const quietSince = Math.max(entry.lastTry, entry.blockedUntil);
    return clock() - quietSince < options.forgetAfterSeconds * 1000 ? entry : undefined;
  };

  const write = (key: string, entry: Entry): void => {
    // Taken out first, so that the map's order is the order of last use.
    entries.delete(key);
    entries.set(key, entry);
    const oldest = entries.size > maximumKeys ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
  };

  const blockedUntil = (tries: number, now: number): number => {
    if (tries < freeTries) return 0;
    const doubled = options.firstDelaySeconds * 2 ** Math.min(tries - freeTries, 30);
    return now + Math.min(doubled, options.longestDelaySeconds) * 1000;
  };

  return {
    take(key) {
      const now = clock();
      const entry = read(key);
      if (entry && entry.blockedUntil > now) throw tooManyTries((entry.blockedUntil - now) / 1000);
      const tries = (entry?.tries ?? 0) + 1;
      write(key, { tries, lastTry: now, blockedUntil: blockedUntil(tries, now) });
    },
    giveBack(key) {
      const entry = read(key);
      if (entry) write(key, { ...entry, tries: entry.tries - 1, blockedUntil: 0 });
    },
    forget(key) {
      entries.delete(key);
    },
  };
}

function tooManyTries(seconds: number): AppError {
  return new AppError("rate_limited", {
    sentence: `Too many tries in a short time. Wait ${waitInWords(seconds)}, then try again.`,
  });
}

/** Rounded up, so that waiting as long as it says is enough: "20 seconds", "1 minute", "5 minutes". */
function waitInWords(seconds: number): string {
  if (seconds <= 50) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
