/** Moves what a data folder holds out of the way, whole and unchanged, so that a damaged one can be restored into. */
import fs from "node:fs";
import path from "node:path";

import { isMissing, makeFolder, syncFolder } from "./disk.ts";
import { lockFolder } from "./folder-lock.ts";
import { journalNumber } from "./journal-file.ts";

/** Throws `unavailable` when somebody has the folder. `place` is made; it has to be on the same disk. */
export async function setAside(
  { folder, backupFile, place }: { folder: string; backupFile: string; place: string },
  log: (message: string) => void,
): Promise<void> {
  const lock = await lockFolder(folder, log);
  try {
    await makeFolder(place);
    const names = fs.readdirSync(folder).filter((name) => journalNumber(name) !== null);
    const whole = [backupFile, ...[...names, "users", "sessions"].map((name) => path.join(folder, name))];
    for (const file of whole) moveIfThere(file, path.join(place, path.basename(file)));
    await syncFolder(place);
    await syncFolder(folder);
  } finally {
    lock.release();
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
