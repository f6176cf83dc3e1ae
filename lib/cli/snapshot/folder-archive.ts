/** A snapshot as a folder of plain files. */
import { createReadStream } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#lib/domain/errors.ts";
import { type ArchiveReader, type ArchiveWriter, isSafeName } from "./archive.ts";
import { isMissing, syncFolder, writeFileSynced } from "./durable.ts";

/** Begins an empty folder; one that is there is removed first, so `folder` is a name only this writer uses. */
export async function createFolderWriter(folder: string): Promise<ArchiveWriter> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const made = new Set<string>([folder]);
  return {
    async add(name, content) {
      const file = placeOf(folder, name);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      for (let above = path.dirname(file); !made.has(above); above = path.dirname(above)) made.add(above);
      await writeFileSynced(file, content);
    },
    async finish() {
      for (const each of made) await syncFolder(each);
    },
    abandon: () => rm(folder, { recursive: true, force: true }),
  };
}

export function createFolderReader(folder: string): ArchiveReader {
  return {
    async size(name) {
      try {
        const facts = await stat(placeOf(folder, name));
        return facts.isFile() ? facts.size : null;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async open(name) {
      const handle = await open(placeOf(folder, name)).catch((cause: unknown) => {
        throw isMissing(cause) ? new AppError("not_found", { cause }) : cause;
      });
      return createReadStream("", { fd: handle, highWaterMark: 256 * 1024 });
    },
    close: async () => undefined,
  };
}

function placeOf(folder: string, name: string): string {
  if (!isSafeName(name)) {
    const sentence = `The backup names a file in a place that is not allowed: ${name}`;
    throw new AppError("invalid_input", { sentence });
  }
  return path.join(folder, ...name.split("/"));
}
