/** A viewer's files in Supabase: objects in the bucket, and a row for each that says what it holds. */
import { createReadStream } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import { checkInput } from "#lib/domain/check-input.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import type { ByteRange, FileInfo, FileRef, Files, OpenFile } from "../port.ts";
import { hashOf, readWhole, sendChecked, verifyOnTheWay } from "./checked-content.ts";
import type { TableRow } from "./database.ts";
import { fileKey, memberFolder, removedKey, sessionFolder } from "./object-keys.ts";
import type { Objects, StoredObject } from "./objects.ts";
import { toFileInfo } from "./rows.ts";
import { createSignedAddresses } from "./signed-addresses.ts";
import { sessionOf } from "./staged-files.ts";
import { createUploads } from "./uploads.ts";
import { homeOf, type Connection, type Home, type Viewing } from "./viewing.ts";

const mimeTypePattern = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/;

/** Bytes up to which a file is read and checked before it is given out; a larger one is checked on the way. */
const checkedWhole = 4 * 1024 * 1024;

/** Bytes read at once from a file that is given. */
const readBuffer = 1 << 20;

/** How often, and after how many milliseconds at most, it is looked again while object and row do not agree and stay as they are. */
const looks = 8;
const betweenLooks = 50;

export function createFiles(connection: Connection, viewing: Viewing): Files {
  const { database } = connection;
  const { capability, token, memberId } = viewing;

  async function locate(ref: FileRef): Promise<TableRow<"files"> | null> {
    if (!IdSchema.safeParse(ref.id).success) return null;
    const args = { file_kind: ref.kind, ref_id: ref.id, ...capability };
    return database.row(await token(), "find_file", args);
  }

  /** Throws `not_allowed` for whoever may store nothing. What a member may is known when the row is made. */
  async function writableHome(): Promise<Home> {
    if (memberId !== null) return { folder: memberFolder(memberId), objects: viewing.objectsOf(memberId) };
    const session = await database.row(null, "get_onboarding", {
      lifetime_hours: connection.sessionTimeoutHours,
      ...capability,
    });
    if (session?.status !== "open") throw new AppError("not_allowed");
    return { folder: sessionFolder(session.id), objects: connection.staging.reach(session.id) };
  }

  async function put(
    ref: FileRef,
    content: AsyncIterable<Uint8Array>,
    { mimeType, expected }: Parameters<Files["put"]>[2],
  ): Promise<FileInfo> {
    const { folder, objects } = await writableHome();
    const key = fileKey(folder, ref);
    return inTurn(connection, key, async () => {
      const { size, sha256 } = await sendChecked(content, expected ?? null, (stream, signal) =>
        objects.put(key, stream, { mimeType, size: expected?.size ?? null, signal }),
      );
      const file = { kind: ref.kind, ref_id: ref.id, size, sha256, mime_type: mimeType };
      try {
        const row = await database.row(await token(), "record_file", { file, ...capability });
        if (!row) throw new AppError("not_allowed");
        return toFileInfo(row);
      } catch (error) {
        // The onboarding was finished, or the member removed, while the bytes came in.
        if (isAppError(error) && error.code !== "unavailable" && !(await locate(ref)))
          await objects.remove([key]);
        throw error;
      }
    });
  }

  return {
    ...createUploads(connection, viewing),
    async put(ref, content, file) {
      checkInput(IdSchema, ref.id);
      if (!mimeTypePattern.test(file.mimeType)) {
        throw new AppError("invalid_input", { fields: { mimeType: refusals.unknownType } });
      }
      if (!("path" in content)) return put(ref, content, file);
      // Checked on its way all the same: what was taken of it may be long ago by the time it leaves this machine.
      const { path, size, sha256 } = content;
      return put(ref, readFile(path), {
        expected: { size, sha256 },
        ...file,
      });
    },
    async open(ref, range) {
      let last: number | null = null;
      for (let look = 1; ; look += 1) {
        const row = await locate(ref);
        if (!row) return null;
        if (row.generation !== last) look = 1;
        last = row.generation;
        const part = range && clampRange(range, Number(row.size));
        const opened = await openRecorded(homeOf(connection, viewing, row).objects, row, part);
        if (opened || look === looks) return opened;
        // It is being replaced: object and row change one after the other.
        await pause(betweenLooks * Math.random());
      }
    },
    signedUrl: createSignedAddresses(connection, viewing),
    async remove(ref) {
      if (!IdSchema.safeParse(ref.id).success) return;
      const args = { file_kind: ref.kind, ref_id: ref.id, ...capability };
      const key = (await database.value(await token(), "release_file", args)) as string | null;
      if (key === null) return;
      const objects =
        memberId === null ? connection.staging.reach(sessionOf(key)) : viewing.objectsOf(memberId);
      await objects.remove([key]);
    },
  };
}

/** Opened when the first byte is asked for, so that nothing stays open of what is refused before. */
async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: readBuffer });
}

/** The object as its row says it is; null when it is another, or nowhere. */
async function openRecorded(
  objects: Objects,
  row: TableRow<"files">,
  range: ByteRange | undefined,
): Promise<OpenFile | null> {
  const facts = toFileInfo(row);
  const object = await openEither(objects, row, range);
  if (!object) return null;
  if (!Number.isNaN(object.size) && object.size !== facts.size) {
    await object.stream.cancel();
    return null;
  }
  if (range) return { ...facts, stream: object.stream };
  if (facts.size > checkedWhole) return { ...facts, stream: verifyOnTheWay(object.stream, facts.sha256) };
  const bytes = await readWhole(object.stream);
  return hashOf(bytes) === facts.sha256 ? { ...facts, stream: streamOf(bytes) } : null;
}

/** A removal or its undoing that was cut off leaves the object in the other of its two places. */
async function openEither(
  objects: Objects,
  row: TableRow<"files">,
  range: ByteRange | undefined,
): Promise<StoredObject | null> {
  const object = await objects.open(row.key, range);
  return object ?? (row.kind === "avatar" ? null : objects.open(removedKey(row.key), range));
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** A last byte behind the end means up to the end; a first byte there is an error (RFC 9110 section 14.1.2). */
function clampRange({ start, end }: ByteRange, size: number): ByteRange {
  const isSound =
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && start < size;
  if (!isSound) throw new AppError("invalid_input", { fields: { range: refusals.rangePastEnd } });
  return { start, end: Math.min(end, size - 1) };
}

/** Of two writers of one object in this process the second waits, so that the last object and the last row are one's. */
const turns = new WeakMap<Connection, Map<string, Promise<unknown>>>();

async function inTurn<T>(connection: Connection, key: string, work: () => Promise<T>): Promise<T> {
  const waiting = turns.get(connection) ?? new Map<string, Promise<unknown>>();
  turns.set(connection, waiting);
  const turn = (waiting.get(key) ?? Promise.resolve()).then(work, work);
  waiting.set(key, turn);
  try {
    return await turn;
  } finally {
    if (waiting.get(key) === turn) waiting.delete(key);
  }
}
