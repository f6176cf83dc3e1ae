/** A snapshot as one zip, written and read a file at a time: how much is in it does not change how much memory it takes. */
import { createWriteStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";

import yauzl, { type Entry, type ZipFile } from "yauzl";
import yazl from "yazl";

import { AppError } from "#lib/domain/errors.ts";
import { type ArchiveReader, type ArchiveWriter, isSafeName } from "./archive.ts";
import { systemCode } from "./durable.ts";

/** Begins a zip; a file that is there is replaced, so `file` is a name only this writer uses. */
export async function createZipWriter(file: string): Promise<ArchiveWriter> {
  await rm(file, { force: true });
  const archive = new yazl.ZipFile();
  const output = createWriteStream(file, { flags: "wx", mode: 0o600 });
  const writing = pipeline(archive.outputStream, output);
  // Asked for at the end, and by everything that waits for it before.
  writing.catch(() => undefined);
  const unlessBroken = <T>(work: Promise<T>) => Promise.race([work, writing.then(() => work)]);

  return {
    async add(name, content, size) {
      const source = Readable.from(content, { objectMode: false });
      // Photos and recordings are packed as tightly as they go already.
      archive.addReadStream(source, name, { size, compress: /\.json$|SUMS$/.test(name), mode: 0o100600 });
      try {
        await unlessBroken(finished(source));
      } finally {
        source.destroy();
      }
    },
    async finish() {
      archive.end();
      await writing;
      const handle = await open(file, "r+");
      await handle.sync().finally(() => handle.close());
    },
    async abandon() {
      output.destroy();
      await writing.catch(() => undefined);
      await rm(file, { force: true });
    },
  };
}

/** Throws `invalid_input` when the file is no zip or was cut off. */
export async function openZipReader(file: string): Promise<ArchiveReader> {
  const zip = await openZip(file);
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (isSafeName(entry.fileName)) entries.set(entry.fileName, entry);
    }
  } catch (cause) {
    zip.close();
    throw unreadable(file, cause);
  }
  return {
    size: async (name) => entries.get(name)?.uncompressedSize ?? null,
    async open(name) {
      const entry = entries.get(name);
      if (!entry) throw new AppError("not_found");
      try {
        return orRefused(await zip.openReadStreamPromise(entry), file);
      } catch (cause) {
        throw systemCode(cause) === null ? unreadable(file, cause) : cause;
      }
    },
    close: async () => zip.close(),
  };
}

async function openZip(file: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(file, {
      lazyEntries: true,
      autoClose: false,
      strictFileNames: true,
      validateEntrySizes: true,
    });
  } catch (cause) {
    throw systemCode(cause) === null ? unreadable(file, cause) : cause;
  }
}

/** What yauzl throws says that the zip is damaged; what the disk throws carries a code. */
async function* orRefused(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    throw systemCode(cause) === null ? unreadable(file, cause) : cause;
  }
}

function unreadable(file: string, cause: unknown): AppError {
  const sentence = `${file} is not a zip, or it is damaged. Nothing was changed. Use another backup.`;
  return new AppError("invalid_input", { sentence, cause });
}
