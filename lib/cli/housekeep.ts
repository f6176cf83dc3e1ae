/** Clears away what is past its time, as the app does at its start and every hour. */
import { getStorage } from "#lib/storage.ts";
import type { Command } from "./command.ts";

export const housekeepCommand: Command = {
  name: "housekeep",
  usage: "",
  summary: "remove what is past its time: old onboardings, deleted documents, abandoned uploads",
  details: [
    "The app does this by itself at its start and every hour. On local storage it must not be running.",
  ],
  maximumWords: 0,
  async run() {
    const storage = await getStorage();
    try {
      const removed = await storage.admin.housekeep();
      const parts = Object.entries(removed).filter(([, count]) => count > 0);
      const text =
        parts.length === 0
          ? "There was nothing to remove."
          : `Removed ${parts.map(([what, count]) => `${count} ${nameOf(what, count)}`).join(", ")}.`;
      return { text, data: { removed } };
    } finally {
      await storage.close();
    }
  },
};

/** The result's plural keys as words: "1 session", "2 sessions". */
function nameOf(plural: string, count: number): string {
  return count === 1 ? plural.replace(/s$/, "") : plural;
}
