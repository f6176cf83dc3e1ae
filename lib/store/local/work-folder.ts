/** The folder for what is not stored yet: bytes on their way in, parts of uploads, work files of those who prepare them. */
import fs from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";

import type { ReceivedUpload } from "../port.ts";
import { isMissing } from "./disk.ts";

/** Where whoever receives uploads puts their bytes, a file each, named by the upload's id. */
const receivedFolder = "incoming";

/** What was received of an upload. Null before the first byte. */
export async function openPart(folder: string, uploadId: string): Promise<ReceivedUpload | null> {
  try {
    const file = await fs.promises.open(path.join(folder, receivedFolder, uploadId));
    const { size } = await file.stat();
    return { size, stream: Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array> };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Removes what was received of these uploads: whatever in the folder or one below is named by an upload's id. */
export async function removeParts(folder: string, uploadIds: readonly string[]): Promise<void> {
  if (uploadIds.length === 0) return;
  const ids = new Set(uploadIds);
  for (const entry of await listBelow(folder)) {
    if (ids.has(entry.name.slice(0, 36))) {
      await fs.promises.rm(path.join(entry.parentPath, entry.name), { recursive: true, force: true });
    }
  }
}

/** Removes what nobody has touched since `before` (milliseconds since the epoch). */
export async function sweepWorkFolder(folder: string, before: number): Promise<void> {
  for (const entry of await listBelow(folder)) {
    const file = path.join(entry.parentPath, entry.name);
    const facts = await fs.promises.stat(file).catch(() => null);
    if (entry.isFile() && facts && facts.mtimeMs < before) await fs.promises.rm(file, { force: true });
  }
}

async function listBelow(folder: string): Promise<fs.Dirent[]> {
  try {
    return await fs.promises.readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
