/** One journal file: frames are appended, and what a failed append left behind is cut off again. */
import fs from "node:fs";
import path from "node:path";

import { type Disk, syncFolder, writeFully, writeFullySync } from "./disk.ts";
import { encodeFrame } from "./journal-frame.ts";

export const journalFormat = "keepintouch-journal";
export const journalVersion = 1;

export type JournalFile = {
  readonly number: number;
  readonly path: string;
  /** Bytes up to the end of the last whole frame. */
  size(): number;
  /** Appends and syncs, holding up everything else: the fastest way for one writer. */
  appendSync(frame: Buffer): void;
  /** Appends and syncs beside other work. One at a time. */
  append(frame: Buffer): Promise<void>;
  /**
   * Cuts off what lies behind the last whole frame. False when the file cannot be trusted any more: it cannot be cut, or a
   * sync failed. After a failed sync the system may have dropped the pages it could not write and call them clean, so
   * that a later sync succeeds without them; only a fresh file is safe then.
   */
  cutBack(): boolean;
  close(): void;
};

/** How a file name tells which journal it is; null for any other file. */
export function journalNumber(fileName: string): number | null {
  const digits = /^journal-(\d{8,})\.log$/.exec(fileName)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function journalPath(folder: string, number: number): string {
  return path.join(folder, `journal-${String(number).padStart(8, "0")}.log`);
}

/** Makes an empty journal that survives a power cut; whatever was there under its number goes. */
export async function createJournal(disk: Disk, folder: string, number: number): Promise<JournalFile> {
  const file = journalPath(folder, number);
  const fd = fs.openSync(file, "w", 0o600);
  const journal = journalOn(disk, fd, file, number, 0);
  try {
    const header = { format: journalFormat, version: journalVersion, number };
    await journal.append(encodeFrame(0, JSON.stringify(header)));
    await syncFolder(folder);
    return journal;
  } catch (error) {
    journal.close();
    fs.rmSync(file, { force: true });
    throw error;
  }
}

/** Goes on with a journal whose whole frames end at `size`; what lies behind is cut off. */
export async function reopenJournal(
  disk: Disk,
  folder: string,
  number: number,
  size: number,
): Promise<JournalFile> {
  const file = journalPath(folder, number);
  const fd = fs.openSync(file, "r+");
  const journal = journalOn(disk, fd, file, number, size);
  if (fs.fstatSync(fd).size === size) return journal;
  journal.cutBack();
  await disk.dataSync(fd);
  return journal;
}

const smallestAllocation = 128 * 1024;
const largestAllocation = 1024 * 1024;
const zeros = Buffer.alloc(largestAllocation);

function journalOn(disk: Disk, fd: number, file: string, number: number, start: number): JournalFile {
  let size = start;
  let allocated = start;
  let isOpen = true;
  let isTrusted = true;

  /**
   * Fills the file with zeros ahead of the frames: a sync that does not have to record a new file size costs half as much.
   * Only a help: where it fails, the frame's own write tells whether there is space.
   */
  function allocate(frameBytes: number): void {
    const end = size + frameBytes;
    if (end <= allocated) return;
    const step = Math.min(
      Math.max(smallestAllocation, roundUp(size / 8, smallestAllocation)),
      largestAllocation,
    );
    const target = roundUp(end, step);
    try {
      writeFullySync(disk, fd, zeros.subarray(0, target - end), end);
      allocated = target;
    } catch {
      allocated = end;
    }
  }

  return {
    number,
    path: file,
    size: () => size,
    appendSync(frame) {
      allocate(frame.length);
      writeFullySync(disk, fd, frame, size);
      isTrusted = false;
      disk.dataSyncSync(fd);
      isTrusted = true;
      size += frame.length;
    },
    async append(frame) {
      allocate(frame.length);
      await writeFully(disk, fd, frame, size);
      isTrusted = false;
      await disk.dataSync(fd);
      isTrusted = true;
      size += frame.length;
    },
    cutBack() {
      try {
        disk.truncateSync(fd, size);
        allocated = size;
      } catch {
        isTrusted = false;
      }
      return isTrusted;
    },
    close() {
      if (isOpen) fs.closeSync(fd);
      isOpen = false;
    },
  };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
