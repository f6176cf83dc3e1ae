/** Writes everything the storage holds to a folder or a zip that `restore` reads. */
import { getEnv } from "#lib/env.ts";
import { getStorage } from "#lib/storage.ts";
import { countInWords, sizeInWords } from "./amounts.ts";
import type { Command, CommandResult } from "./command.ts";
import { placeOf, refuseInMemory } from "./snapshot/place.ts";
import { writeSnapshot, type WrittenSnapshot } from "./snapshot/write-snapshot.ts";

export const backupCommand: Command = {
  name: "backup",
  usage: "",
  summary: "write everything to a folder or a zip",
  details: [
    "A backup is snapshot.json (rows, readable), the files beside it under users/ and sessions/, and SHA256SUMS.",
    "It is read back and compared before it gets its name: one that was broken off is called .unfinished-… and never taken",
    "for a backup. It holds password hashes and people's documents: keep it as you would keep those.",
    "Sign-ins are not in it: after a restore people sign in again.",
    "On local storage the app must not be running; on Supabase it may be. Check a folder by hand with:",
    "sha256sum --check SHA256SUMS",
  ],
  options: [
    {
      name: "to",
      value: "<folder or .zip>",
      isRequired: true,
      summary: "where to write it; the name must be free",
    },
  ],
  examples: [
    ["backup --to /backups/monday", "a folder; what did not change is easy to deduplicate"],
    ["backup --to /backups/monday.zip", "one file"],
  ],
  maximumWords: 0,
  async run({ option, progress }) {
    const place = placeOf(option("to") ?? "");
    refuseInMemory();
    const storage = await getStorage();
    try {
      const begun = Date.now();
      const written = await writeSnapshot(place, (sink) => storage.admin.exportSnapshot(sink), progress);
      return toResult(written, Date.now() - begun);
    } finally {
      await storage.close();
    }
  },
};

function toResult(written: WrittenSnapshot, milliseconds: number): CommandResult {
  const lines = [`Backed up ${contentsOf(written)} to ${written.place}.`];
  if (written.withoutPassword > 0) lines.push(withoutPasswords(written.withoutPassword));
  return { text: lines.join("\n"), data: { ...written, milliseconds } };
}

function withoutPasswords(count: number): string {
  const who = countInWords(count, "member");
  const opening = `It holds no password of ${who}, who would have to set a new one after a restore.`;
  const { storage } = getEnv();
  const canMend = storage.kind === "supabase" && storage.databaseUrl === null;
  return canMend ? `${opening} With SUPABASE_DB_URL set, passwords are in it.` : opening;
}

/** "4 members, 2 onboardings and 25 files (3.4 MB)". */
function contentsOf({ rows, files, bytes }: WrittenSnapshot): string {
  const parts = [
    countInWords(rows.profiles, "member"),
    ...(rows.onboarding_sessions > 0 ? [countInWords(rows.onboarding_sessions, "onboarding")] : []),
  ];
  return `${parts.join(", ")} and ${countInWords(files, "file")} (${sizeInWords(bytes)})`;
}
