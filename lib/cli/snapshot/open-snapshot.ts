/** Opens what `backup` wrote, or another snapshot in its format: checked whole before anybody acts on it. */
import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#lib/domain/errors.ts";
import {
  type SnapshotFile,
  SnapshotFileSchema,
  type SnapshotHeader,
  SnapshotHeaderSchema,
  type SnapshotRow,
  type SnapshotSource,
  type SnapshotTable,
  snapshotTables,
  snapshotVersion,
} from "#lib/store/snapshot.ts";
import type { Progress } from "../progress.ts";
import { type ArchiveReader, checksumsFileName, snapshotFileName } from "./archive.ts";
import { isMissing } from "./durable.ts";
import { createFolderReader } from "./folder-archive.ts";
import { readSnapshotItems, type SnapshotItem } from "./json-stream.ts";
import { openZipReader } from "./zip-archive.ts";

export type OpenSnapshot = SnapshotSource & {
  /** For people: where it was read from. */
  readonly place: string;
  readonly archive: ArchiveReader;
  close(): Promise<void>;
};

/** Throws `not_found` when there is nothing at the place, `invalid_input` when what is there is no backup. */
export async function openSnapshot(place: string): Promise<OpenSnapshot> {
  const archive = await openArchive(place);
  const items = () => itemsOf(archive, place);
  return {
    place,
    archive,
    header: () => readHeader(items(), place),
    async *rows() {
      for await (const item of items()) if (item.kind === "row") yield toRow(item, place);
    },
    async *files() {
      for await (const item of items()) if (item.kind === "file") yield toFile(item.value, place);
    },
    openFile: (key) => archive.open(key),
    close: () => archive.close(),
  };
}

async function openArchive(place: string): Promise<ArchiveReader> {
  const facts = await stat(place).catch((cause: unknown) => {
    if (!isMissing(cause)) throw cause;
    throw new AppError("not_found", { sentence: `There is nothing at ${place}.`, cause });
  });
  const archive = facts.isDirectory() ? createFolderReader(place) : await openZipReader(place);
  if ((await archive.size(snapshotFileName)) !== null) return archive;
  await archive.close();
  throw new AppError("invalid_input", { sentence: await whyNot(place, facts.isDirectory()) });
}

async function whyNot(place: string, isFolder: boolean): Promise<string> {
  const names = isFolder ? await readdir(place) : [];
  if (names.some((name) => name === "backup.json" || /^journal-.*\.log$/.test(name))) {
    return (
      `${place} is a data folder, not a backup: what is in its journal would be missed. Make a backup of it first, with ` +
      `KEEPINTOUCH_DATA_DIR=${place} npm run kit -- backup --to <folder or .zip>`
    );
  }
  return `${place} is no backup of KeepInTouch: there is no ${snapshotFileName} in it.`;
}

async function* itemsOf(archive: ArchiveReader, place: string): AsyncGenerator<SnapshotItem> {
  try {
    yield* readSnapshotItems(await archive.open(snapshotFileName));
  } catch (cause) {
    // Of the text decoder and of the parser, which say no more than that.
    if (cause instanceof SyntaxError || cause instanceof TypeError)
      throw damaged(place, snapshotFileName, cause);
    throw cause;
  }
}

async function readHeader(items: AsyncGenerator<SnapshotItem>, place: string): Promise<SnapshotHeader> {
  const members: Record<string, unknown> = {};
  for await (const item of items) {
    if (item.kind !== "member") break;
    members[item.name] = item.value;
  }
  const header = SnapshotHeaderSchema.safeParse(members);
  if (!header.success)
    throw new AppError("invalid_input", { sentence: `${place} is no backup of KeepInTouch.` });
  if (header.data.version <= snapshotVersion) return header.data;
  throw new AppError("invalid_input", {
    sentence: `${place} was written by a newer version of the app (format ${header.data.version}). Use that version to read it.`,
  });
}

