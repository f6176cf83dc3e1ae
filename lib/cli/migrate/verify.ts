/** Makes certain that everything of one storage is whole in another, before anybody removes the original. */
import { createHash } from "node:crypto";

import type { AdminStore } from "#lib/store/port.ts";
import type { Progress } from "../progress.ts";
import { bytesToMove, compare, countMissing } from "./compare.ts";
import { type SeenFile, type Survey, survey } from "./survey.ts";

/** Every row by its id, every file read back whole. Null when all is there; else what is not, in a sentence. */
export async function findLacking(
  wanted: Survey,
  target: Pick<AdminStore, "exportSnapshot">,
  progress: Progress,
): Promise<string | null> {
  const listed = compare(wanted, await survey(target));
  if (countMissing(listed) > 0) return "not everything is at the target.";
  const left = new Map<string, SeenFile>(wanted.files);
  progress.begin("Verifying", bytesToMove(compare(wanted, { rows: wanted.rows, files: new Map() })));
  await target.exportSnapshot({
    header: async () => {},
    row: async () => {},
    async file({ key }, content) {
      const expected = left.get(key);
      if (expected === undefined) return;
      const hash = createHash("sha256");
      for await (const piece of content) {
        hash.update(piece);
        progress.advance(piece.length);
      }
      if (hash.digest("hex") === expected.sha256) left.delete(key);
    },
  });
  const [first] = left.keys();
  return first === undefined ? null : `the file ${first} is not whole at the target.`;
}
