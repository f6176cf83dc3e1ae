/**
 * The bytes of the files in the data folder: written aside, synced and then put in place whole; nothing is ever written
 * over. Which bytes count is said by the `files` table, so what lies here without a row is nobody's.
 */
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

import { AppError } from "#lib/domain/errors.ts";
import type { ByteRange, FileInfo, GivenFile } from "../port.ts";
import {
  type Disk,
  errorCode,
  isMissing,
  makeFolder,
  orUnavailable,
  syncFolder,
  writeFully,
} from "./disk.ts";
import { safePath } from "./safe-path.ts";
import type { StoredFile } from "./tables.ts";

/** Bytes that have arrived and have no place yet. */
export type ArrivedFile = {
  readonly size: number;
  readonly sha256: string;
  /** Removes them; harmless once they have a place. */
  discard(): Promise<void>;
  readonly path: string;
};

/** A place nobody else writes to until it is released. */
export type ReservedPlace = { readonly generation: number; readonly path: string; release(): void };

export type FileBytes = {
  /** Writes a stream aside, hashing on the way. Throws `too_large` as soon as there are more than `limit` bytes, `unavailable` when the disk is full; nothing is left then. */
  receive(content: AsyncIterable<Uint8Array>, limit: number): Promise<ArrivedFile>;
  /** Takes over a file on the same disk; its bytes are synced. Throws `unavailable` when it is not there in its whole length. */
  adopt(given: GivenFile): Promise<ArrivedFile>;
  /** A free place for the file: the one named by its key, or one beside it when that is in use. */
  reserve(key: string): ReservedPlace;
  /** Moves arrived bytes to a place; they survive a power cut when the promise fulfils. */
  settle(arrived: ArrivedFile, place: ReservedPlace): Promise<void>;
  /** Gives a file a second place, sharing the bytes where the disk can. `syncPlaces` makes it last. */
  duplicate(file: StoredFile, place: ReservedPlace): Promise<void>;
  syncPlaces(places: readonly ReservedPlace[]): Promise<void>;
  /** Null when the bytes are not there. The stream stays readable when the file is removed meanwhile. */
  read(file: StoredFile, range: ByteRange | null): Promise<ReadableStream<Uint8Array> | null>;
  /** Removes the bytes of rows that are gone, and folders left empty. Waits with that while an export reads. */
  retire(files: readonly Pick<StoredFile, "key" | "generation">[]): Promise<void>;
  /** Runs `work` while the bytes of every file there is stay where they are. */
  whileKept<T>(work: () => Promise<T>): Promise<T>;
  /** Removes bytes without a row; `isKnown` is asked for each place. Gives how many went. */
  sweep(isKnown: (key: string, generation: number) => boolean): Promise<number>;
};

export type FileBytesOptions = {
  /** Holds `users/` and `sessions/`. */
  readonly root: string;
  /** On the same disk, for bytes on their way in. */
  readonly arrivals: string;
  readonly disk: Disk;
  /** Milliseconds since the epoch: what was placed before is left over from an earlier run. */
  readonly openedAt: number;
};

const readPortion = 256 * 1024;
/** Bytes without a row may be on their way to one; after this long, in milliseconds, they are not. */
const strayAfter = 60 * 60 * 1000;

export function createFileBytes({ root, arrivals, disk, openedAt }: FileBytesOptions): FileBytes {
  const reserved = new Set<string>();
  const retired = new Set<string>();
  let keepers = 0;

  const pathOf = (key: string, generation: number) =>
    safePath(root, generation === 0 ? key : `${key}.${generation}`);

  async function removeNow(file: string): Promise<void> {
    await fs.promises.rm(file, { force: true });
    await removeEmptyFolders(root, path.dirname(file));
  }

  async function removeRetired(): Promise<void> {
    for (const file of [...retired]) {
      if (keepers > 0) return;
      retired.delete(file);
      await removeNow(file);
    }
  }

  return {
    receive: (content, limit) => orUnavailable(() => receive(disk, arrivals, content, limit)),
    adopt: (given) => orUnavailable(() => adopt(disk, given)),
    reserve(key) {
      let generation = 0;
      while (reserved.has(pathOf(key, generation)) || fs.existsSync(pathOf(key, generation))) generation += 1;
      const place = pathOf(key, generation);
      reserved.add(place);
      return { generation, path: place, release: () => void reserved.delete(place) };
    },
    settle: (arrived, place) =>
      orUnavailable(async () => {
        await inFolder(path.dirname(place.path), () => fs.promises.rename(arrived.path, place.path));
        await syncFolder(path.dirname(place.path));
      }),
    duplicate: (file, place) =>
      orUnavailable(() =>
        inFolder(path.dirname(place.path), () =>
          linkOrCopy(disk, pathOf(file.key, file.generation), place.path),
        ),
      ),
    syncPlaces: (places) =>
      orUnavailable(async () => {
        for (const folder of new Set(places.map((place) => path.dirname(place.path))))
          await syncFolder(folder);
      }),
    async read(file, range) {
      const handle = await openExisting(pathOf(file.key, file.generation));
      return handle && streamOf(handle, range?.start ?? 0, (range?.end ?? file.size - 1) + 1);
    },
    async retire(files) {
      for (const file of files) retired.add(pathOf(file.key, file.generation));
      await removeRetired();
    },
    async whileKept(work) {
      keepers += 1;
      try {
        return await work();
      } finally {
        keepers -= 1;
        await removeRetired();
      }
    },
    async sweep(isKnown) {
      let swept = 0;
      const before = Math.max(openedAt, Date.now() - strayAfter);
      for await (const file of filesBelow(root)) {
        const [, key, generation] =
          /^(.*?)(?:\.(\d+))?$/.exec(path.relative(root, file).split(path.sep).join("/")) ?? [];
        if (key === undefined || isKnown(key, Number(generation ?? 0))) continue;
        if (reserved.has(file) || retired.has(file) || !(await wasPlacedBefore(file, before))) continue;
        await removeNow(file);
        swept += 1;
      }
      return swept;
    },
  };
}