function toRow(
  item: SnapshotItem & { kind: "row" },
  place: string,
): { table: SnapshotTable; row: SnapshotRow } {
  const table = snapshotTables.find((name) => name === item.table);
  if (!table || !isRow(item.value)) throw damaged(place, snapshotFileName);
  return { table, row: item.value };
}

function isRow(value: unknown): value is SnapshotRow {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toFile(value: unknown, place: string): SnapshotFile {
  const file = SnapshotFileSchema.safeParse(value);
  if (file.success) return file.data;
  throw damaged(place, snapshotFileName, file.error);
}

export type CheckedSnapshot = {
  readonly header: SnapshotHeader;
  readonly rows: number;
  readonly members: number;
  /** Accounts without a password in it. */
  readonly withoutPassword: number;
  readonly files: number;
  /** Of the files. */
  readonly bytes: number;
};

/**
 * Reads all of it once: that it is a version this app knows, that `snapshot.json` and every file it lists are byte for
 * byte what was written. Throws `invalid_input` naming what is damaged.
 */
export async function checkSnapshot(snapshot: OpenSnapshot, progress: Progress): Promise<CheckedSnapshot> {
  const { archive, place } = snapshot;
  const header = await snapshot.header();
  progress.begin("Checking the backup", null);
  await checkJson(archive, place);
  const counts = { rows: 0, members: 0, withoutPassword: 0 };
  for await (const { table, row } of snapshot.rows()) {
    counts.rows += 1;
    if (table === "accounts" && row.passwordHash === null) counts.withoutPassword += 1;
    if (table === "profiles") counts.members += 1;
  }
  const files: SnapshotFile[] = [];
  for await (const file of snapshot.files()) files.push(file);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  progress.begin("Checking the backup", bytes);
  for (const file of files) await checkFile(archive, place, file, progress);
  return { header, ...counts, files: files.length, bytes };
}

async function checkJson(archive: ArchiveReader, place: string): Promise<void> {
  const expected = await expectedOf(archive);
  if (expected === null) return;
  const actual = await sha256Of(await archive.open(snapshotFileName));
  if (actual === expected) return;
  throw new AppError("invalid_input", {
    sentence:
      `${path.join(place, snapshotFileName)} is not what was written. Nothing was changed. Use another backup; ` +
      `if you changed it on purpose, remove ${checksumsFileName} beside it.`,
  });
}

/** Null when there is no list: then the files are still checked by what `snapshot.json` says of each. */
async function expectedOf(archive: ArchiveReader): Promise<string | null> {
  if ((await archive.size(checksumsFileName)) === null) return null;
  const pieces: Uint8Array[] = [];
  for await (const piece of await archive.open(checksumsFileName)) pieces.push(piece);
  const line = new RegExp(`^([0-9a-f]{64}) [ *]${snapshotFileName.replace(".", "\\.")}$`, "m");
  return line.exec(Buffer.concat(pieces).toString("utf8"))?.[1] ?? null;
}

async function checkFile(
  archive: ArchiveReader,
  place: string,
  file: SnapshotFile,
  progress: Progress,
): Promise<void> {
  const size = await archive.size(file.key);
  if (size === null) throw damaged(place, file.key, undefined, "is missing");
  if (size !== file.size) throw damaged(place, file.key);
  const actual = await sha256Of(await archive.open(file.key), progress);
  if (actual !== file.sha256) throw damaged(place, file.key);
}

async function sha256Of(content: AsyncIterable<Uint8Array>, progress?: Progress): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of content) {
    hash.update(piece);
    progress?.advance(piece.length);
  }
  return hash.digest("hex");
}

function damaged(place: string, name: string, cause?: unknown, what = "is damaged"): AppError {
  const sentence = `${path.join(place, name)} ${what}. Nothing was changed. Use another backup.`;
  return new AppError("invalid_input", { sentence, cause });
}
