/**
 * Brings back everything that was acknowledged: the backup, then the journals that follow it. What is damaged is left
 * exactly as it is, and the message says where it is and what to do.
 */
import fs from "node:fs";

import { AppError } from "#lib/domain/errors.ts";
import { asideOf, type BackupRows, readBackup } from "./backup-file.ts";
import { replay } from "./changes.ts";
import { errorCode, isMissing } from "./disk.ts";
import { journalFormat, journalNumber, journalPath, journalVersion } from "./journal-file.ts";
import { type Frame, scanFrames } from "./journal-frame.ts";
import type { CarriedTable } from "./tables.ts";

export type Recovered = {
  /** The journal to go on with, cut where its whole frames end; null when a new one has to be made under `nextNumber`. */
  readonly journal: { readonly number: number; readonly size: number } | null;
  readonly nextNumber: number;
  /** Sequence of the last frame that was read. */
  readonly sequence: number;
  /** Of the backup; 0 without one. */
  readonly backupBytes: number;
  /** Journals the backup does not contain, oldest first. */
  readonly journalNumbers: readonly number[];
  /** Files the rows of the backup in the tables, which has to happen before they are used; once is enough. */
  readonly fill: () => void;
};

/** Throws `unavailable` with a sentence for the person who runs the app; files are untouched then. */
export function recover(
  folder: string,
  backupFile: string,
  tables: ReadonlyMap<string, CarriedTable>,
  log: (message: string) => void,
): Recovered {
  const pointer = loadBackup(backupFile);
  const fill = fillOnce(pointer.rows, tables);
  const found = listJournals(folder);
  const current = found.filter((number) => number >= pointer.number);
  let sequence = pointer.sequence;
  let last: Recovered["journal"] = null;
  const torn: { file: string; size: number; lost: number }[] = [];

  for (const number of current) {
    const file = journalPath(folder, number);
    const bytes = fs.readFileSync(file);
    const { frames, end, tail } = scanFrames(bytes);
    const [header, ...records] = frames;
    if (tail === "damaged") throw damagedJournal(file, end);
    if (!header) {
      // Made and not finished: nothing was ever written to it.
      last = null;
      continue;
    }
    checkHeader(file, header, number);
    if (torn.length > 0 && records.length > 0)
      throw damagedJournal(torn[0]?.file ?? file, torn[0]?.size ?? 0);
    if (records.length > 0) fill();
    for (const record of records) {
      if (record.sequence !== sequence + 1) throw missingBefore(file, record.position, backupFile);
      replayRecord(file, record, tables);
      sequence = record.sequence;
    }
    last = { number, size: end };
    if (tail === "torn") torn.push({ file, size: end, lost: bytes.length - end });
  }

  // Only here, when nothing was found damaged, may anything be changed.
  for (const { file, size } of torn) {
    log(`The last record of ${file} was cut off at byte ${size}; it was never acknowledged and was dropped.`);
    cutFile(file, size);
  }
  for (const number of found)
    if (number < pointer.number) fs.rmSync(journalPath(folder, number), { force: true });
  fs.rmSync(asideOf(backupFile), { force: true });
  return {
    journal: last,
    nextNumber: Math.max(
      pointer.number,
      ...found.map((number) => (number === last?.number ? number : number + 1)),
    ),
    sequence,
    backupBytes: pointer.bytes,
    journalNumbers: current,
    fill,
  };
}

function fillOnce(rows: BackupRows, tables: ReadonlyMap<string, CarriedTable>): () => void {
  let waiting: BackupRows | null = rows;
  return () => {
    for (const [name, ofTable] of waiting ?? []) for (const row of ofTable) tables.get(name)?.load(row);
    waiting = null;
  };
}

type LoadedBackup = {
  readonly number: number;
  readonly sequence: number;
  readonly bytes: number;
  readonly rows: BackupRows;
};

function loadBackup(file: string): LoadedBackup {
  try {
    const reading = readBackup(file);
    if (reading.problem === null)
      return { ...reading.journal, rows: reading.rows, bytes: fs.statSync(file).size };
    if (reading.problem.kind === "newer") throw newerBackup(file, reading.problem.version);
    throw damagedBackup(file, reading.problem.position);
  } catch (error) {
    if (isMissing(error)) return { number: 1, sequence: 0, bytes: 0, rows: new Map() };
    if (errorCode(error) !== null) throw unreadable(file, error);
    throw error;
  }
}

function listJournals(folder: string): number[] {
  return fs
    .readdirSync(folder)
    .map(journalNumber)
    .filter((number) => number !== null)
    .toSorted((a, b) => a - b);
}

function checkHeader(file: string, header: Frame, number: number): void {
  const claimed: { format?: unknown; version?: unknown; number?: unknown } = JSON.parse(
    header.payload.toString("utf8"),
  );
  if (header.sequence !== 0 || claimed.format !== journalFormat || claimed.number !== number) {
    throw damagedJournal(file, 0);
  }
  if (typeof claimed.version === "number" && claimed.version > journalVersion) {
    throw newerBackup(file, claimed.version);
  }
}

function replayRecord(file: string, record: Frame, tables: ReadonlyMap<string, CarriedTable>): void {
  try {
    replay(record.payload, tables);
  } catch (error) {
    throw damagedJournal(file, record.position, error);
  }
}

function cutFile(file: string, size: number): void {
  const fd = fs.openSync(file, "r+");
  try {
    fs.ftruncateSync(fd, size);
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

const restore = `put back a restore point with "npm run kit -- restore"`;

function stop(sentence: string, cause?: unknown): AppError {
  return new AppError("unavailable", { sentence, cause });
}

function damagedJournal(file: string, position: number, cause?: unknown): AppError {
  return stop(
    `The journal ${file} is damaged at byte ${position}. Nothing was changed. Copy the data folder first; then either ${restore}, ` +
      `or go on with everything written before the damage by cutting the file there: truncate -s ${position} '${file}'.`,
    cause,
  );
}

function missingBefore(file: string, position: number, backupFile: string): AppError {
  return stop(
    `The journal ${file} does not follow on at byte ${position}: what was written before it is missing from ${backupFile} and the journals beside it. ` +
      `Nothing was changed. Put the missing files back, or ${restore}; to go on without what is in this journal, move it aside.`,
  );
}

function damagedBackup(file: string, position: number): AppError {
  return stop(
    `The backup ${file} is damaged near byte ${position}. Nothing was changed. Copy the data folder first; then ${restore}, ` +
      `or move the damaged file and the journals beside it aside to begin empty.`,
  );
}

function newerBackup(file: string, version: number): AppError {
  return stop(
    `${file} was written by a newer version of the app (format ${version}). Nothing was changed. Start that version, or ${restore}.`,
  );
}

function unreadable(file: string, cause: unknown): AppError {
  return stop(
    `${file} cannot be read (${errorCode(cause)}). Nothing was changed. Give this user read and write access to it.`,
    cause,
  );
}
