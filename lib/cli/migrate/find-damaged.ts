/** Reads what is about to move, so that one damaged file keeps back its own document and nothing else. */
import { isAppError } from "#lib/domain/errors.ts";
import type { AdminStore } from "#lib/store/port.ts";
import type { Progress } from "../progress.ts";

/** Why each of them cannot be read, by key. */
export type Damaged = ReadonlyMap<string, string>;

/** `isAsked` says which files are read. */
export async function findDamaged(
  admin: Pick<AdminStore, "exportSnapshot">,
  isAsked: (key: string) => boolean,
  progress: Progress,
): Promise<Damaged> {
  const damaged = new Map<string, string>();
  await admin.exportSnapshot({
    header: async () => {},
    row: async () => {},
    async file({ key }, content) {
      if (!isAsked(key)) return;
      try {
        for await (const piece of content) progress.advance(piece.length);
      } catch (error) {
        if (!isAppError(error)) throw error;
        damaged.set(key, error.sentence);
      }
    },
  });
  return damaged;
}

/** Whether the row is of a document whose file is one of them. */
export function isOfDamaged(damaged: Damaged, row: Readonly<Record<string, unknown>>): boolean {
  const home = typeof row.ownerId === "string" ? `users/${row.ownerId}` : `sessions/${String(row.sessionId)}`;
  return damaged.has(`${home}/documents/${String(row.id)}`);
}
