/** A Word document in; the same document out without who wrote it, for whom, when, and where its photos were taken. */

import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";

import yauzl from "yauzl";
import yazl from "yazl";

import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { isAppError } from "#lib/domain/errors.ts";

import { cleanEmbeddedPicture } from "./clean-image.ts";
import { readManifest } from "./docx-manifest.ts";
import { maximumPartBytes, maximumUnpackedBytes, maximumZipEntries } from "./limits.ts";
import { refusal } from "./refuse.ts";

import type { Entry, ZipFile } from "yauzl";
import type { Entries, Manifest } from "./docx-manifest.ts";

/** The oldest date a zip can hold: when a part was last touched is nobody's business. */
const noDate = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true } as const;

/**
 * Writes the cleaned document to `cleanedPath`, part by part, never the whole of it in memory.
 * Throws `invalid_input` for what is not a Word document, is cut off, holds programs, or unpacks to too much.
 */
export async function prepareDocx(path: string, cleanedPath: string): Promise<void> {
  const zip = await openZip(path);
  try {
    const entries = await listEntries(zip);
    const manifest = await readManifest(entries, (entry) => readPart(zip, entry));
    await rewrite(zip, entries, manifest, cleanedPath);
  } catch (error) {
    // What yauzl throws says that the archive is damaged; what the disk throws carries a code.
    if (isAppError(error) || (error instanceof Error && "syscall" in error)) throw error;
    throw refusal(documentRefusals.damagedWord, error);
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      strictFileNames: true,
      validateEntrySizes: true,
    });
  } catch (error) {
    // A zip ends in the list of its parts: one that begins as a zip and has no such list was cut off.
    throw refusal(documentRefusals.cutOff, error);
  }
}

/** All parts by name. Sizes are what the archive declares; reading more than declared fails. */
async function listEntries(zip: ZipFile): Promise<Entries> {
  if (zip.entryCount > maximumZipEntries) throw refusal(documentRefusals.swollenWord);
  const entries: Entries = new Map();
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    unpacked += entry.uncompressedSize;
    if (unpacked > maximumUnpackedBytes) throw refusal(documentRefusals.swollenWord);
    if (entry.isEncrypted()) throw refusal(documentRefusals.oldOrLockedWord);
    // Two parts of one name are read differently by different programs.
    if (entries.has(entry.fileName)) throw refusal(documentRefusals.notWord);
    if (!entry.fileName.endsWith("/")) entries.set(entry.fileName, entry);
  }
  return entries;
}

async function rewrite(
  zip: ZipFile,
  entries: Entries,
  manifest: Manifest,
  cleanedPath: string,
): Promise<void> {
  const output = new yazl.ZipFile();
  const stop = new AbortController();
  output.on("error", (error) => stop.abort(error));
  for (const [name, entry] of entries) {
    if (manifest.thumbnails.has(name)) continue;
    const compress = entry.compressionMethod !== 0;
    output.addReadStreamLazy(name, { ...noDate, compress }, (hand) => {
      const fail = (error: unknown) => output.emit("error", error);
      openClean(zip, entry, manifest).then((stream) => {
        // yazl does not listen for these, and would wait for ever.
        stream.on("error", fail);
        hand(null, stream);
      }, fail);
    });
  }
  output.end();
  try {
    await pipeline(output.outputStream, createWriteStream(cleanedPath), { signal: stop.signal });
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  }
}

/** One part, cleaned. Only pictures and small lists are ever whole in memory, one at a time. */
async function openClean(zip: ZipFile, entry: Entry, manifest: Manifest): Promise<Readable> {
  const replacement = manifest.replacements.get(entry.fileName);
  if (replacement !== undefined) return Readable.from([Buffer.from(replacement)]);
  if (isPicture(entry.fileName)) return Readable.from([cleanEmbeddedPicture(await readPart(zip, entry))]);
  return openChecked(zip, entry);
}

function isPicture(name: string): boolean {
  return name.startsWith("word/media/") || /\.(jpe?g|jpe|jfif|png|webp)$/i.test(name);
}

async function readPart(zip: ZipFile, entry: Entry): Promise<Buffer> {
  if (entry.uncompressedSize > maximumPartBytes) throw refusal(documentRefusals.swollenWord);
  return buffer(await openChecked(zip, entry));
}

/** The part's bytes; the stream fails at its end when they are not the ones the archive was made of. */
async function openChecked(zip: ZipFile, entry: Entry): Promise<Readable> {
  const source = await zip.openReadStreamPromise(entry);
  let sum = 0;
  const check = new Transform({
    transform(chunk: Buffer, _, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(sum === entry.crc32 ? null : new Error("checksum of a part does not match"));
    },
  });
  source.on("error", (error) => check.destroy(error));
  return source.pipe(check);
}
