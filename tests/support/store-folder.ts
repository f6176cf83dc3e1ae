/** Data folders for tests of durability: made, looked at, copied as a cut of power would leave them, and opened again. */
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

import type { OneTimeToken } from "#lib/domain/account-records.ts";
import { type Disk, realDisk } from "#lib/store/local/disk.ts";
import { type Engine, openDurableEngine } from "#lib/store/local/engine.ts";
import {
  type LocalStore,
  type LocalStoreOptions,
  openLocalStore,
} from "#lib/store/local/open-local-store.ts";

/** An empty folder that goes with the test. */
export function makeFolder(): string {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "keepintouch-store-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The folder as another process would find it if this one were gone right now. */
export function copyFolder(folder: string): string {
  const copy = makeFolder();
  fs.cpSync(folder, copy, { recursive: true, filter: (file) => !/lock[^/]*$/.test(file) });
  return copy;
}

/** Every file below the folder with its bytes, but for the lock: what a refused start must leave as it is. */
export function contentsOfFolder(folder: string): Record<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const kept = files.filter((entry) => entry.isFile() && !entry.name.startsWith("lock"));
  return Object.fromEntries(
    kept.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), fs.readFileSync(file, "latin1")];
    }),
  );
}

export function journalsIn(folder: string): string[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name.startsWith("journal-"))
    .map((name) => path.join(folder, name))
    .toSorted();
}

/** The only journal of the folder. */
export function journalIn(folder: string): string {
  const [journal, ...others] = journalsIn(folder);
  if (journal === undefined || others.length > 0) throw new Error("there is not exactly one journal");
  return journal;
}

/** Opens a store that is closed with the test, however the test ends. */
export async function openStore(
  folder: string,
  options: Partial<LocalStoreOptions> = {},
): Promise<LocalStore> {
  const store = await openLocalStore({ folder, sessionTimeoutHours: 720, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** The engine alone, without a lock: so a copy of a folder can be opened beside it. */
export async function openEngine(
  folder: string,
  options: { disk?: Disk; log?: (message: string) => void; foldAfterBytes?: number } = {},
): Promise<Engine> {
  const engine = await openDurableEngine({
    folder,
    backupFile: path.join(folder, "backup.json"),
    disk: options.disk ?? hurriedDisk,
    clock: Date.now,
    log: options.log ?? (() => undefined),
    foldAfterBytes: options.foldAfterBytes ?? null,
  });
  onTestFinished(() => engine.close());
  // Tables are filled by the first read.
  await engine.read(() => undefined);
  return engine;
}

/** Does not wait for the disk: for properties of what is written, tried many times over. */
export const hurriedDisk: Disk = {
  ...realDisk,
  dataSyncSync: () => undefined,
  dataSync: async () => undefined,
};

/** Calls `watch` before every touch: each is a moment at which the process could have been gone. */
export function createWatchedDisk(watch: () => void): Disk {
  return {
    writeSync(...given) {
      watch();
      return realDisk.writeSync(...given);
    },
    async write(...given) {
      watch();
      return realDisk.write(...given);
    },
    dataSyncSync: watch,
    dataSync: async () => watch(),
    truncateSync(...given) {
      watch();
      realDisk.truncateSync(...given);
    },
  };
}

type Trouble = { readonly on: "write" | "sync" | "truncate"; readonly code: string };

/** A disk that refuses while `trouble` is set. */
export function createTroubledDisk(): Disk & { trouble: readonly Trouble[] } {
  const refuse = (on: Trouble["on"]) => {
    const trouble = disk.trouble.find((each) => each.on === on);
    if (trouble) throw Object.assign(new Error(`${trouble.code}: the disk refuses`), { code: trouble.code });
  };
  const disk: Disk & { trouble: readonly Trouble[] } = {
    trouble: [],
    writeSync(fd, bytes, offset, length, position) {
      // A disk that fills up takes the beginning of a write before it refuses the rest.
      if (disk.trouble.length > 0 && length > 1) realDisk.writeSync(fd, bytes, offset, length >> 1, position);
      refuse("write");
      return realDisk.writeSync(fd, bytes, offset, length, position);
    },
    async write(fd, bytes, offset, length, position) {
      if (disk.trouble.length > 0 && length > 1)
        await realDisk.write(fd, bytes, offset, length >> 1, position);
      refuse("write");
      return realDisk.write(fd, bytes, offset, length, position);
    },
    dataSyncSync(fd) {
      refuse("sync");
      hurriedDisk.dataSyncSync(fd);
    },
    async dataSync(fd) {
      refuse("sync");
      await hurriedDisk.dataSync(fd);
    },
    truncateSync(fd, length) {
      refuse("truncate");
      realDisk.truncateSync(fd, length);
    },
  };
  return disk;
}

/** A row to write: tokens are flat, and their hash is their key. */
export function tokenRow(name: string, payload: string): OneTimeToken {
  const time = "2026-11-20T08:00:00.000Z";
  return {
    tokenHash: name,
    purpose: "confirm_email",
    memberId: "01a1fa6e-329d-778a-87bf-f50f61e9e02c",
    payload,
    createdAt: time,
    expiresAt: time,
  };
}

/** Key and payload of every row that was written with `tokenRow`. */
export function tokensOf(engine: Engine): Record<string, string | null> {
  const rows = [...engine.tables.tokens.rows.values()].map((row) => [row.tokenHash, row.payload] as const);
  return Object.fromEntries(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
