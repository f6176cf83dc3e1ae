/** The calls through which bytes reach the disk, gathered so that a test can let the disk fill up or fail. */
import fs from "node:fs";
import path from "node:path";

import { AppError, isAppError } from "#lib/domain/errors.ts";

export type Disk = {
  /** Writes at a position and gives how many bytes it took, which may be fewer than asked. */
  writeSync(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  /** Returns once what was written survives a power cut. */
  dataSyncSync(fd: number): void;
  dataSync(fd: number): Promise<void>;
  truncateSync(fd: number, length: number): void;
};

export const realDisk: Disk = {
  writeSync: fs.writeSync,
  write: (fd, bytes, offset, length, position) =>
    new Promise((resolve, reject) => {
      fs.write(fd, bytes, offset, length, position, (error, written) => {
        if (error) reject(error);
        else resolve(written);
      });
    }),
  dataSyncSync: fs.fdatasyncSync,
  dataSync: (fd) =>
    new Promise((resolve, reject) => {
      fs.fdatasync(fd, (error) => {
        if (error) reject(error);
        else resolve();
      });
    }),
  truncateSync: fs.ftruncateSync,
};

/** Writes all of `bytes`; a disk may take them in parts. */
export async function writeFully(disk: Disk, fd: number, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    done += await disk.write(fd, bytes, done, bytes.length - done, position + done);
  }
}

export function writeFullySync(disk: Disk, fd: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    done += disk.writeSync(fd, bytes, done, bytes.length - done, position + done);
  }
}

/** The system's code of a failed call, such as ENOSPC; null for any other error, ours among them. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || isAppError(error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

export function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}

/** True when the disk is full, or the share of it that this user may have. */
export function isOutOfSpace(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT", "EFBIG"].includes(errorCode(error) ?? "");
}

const diskFailures = ["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS", "EACCES", "EPERM", "EMFILE", "ENFILE"];

/** Runs `work`; what the disk refuses becomes `unavailable`, everything else passes through. */
export async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (diskFailures.includes(errorCode(error) ?? "")) throw new AppError("unavailable", { cause: error });
    throw error;
  }
}

/** Makes what was created, renamed or removed in the folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.promises.open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Windows and some network disks do not know how to sync a folder; there is nothing better to do there.
    if (!["EINVAL", "EPERM", "EISDIR", "EBADF", "ENOTSUP"].includes(errorCode(error) ?? "")) throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Makes a folder with everything above it, for this user only, so that it survives a power cut. Step by step, because the
 * system's own recursive way never ends where a folder says that a child it cannot have is missing, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  // Twice, because somebody may remove the folder above, being empty, between the two steps.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (await isMade(folder)) return;
    if (path.dirname(folder) !== folder) await makeFolder(path.dirname(folder));
    if (await isMade(folder)) return;
  }
  throw Object.assign(new Error(`ENOENT: ${folder} cannot be made`), { code: "ENOENT" });
}

/** True when the folder is there; false when the one above it is not. */
async function isMade(folder: string): Promise<boolean> {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return true;
  try {
    await fs.promises.mkdir(folder, { mode: 0o700 });
    await syncFolder(path.dirname(folder));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    if (errorCode(error) === "EEXIST" && fs.statSync(folder).isDirectory()) return true;
    throw error;
  }
}
