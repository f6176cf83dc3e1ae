/**
 * `backup.json`: everything the store holds as of one moment, readable as JSON, a row a line, in the snapshot format
 * (DESIGN.md section 6).
 *
 * Beside the format's own `tables` and `files` it has `local`, what only this machine can use: the journal to go on with,
 * uploads under way, sign-in sessions and one-time tokens, without which people would be signed out by a restart. The
 * last line holds a CRC-32 of every 64 KiB of what comes before it, so that damage is found and its place is known.
 */
import fs from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";

import { snapshotFormat, snapshotVersion } from "../snapshot.ts";
import { type Disk, syncFolder, writeFully } from "./disk.ts";

/** The journal that holds what happened after the backup, and the sequence of the last frame that is in the backup. */
export type JournalPointer = { readonly number: number; readonly sequence: number };

export type CapturedTable = { readonly name: string; readonly rows: readonly unknown[] };

/** Rows as of one moment: they are never changed in place, so holding on to them holds on to the moment. */
export type Capture = {
  readonly shared: readonly CapturedTable[];
  readonly files: CapturedTable;
  readonly local: readonly CapturedTable[];
};

const blockBytes = 64 * 1024;
/** Characters gathered before they are written: a millisecond or two of work, then others get their turn. */
const portion = 256 * 1024;
const checksumsStart = '\n"checksums": ';

/**
 * Writes the backup aside, syncs it and puts it in the place of the old one: at every moment one of them is whole.
 * Gives its size in bytes.
 */
export async function writeBackup(
  disk: Disk,
  file: string,
  capture: Capture,
  journal: JournalPointer,
  exportedAt: string,
): Promise<number> {
  const aside = asideOf(file);
  const handle = await fs.promises.open(aside, "w", 0o600);
  try {
    let position = 0;
    const checksums = createBlockChecksums();
    for (const text of portions(backupText(capture, journal, exportedAt))) {
      const bytes = Buffer.from(text);
      checksums.add(bytes);
      await writeFully(disk, handle.fd, bytes, position);
      position += bytes.length;
    }
    const trailer = Buffer.from(checksumsStart + JSON.stringify(checksums.finish()) + "\n}\n");
    await writeFully(disk, handle.fd, trailer, position);
    await disk.dataSync(handle.fd);
    await handle.close();
    await fs.promises.rename(aside, file);
    await syncFolder(path.dirname(file));
    return position + trailer.length;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await fs.promises.rm(aside, { force: true });
    throw error;
  }
}

export function asideOf(file: string): string {
  return `${file}.new`;
}

function* backupText(capture: Capture, journal: JournalPointer, exportedAt: string): Iterable<string> {
  yield `{\n"format": "${snapshotFormat}",\n"version": ${snapshotVersion},\n"exportedAt": "${exportedAt}",\n"tables": {`;
  yield* tablesText(capture.shared);
  yield `\n},`;
  yield* tablesText([capture.files]);
  yield `,\n"local": {\n"journal": ${JSON.stringify(journal)},`;
  yield* tablesText(capture.local);
  yield `\n},`;
}

function* tablesText(tables: readonly CapturedTable[]): Iterable<string> {
  let comma = "";
  for (const { name, rows } of tables) {
    yield `${comma}\n"${name}": [`;
    let rowComma = "";
    for (const row of rows) {
      yield `${rowComma}\n${JSON.stringify(row)}`;
      rowComma = ",";
    }
    yield "\n]";
    comma = ",";
  }
}

function* portions(texts: Iterable<string>): Iterable<string> {
  let gathered: string[] = [];
  let length = 0;
  for (const text of texts) {
    gathered.push(text);
    length += text.length;
    if (length < portion) continue;
    yield gathered.join("");
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered.join("");
}

type Checksums = { readonly blockBytes: number; readonly crc32: readonly string[]; readonly of: string };

/** Checksums of consecutive blocks, and one of the checksums themselves. */
function createBlockChecksums(): { add: (bytes: Buffer) => void; finish: () => Checksums } {
  const blocks: string[] = [];
  let current = 0;
  let filled = 0;
  return {
    add(bytes) {
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + blockBytes - filled);
        current = crc32(part, current);
        filled += part.length;
        at += part.length;
        if (filled < blockBytes) continue;
        blocks.push(toHex(current));
        current = 0;
        filled = 0;
      }
    },
    finish() {
      if (filled > 0) blocks.push(toHex(current));
      return { blockBytes, crc32: blocks, of: toHex(crc32(blocks.join())) };
    },
  };
}

