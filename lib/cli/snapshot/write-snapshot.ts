/**
 * Writes a snapshot to a folder or a zip (DESIGN.md section 6): `snapshot.json`, the files beside it, and `SHA256SUMS`,
 * which `sha256sum --check` understands. It is written aside, read back and only then given its name: a backup that was
 * broken off is never taken for one.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, mkdir, open, rename, rm, stat, unlink } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#lib/domain/errors.ts";
import {
  type SnapshotFile,
  type SnapshotHeader,
  type SnapshotRow,
  type SnapshotSink,
  type SnapshotTable,
  snapshotTables,
} from "#lib/store/snapshot.ts";
import type { Progress } from "../progress.ts";
import { type ArchiveWriter, checksumsFileName, snapshotFileName } from "./archive.ts";
import { isMissing, syncFolder, systemCode } from "./durable.ts";
import { createFolderWriter } from "./folder-archive.ts";
import { checkSnapshot, openSnapshot } from "./open-snapshot.ts";
import { createZipWriter } from "./zip-archive.ts";

export type WrittenSnapshot = {
  /** Absolute path. */
  readonly place: string;
  readonly rows: Readonly<Record<SnapshotTable, number>>;
  readonly files: number;
  /** Of the files. */
  readonly bytes: number;
  /** Accounts whose password could not be read. */
  readonly withoutPassword: number;
};

/**
 * `fill` gives everything to the sink. Throws `conflict` when there is something at the place already, `unavailable` when
 * it cannot be written; nothing is left then.
 */
export async function writeSnapshot(
  place: string,
  fill: (sink: SnapshotSink) => Promise<void>,
  progress: Progress,
): Promise<WrittenSnapshot> {
  return explained(place, async () => {
    await refuseTaken(place);
    await mkdir(path.dirname(place), { recursive: true });
    const aside = asideOf(place);
    const archive = await (isZip(place) ? createZipWriter(aside) : createFolderWriter(aside));
    try {
      const written = await fillArchive(archive, `${aside}-rows`, fill, progress);
      await archive.finish();
      await readBack(aside, progress);
      await giveName(aside, place);
      return { place, ...written };
    } catch (error) {
      await archive.abandon();
      throw error;
    }
  });
}

export function isZip(place: string): boolean {
  return place.toLowerCase().endsWith(".zip");
}

/** Keeps its ending, so that it is read back as what it will be. */
function asideOf(place: string): string {
  return path.join(path.dirname(place), `.unfinished-${path.basename(place)}`);
}

async function refuseTaken(place: string): Promise<void> {
  const facts = await stat(place).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (facts) throw taken(place);
}

function taken(place: string): AppError {
  const sentence = `There is something at ${place} already. Nothing was written: choose a name that is free.`;
  return new AppError("conflict", { sentence });
}

async function giveName(aside: string, place: string): Promise<void> {
  if (isZip(place)) {
    // Unlike a rename, a link never replaces what came there meanwhile.
    await link(aside, place).catch(async (error: unknown) => {
      if (systemCode(error) === "EEXIST") throw taken(place);
      await rename(aside, place);
    });
    await unlink(aside).catch(() => undefined);
  } else await rename(aside, place);
  await syncFolder(path.dirname(place));
}

type Counts = Omit<WrittenSnapshot, "place">;

/** The list of files ends the JSON, so that is gathered in a file of its own while they are written. */
async function fillArchive(
  archive: ArchiveWriter,
  gathering: string,
  fill: (sink: SnapshotSink) => Promise<void>,
  progress: Progress,
): Promise<Counts> {
  await rm(gathering, { force: true });
  const json = await createJsonWriter(gathering);
  const sums: string[] = [];
  const rows: Record<SnapshotTable, number> = { ...noRows };
  const counts = { files: 0, bytes: 0, withoutPassword: 0 };
  let announced = 0;
  try {
    progress.begin("Reading rows", null);
    await fill({
      header: json.header,
      async row(table, row) {
        rows[table] += 1;
        if (table === "accounts" && row.passwordHash === null) counts.withoutPassword += 1;
        if (table === "documents" && typeof row.size === "number") announced += row.size;
        await json.row(table, row);
      },
      async file(file, content) {
        if (counts.files === 0) progress.begin("Copying files", announced);
        await archive.add(file.key, hashed(file, content, progress), file.size);
        sums.push(`${file.sha256}  ${file.key}\n`);
        counts.files += 1;
        counts.bytes += file.size;
        await json.file(file);
      },
    });
    const { size, sha256 } = await json.finish();
    await archive.add(snapshotFileName, createReadStream(gathering), size);
    const list = Buffer.from([`${sha256}  ${snapshotFileName}\n`, ...sums].join(""));
    await archive.add(checksumsFileName, onePiece(list), list.length);
    return { rows, ...counts };
  } finally {
    await json.close();
    await rm(gathering, { force: true });
  }
}

