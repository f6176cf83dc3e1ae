/** Looks at the data folder: whether it can be used, by whom it is, what is in it and whether all of it can be read. */
import { access, constants, readFile, stat, statfs } from "node:fs/promises";
import path from "node:path";

import { isAppError } from "#lib/domain/errors.ts";
import type { Env } from "#lib/env.ts";
import { openLocalStorage, type Storage } from "#lib/storage.ts";
import { sizeInWords } from "../amounts.ts";
import type { Progress } from "../progress.ts";
import { isMissing, systemCode } from "../snapshot/durable.ts";
import { type Finding, note, well, wrong } from "./finding.ts";
import { readEverything } from "./read-everything.ts";

/** Below this, folding and uploads are about to fail. Bytes. */
const tooLittleSpace = 200 * 1024 ** 2;

/** Changes nothing but what a start of the app would: the journal may be folded. */
export async function lookAtLocal(env: Env, readsFiles: boolean, progress: Progress): Promise<Finding[]> {
  if (!env.local.persistent) return [];
  const folder = env.dataFolder;
  const state = await stateOf(folder);
  if (state !== null) return [state];
  return [await lookAtSpace(folder), ...(await lookInside(folder, readsFiles, progress))];
}

/** Null when there is a folder that can be written to. */
async function stateOf(folder: string): Promise<Finding | null> {
  try {
    if (!(await stat(folder)).isDirectory())
      return wrong(
        "data folder",
        `${folder} is a file.`,
        "Move it away, or choose another folder with KEEPINTOUCH_DATA_DIR.",
      );
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    if (!isMissing(error)) return unwritable(folder, error);
  }
  const above = path.dirname(folder);
  try {
    await access(above, constants.W_OK);
  } catch (error) {
    // Made level by level, so only a level that is there can refuse.
    if (!isMissing(error)) return unwritable(above, error);
  }
  return note("data folder", `${folder} is not there yet: the app makes it at its first start.`);
}

function unwritable(folder: string, error: unknown): Finding {
  return wrong(
    "data folder",
    `${folder} cannot be written to (${systemCode(error) ?? "refused"}).`,
    "Give this user write access to it, or choose another folder with KEEPINTOUCH_DATA_DIR.",
  );
}

async function lookAtSpace(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= tooLittleSpace) return well("disk", `${sizeInWords(free)} are free.`);
  return wrong("disk", `Only ${sizeInWords(free)} are free.`, "Make space on the disk with the data folder.");
}

async function lookInside(folder: string, readsFiles: boolean, progress: Progress): Promise<Finding[]> {
  const holder = await holderOf(folder);
  let storage: Storage;
  try {
    storage = await openLocalStorage();
  } catch (error) {
    if (!isAppError(error)) throw error;
    // A lock that is still there after we were turned away is somebody else's.
    const isHeld = holder !== null && (await holderOf(folder)) === holder;
    if (isHeld)
      return [
        note(
          "data folder",
          `${folder} is in use by process ${holder}.`,
          "That is as it should be while the app runs. Stop it to have journal, backup and files looked at.",
        ),
      ];
    return [wrong("journal and backup", error.sentence, "Nothing was changed. Do as it says there.")];
  }
  try {
    return [
      well("data folder", `${folder} can be used, and nobody else does.`),
      well("journal and backup", "Both can be read, and they fit together."),
      await lookAtHealth(storage),
      ...(readsFiles ? [await readEverything(storage.admin, progress)] : []),
    ];
  } finally {
    await storage.close();
  }
}

/** Whoever has the folder, by the lock it keeps there. */
async function holderOf(folder: string): Promise<number | null> {
  try {
    const lock: { pid?: unknown } = JSON.parse(await readFile(path.join(folder, "lock"), "utf8"));
    return typeof lock.pid === "number" ? lock.pid : null;
  } catch {
    return null;
  }
}

async function lookAtHealth({ admin }: Storage): Promise<Finding> {
  const { store, files } = await admin.health();
  const reason = [store, files].find(({ status }) => status === "failing")?.reason;
  if (reason === undefined) return well("writing", "Rows and files can be written.");
  return wrong("writing", reason, "Look at the disk and the rights of the data folder.");
}
