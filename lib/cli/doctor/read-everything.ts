/** Reads every row and every file of a storage once, comparing each file with what was stored. */
import { isAppError } from "#lib/domain/errors.ts";
import type { AdminStore } from "#lib/store/port.ts";
import { countInWords, sizeInWords } from "../amounts.ts";
import type { Progress } from "../progress.ts";
import { type Finding, well, wrong } from "./finding.ts";

/** All of the damaged files are named, not only the first. */
export async function readEverything(admin: AdminStore, progress: Progress): Promise<Finding> {
  const seen = { documents: 0, bytes: 0, files: 0, read: 0 };
  const damaged: string[] = [];
  progress.begin("Reading every file", null);
  await admin.exportSnapshot({
    header: async () => {},
    async row(table, row) {
      if (table !== "documents") return;
      seen.documents += 1;
      if (typeof row.size === "number") seen.bytes += row.size;
    },
    async file({ key }, content) {
      if (seen.files === 0) progress.begin("Reading every file", seen.bytes);
      seen.files += 1;
      try {
        for await (const piece of content) {
          seen.read += piece.length;
          progress.advance(piece.length);
        }
      } catch (error) {
        if (!isAppError(error)) throw error;
        damaged.push(key);
      }
    },
  });
  if (damaged.length === 0)
    return well(
      "files",
      `All of ${countInWords(seen.files, "file")} (${sizeInWords(seen.read)}) are what was stored.`,
    );
  return wrong(
    "files",
    `${countInWords(damaged.length, "file")} missing or damaged: ${damaged.join(", ")}.`,
    "Put them back from a backup: npm run kit -- restore --from <backup> --merge brings what is missing.",
  );
}
