/** Remembers which part of Supabase answers, and since when one does not. */
import { toTimestamp, type Clock } from "#lib/domain/time.ts";

export const parts = ["database", "files", "sign_in"] as const;
export type Part = (typeof parts)[number];

export type Failing = { readonly since: string; readonly reason: string };

export type Pulse = {
  answered(part: Part): void;
  failed(part: Part, reason: string): void;
  /** Null while it answers. */
  read(part: Part): Failing | null;
};

export function createPulse(clock: Clock): Pulse {
  const failing = new Map<Part, Failing>();
  return {
    answered: (part) => void failing.delete(part),
    failed(part, reason) {
      const since = failing.get(part)?.since ?? toTimestamp(clock());
      failing.set(part, { since, reason });
    },
    read: (part) => failing.get(part) ?? null,
  };
}

/** Which part answers requests to the path. */
export function partOf(path: string): Part {
  if (path.startsWith("/storage/")) return "files";
  return path.startsWith("/auth/") ? "sign_in" : "database";
}
