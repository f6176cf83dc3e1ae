/**
 * The bytes of uploads that are not finished: one file each, named by the upload's id, never by what the person calls it.
 * The store clears away those that nobody continues, with whatever else in the work folder bears the id.
 */
import { createWriteStream } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";

/** Where parts lie: `incoming/` in the storage's work folder. */
export function partsFolder(workFolder: string): string {
  return path.join(workFolder, "incoming");
}

/** Where bytes lie that were fetched from the storage to be looked at: beside the parts, which are written meanwhile. */
export function copiesFolder(workFolder: string): string {
  return path.join(workFolder, "copies");
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

/** Writes a whole part, over what there was of it. Gives its bytes. */
export async function writePart(
  folder: string,
  uploadId: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<number> {
  await mkdir(folder, { recursive: true });
  const writer = createWriteStream(partPath(folder, uploadId), { mode: 0o600 });
  await onDisk(() => pipeline(bytes, writer));
  return writer.bytesWritten;
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
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