function toHex(checksum: number): string {
  return checksum.toString(16).padStart(8, "0");
}

export type BackupProblem =
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "damaged"; readonly position: number };

/** Rows as they were written, by the name of their table. */
export type BackupRows = ReadonlyMap<string, readonly unknown[]>;

export type BackupReading =
  | { readonly journal: JournalPointer; readonly rows: BackupRows; readonly problem: null }
  | { readonly problem: BackupProblem };

/** What is in the backup, or what is wrong with it. Throws what the system throws when the file cannot be read. */
export function readBackup(file: string): BackupReading {
  const bytes = fs.readFileSync(file);
  const version = readVersion(bytes);
  if (version !== null && version > snapshotVersion) return { problem: { kind: "newer", version } };
  const damage = findDamage(bytes);
  if (damage !== null) return { problem: { kind: "damaged", position: damage } };
  return { ...parseTables(bytes), problem: null };
}

/** The version stands in front of everything whose form may change with it. */
function readVersion(bytes: Buffer): number | null {
  const start = bytes.subarray(0, 200).toString("latin1");
  const version = new RegExp(`^\\{\\s*"format":\\s*"${snapshotFormat}",\\s*"version":\\s*(\\d+),`).exec(
    start,
  )?.[1];
  return version === undefined ? null : Number(version);
}

/** Position of the first block that is not as it was written; null when all are. */
function findDamage(bytes: Buffer): number | null {
  const end = bytes.lastIndexOf(checksumsStart);
  if (end === -1) return bytes.length;
  const claimed = readChecksums(bytes.subarray(end + checksumsStart.length).toString("latin1"));
  if (!claimed) return end;
  const actual = createBlockChecksums();
  actual.add(bytes.subarray(0, end));
  const blocks = actual.finish().crc32;
  const differing = blocks.findIndex((checksum, index) => checksum !== claimed.crc32[index]);
  if (differing !== -1) return differing * blockBytes;
  return blocks.length === claimed.crc32.length ? null : end;
}

const checksumsPattern =
  /^\{"blockBytes":(\d+),"crc32":\[((?:"[0-9a-f]{8}",?)*)\],"of":"([0-9a-f]{8})"\}\n\}\n$/;

function readChecksums(text: string): Checksums | null {
  const [, size, list, of] = checksumsPattern.exec(text) ?? [];
  if (Number(size) !== blockBytes || list === undefined || of === undefined) return null;
  const blocks = list === "" ? [] : list.split(",").map((checksum) => checksum.slice(1, -1));
  return toHex(crc32(blocks.join())) === of ? { blockBytes, crc32: blocks, of } : null;
}

const tableStart = /^"([a-z_]+)": \[$/;
const journalStart = '"journal": ';

/** Walks the lines of a backup that is whole. */
function parseTables(bytes: Buffer): { journal: JournalPointer; rows: BackupRows } {
  const rows = new Map<string, readonly unknown[]>();
  let journal: JournalPointer = { number: 1, sequence: 0 };
  let position = 0;
  while (position < bytes.length) {
    const end = bytes.indexOf(10, position);
    const line = bytes.toString("utf8", position, Math.min(end, position + 200));
    position = end + 1;
    if (line.startsWith(checksumsStart.trim())) break;
    if (line.startsWith(journalStart)) journal = JSON.parse(line.slice(journalStart.length, -1));
    const name = tableStart.exec(line)?.[1];
    if (name === undefined) continue;
    const close = bytes.indexOf("\n]", position - 1);
    rows.set(name, parseRows(bytes, position, close));
    position = close + 1;
  }
  return { journal, rows };
}

/** Rows are parsed a mebibyte at a time: faster than one by one, and kinder to the garbage collector than all at once. */
const portionBytes = 1024 * 1024;

/** The rows between two positions, separated by commas and line ends. */
function parseRows(bytes: Buffer, start: number, end: number): readonly unknown[] {
  const rows: unknown[] = [];
  for (let at = start; at < end;) {
    const next = end - at <= portionBytes ? end : bytes.indexOf(10, at + portionBytes);
    const until = next === -1 || next > end ? end : next;
    const text = bytes.toString("utf8", at, bytes[until - 1] === 44 ? until - 1 : until);
    const portion: readonly unknown[] = JSON.parse(`[${text}]`);
    for (const row of portion) rows.push(row);
    at = until + 1;
  }
  return rows;
}
