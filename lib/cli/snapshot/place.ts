/** Where backups are written and read, from what somebody typed. */
import path from "node:path";

import { AppError } from "#lib/domain/errors.ts";
import { getEnv } from "#lib/env.ts";

/** Absolute; npm runs every command in the project, so relative places are below it. */
export function placeOf(typed: string): string {
  return path.resolve(typed);
}

/** A free name for what is kept before everything is replaced: beside the data, by the time. */
export function restorePointPlace(now: number): string {
  // To the millisecond: a script may well restore twice within a second.
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, "-");
  return path.join(getEnv().dataFolder, "restore-points", stamp);
}

/** A backup of what is kept nowhere would be one of nothing. */
export function refuseInMemory(): void {
  const { storage } = getEnv();
  if (storage.kind !== "local" || storage.persistent) return;
  throw new AppError("invalid_input", {
    sentence:
      "LOCAL_STORAGE_BACKUP is off: everything is in the memory of the running app, and this command cannot reach it. Set it to true to keep data.",
  });
}