const noRows: Record<SnapshotTable, number> = {
  accounts: 0,
  profiles: 0,
  visibility_categories: 0,
  onboarding_sessions: 0,
  documents: 0,
};

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* hashed(
  file: SnapshotFile,
  content: AsyncIterable<Uint8Array>,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const piece of content) {
    hash.update(piece);
    progress.advance(piece.length);
    yield piece;
  }
  if (hash.digest("hex") === file.sha256) return;
  throw new AppError("unavailable", {
    sentence: `The stored file ${file.key} is not what it was when it was stored. No backup was made: put back an older one.`,
  });
}

/** JSON a person can read and a text tool can search: a row a line. */
async function createJsonWriter(file: string) {
  const handle = await open(file, "wx", 0o600);
  const hash = createHash("sha256");
  let waiting: string[] = [];
  let waitingLength = 0;
  let size = 0;
  let isOpen = true;
  let table: SnapshotTable | null = null;
  let isFirst = true;

  async function flush(): Promise<void> {
    const bytes = Buffer.from(waiting.join(""));
    waiting = [];
    waitingLength = 0;
    hash.update(bytes);
    size += bytes.length;
    await handle.writeFile(bytes);
  }

  async function write(text: string): Promise<void> {
    waiting.push(text);
    waitingLength += text.length;
    if (waitingLength >= 256 * 1024) await flush();
  }

  async function item(value: unknown): Promise<void> {
    await write(`${isFirst ? "" : ","}\n${JSON.stringify(value)}`);
    isFirst = false;
  }

  /** Ends the list that is open and begins the next; every table is named, the empty ones too. */
  async function goTo(next: SnapshotTable | "files"): Promise<void> {
    const order = [...snapshotTables, "files"] as const;
    const from = table === null ? -1 : snapshotTables.indexOf(table);
    for (const name of order.slice(from + 1, order.indexOf(next) + 1)) {
      if (name !== snapshotTables[0]) await write("\n]");
      if (name === "files") await write("\n}");
      await write(name === snapshotTables[0] ? `\n"${name}": [` : `,\n"${name}": [`);
      isFirst = true;
      if (name !== "files") table = name;
    }
  }

  let isInFiles = false;
  async function goToFiles(): Promise<void> {
    if (isInFiles) return;
    isInFiles = true;
    await goTo("files");
  }

  return {
    async header({ format, version, exportedAt }: SnapshotHeader) {
      const facts = Object.entries({ format, version, exportedAt });
      await write(
        `{\n${facts.map(([name, value]) => `"${name}": ${JSON.stringify(value)},\n`).join("")}"tables": {`,
      );
    },
    async row(name: SnapshotTable, row: SnapshotRow) {
      if (name !== table) await goTo(name);
      await item(row);
    },
    async file(file: SnapshotFile) {
      await goToFiles();
      await item(file);
    },
    async finish(): Promise<{ size: number; sha256: string }> {
      await goToFiles();
      await write("\n]\n}\n");
      await flush();
      return { size, sha256: hash.digest("hex") };
    },
    async close() {
      if (isOpen) await handle.close();
      isOpen = false;
    },
  };
}

async function readBack(aside: string, progress: Progress): Promise<void> {
  const snapshot = await openSnapshot(aside);
  try {
    await checkSnapshot(snapshot, progress);
  } finally {
    await snapshot.close();
  }
}

/** What the disk refuses, in words. */
async function explained<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === null) throw cause;
    const sentence = ["ENOSPC", "EDQUOT", "EFBIG"].includes(code)
      ? `There is not enough space for a backup at ${place}. Nothing was left there; choose a larger disk.`
      : `${place} cannot be written (${code}). Give this user write access to it, or choose another place.`;
    throw new AppError("unavailable", { sentence, cause });
  }
}