async function receive(
  disk: Disk,
  folder: string,
  content: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<ArrivedFile> {
  const file = path.join(folder, randomUUID());
  const discard = () => fs.promises.rm(file, { force: true });
  const handle = await fs.promises.open(file, "wx", 0o600);
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of content) {
      if (size + chunk.length > limit) throw new AppError("too_large");
      hash.update(chunk);
      await writeFully(disk, handle.fd, chunk, size);
      size += chunk.length;
    }
    await disk.dataSync(handle.fd);
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => undefined);
    await discard();
    throw error;
  }
  return { path: file, size, sha256: hash.digest("hex"), discard };
}

async function adopt(disk: Disk, { path: file, size, sha256 }: GivenFile): Promise<ArrivedFile> {
  const handle = await fs.promises.open(file, "r+");
  try {
    if ((await handle.stat()).size !== size) {
      throw new AppError("unavailable", {
        cause: new Error("A given file has not the length it should have."),
      });
    }
    await handle.chmod(0o600);
    await disk.dataSync(handle.fd);
  } finally {
    await handle.close();
  }
  return { path: file, size, sha256, discard: () => fs.promises.rm(file, { force: true }) };
}

/** Makes the folder and does the work in it; once more when somebody removed the folder in between because it was empty. */
async function inFolder(folder: string, work: () => Promise<void>): Promise<void> {
  await makeFolder(folder);
  try {
    await work();
  } catch (error) {
    if (!isMissing(error) || fs.existsSync(folder)) throw error;
    await makeFolder(folder);
    await work();
  }
}

async function linkOrCopy(disk: Disk, from: string, to: string): Promise<void> {
  try {
    await fs.promises.link(from, to);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"].includes(errorCode(error) ?? ""))
      throw error;
    await fs.promises.copyFile(from, to, fs.constants.COPYFILE_EXCL);
    const handle = await fs.promises.open(to, "r+");
    await disk.dataSync(handle.fd).finally(() => handle.close());
  }
}

async function openExisting(file: string): Promise<fs.promises.FileHandle | null> {
  try {
    return await fs.promises.open(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (isMissing(error)) return null;
    throw new AppError("unavailable", { cause: error });
  }
}

function streamOf(handle: fs.promises.FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let position = start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const wanted = Math.min(readPortion, end - position);
        if (wanted > 0) {
          const { bytesRead, buffer } = await handle.read(
            Buffer.allocUnsafeSlow(wanted),
            0,
            wanted,
            position,
          );
          if (bytesRead === 0) {
            await handle.close();
            throw new AppError("unavailable", { cause: new Error("A stored file is too short.") });
          }
          position += bytesRead;
          controller.enqueue(buffer.subarray(0, bytesRead));
        }
        if (position < end) return;
        await handle.close();
        controller.close();
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  );
}

/** Reads a stream in a way `put` and the snapshot take. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  if (path.relative(root, folder).split(path.sep).length < 2) return;
  try {
    await fs.promises.rmdir(folder);
  } catch (error) {
    if (isMissing(error) || errorCode(error) === "ENOTEMPTY" || errorCode(error) === "EEXIST") return;
    throw error;
  }
  await removeEmptyFolders(root, path.dirname(folder));
}

async function* filesBelow(root: string): AsyncIterable<string> {
  for (const home of ["users", "sessions"]) {
    // Marked, because the build would take them for files to ship and trace the whole project.
    const folder = path.join(/* turbopackIgnore: true */ root, home);
    if (!fs.existsSync(/* turbopackIgnore: true */ folder)) continue;
    const listing = { recursive: true, withFileTypes: true } as const;
    for (const entry of await fs.promises.readdir(/* turbopackIgnore: true */ folder, listing)) {
      if (!entry.isDirectory()) yield path.join(entry.parentPath, entry.name);
    }
  }
}

/** The change time moves when a file is renamed or linked into its place. */
async function wasPlacedBefore(file: string, time: number): Promise<boolean> {
  const facts = await fs.promises.stat(file).catch(() => null);
  return facts !== null && facts.ctimeMs < time;
}

/** What is told of a file. */
export function factsOf(file: StoredFile): FileInfo {
  return { size: file.size, sha256: file.sha256, mimeType: file.mimeType };
}
