/** The bytes of uploads that are not finished: one file each, named by the upload's id, never by what the person calls it. */
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";

/** Where parts lie: `incoming/` in the storage's work folder. */
export function partsFolder(workFolder: string): string {
  return path.join(workFolder, "incoming");
}

/** The path of an upload's bytes. Throws `not_found` for anything but an id, so that no path can be made of it. */
export function partPath(folder: string, uploadId: string): string {
  const id = IdSchema.safeParse(uploadId);
  if (!id.success) throw new AppError("not_found");
  return path.join(folder, id.data);
}

/** Makes an empty part; one that is there already keeps its bytes. */
export async function createPart(folder: string, uploadId: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await onDisk(async () => (await open(partPath(folder, uploadId), "a", 0o600)).close());
}

/** Bytes that have arrived; null before the first. */
export async function receivedBytes(folder: string, uploadId: string): Promise<number | null> {
  try {
    return (await stat(partPath(folder, uploadId))).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Fulfils once the bytes survive a power cut. */
export async function syncPart(folder: string, uploadId: string): Promise<void> {
  await onDisk(async () => {
    const part = await open(partPath(folder, uploadId), "r+");
    try {
      await part.sync();
    } finally {
      await part.close();
    }
  });
}

/** Harmless when there is none. */
export async function removePart(folder: string, uploadId: string): Promise<void> {
  await rm(partPath(folder, uploadId), { force: true });
}

/** Removes what nobody has added a byte to since `before` (milliseconds since the epoch). Gives how many went. */
export async function sweepParts(folder: string, before: number): Promise<number> {
  let swept = 0;
  for (const name of await listNames(folder)) {
    const entry = path.join(folder, name);
    const touched = await stat(entry).catch(missingAsNull);
    if (touched === null || touched.mtimeMs >= before) continue;
    await rm(entry, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}

async function listNames(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(missingAsNull)) ?? [];
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function missingAsNull(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

/** Runs `work`; a full or failing disk becomes `unavailable`, so that the person is told and can go on later. */
export async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isFull(error)) throw new AppError("unavailable", { cause: error });
    throw error;
  }
}

function isFull(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EIO"].includes(String(error.code))
  );
}
