/** Where the tus server keeps what has arrived: a part file per upload. What was announced stands in the store, not beside the bytes. */
import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { DataStore, ERRORS, Upload as TusUpload } from "@tus/server";

import { createPart, onDisk, partPath, receivedBytes, removePart } from "./upload-parts.ts";

/** Bytes gathered before they are written: fewer, larger writes, and still a flat memory. */
const writeBuffer = 1 << 20;

/** `announcedSize` gives the bytes announced for the upload of the request that is being answered. */
export function createPartStore(folder: string, announcedSize: () => number): DataStore {
  const methods: Partial<DataStore> = {
    extensions: ["creation", "creation-with-upload", "termination"],
    async create(upload) {
      // Asked for a second time when the first answer was lost: what has arrived stays.
      await createPart(folder, upload.id);
      return upload;
    },
    async getUpload(id) {
      const offset = await receivedBytes(folder, id);
      if (offset === null) throw ERRORS.FILE_NOT_FOUND;
      return new TusUpload({ id, size: announcedSize(), offset });
    },
    async write(bytes, id, offset) {
      return offset + (await append(bytes, partPath(folder, id), offset));
    },
    remove: (id) => removePart(folder, id),
  };
  return Object.assign(new DataStore(), methods);
}

async function append(bytes: Readable, part: string, offset: number): Promise<number> {
  const writer = createWriteStream(part, { flags: "r+", start: offset, highWaterMark: writeBuffer });
  await onDisk(() => pipeline(bytes, writer));
  return writer.bytesWritten;
}
