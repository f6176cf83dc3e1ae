/** A disk that refuses: the write is refused, what was acknowledged stays, and writing goes on when there is space. */
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { visitor } from "#lib/domain/viewer.ts";
import type { LocalStore } from "#lib/store/local/open-local-store.ts";
import { filledIn } from "../support/cast.ts";
import { inPieces } from "../support/content.ts";
import {
  copyFolder,
  createTroubledDisk,
  journalsIn,
  makeFolder,
  openEngine,
  openStore,
  tokenRow,
  tokensOf,
} from "../support/store-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const full = [{ on: "write", code: "ENOSPC" }] as const;
const badSync = [{ on: "sync", code: "EIO" }] as const;

async function openTroubled(folder = makeFolder()) {
  const disk = createTroubledDisk();
  const engine = await openEngine(folder, { disk });
  const put = (key: string, payload: string) =>
    engine.write((changes) => changes.put(engine.tables.tokens, tokenRow(key, payload)));
  const recovered = async () => {
    const copy = await openEngine(copyFolder(folder));
    return tokensOf(copy);
  };
  return { folder, disk, engine, put, recovered };
}

describe("a full disk", () => {
  test("refuses the write with unavailable and undoes it; the next one is taken when there is space", async () => {
    const { disk, engine, put, recovered } = await openTroubled();
    await put("a", "kept");
    disk.trouble = full;
    await expect(put("a", "lost")).rejects.toMatchObject({ code: "unavailable" });
    await expect(put("b", "lost")).rejects.toMatchObject({ code: "unavailable" });
    expect(tokensOf(engine)).toEqual({ a: "kept" });
    expect(await recovered()).toEqual({ a: "kept" });
    disk.trouble = [];
    await put("b", "taken");
    expect(await recovered()).toEqual({ a: "kept", b: "taken" });
  });

  test("undoes everything that waited, newest first, and tells exactly its writers", async () => {
    const { disk, engine, put, recovered } = await openTroubled();
    await Promise.all([put("a", "1"), put("b", "1")]);
    disk.trouble = full;
    const outcomes = await Promise.allSettled([put("a", "2"), put("a", "3"), put("c", "1"), put("b", "2")]);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill("rejected"));
    disk.trouble = [];
    expect(tokensOf(engine)).toEqual({ a: "1", b: "1" });
    await Promise.all([put("c", "2"), put("d", "1")]);
    expect(await recovered()).toEqual({ a: "1", b: "1", c: "2", d: "1" });
  });

  test("does not let a reader see what is undone", async () => {
    const { disk, engine, put } = await openTroubled();
    await put("a", "kept");
    disk.trouble = full;
    const writing = put("a", "lost");
    const reading = engine.read(() => tokensOf(engine));
    await expect(writing).rejects.toMatchObject({ code: "unavailable" });
    expect(await reading).toEqual({ a: "kept" });
  });

  test("does not let a refusal be founded on what is undone", async () => {
    const { disk, engine, put } = await openTroubled();
    disk.trouble = full;
    const first = put("a", "lost");
    const second = engine.write((changes) => {
      if (engine.tables.tokens.get("a")) throw new Error("taken");
      changes.put(engine.tables.tokens, tokenRow("a", "mine"));
    });
    setImmediate(() => (disk.trouble = []));
    await expect(first).rejects.toMatchObject({ code: "unavailable" });
    await second;
    expect(tokensOf(engine)).toEqual({ a: "mine" });
  });

  test("during folding keeps journal and backup as they were, and folding works later", async () => {
    const { folder, disk, engine, put, recovered } = await openTroubled();
    await put("a", "1");
    await engine.fold();
    const backup = fs.readFileSync(path.join(folder, "backup.json"), "utf8");
    await put("a", "2");
    disk.trouble = full;
    await expect(engine.fold()).rejects.toThrow("ENOSPC");
    expect(fs.readFileSync(path.join(folder, "backup.json"), "utf8")).toBe(backup);
    expect(fs.readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
    expect(await recovered()).toEqual({ a: "2" });
    disk.trouble = [];
    await put("b", "1");
    await engine.fold();
    expect(journalsIn(folder)).toHaveLength(1);
    expect(await recovered()).toEqual({ a: "2", b: "1" });
  });

  test("leaves nothing of a file that did not fit, and health says why until there is space", async () => {
    const folder = makeFolder();
    const disk = createTroubledDisk();
    const store = await openStore(folder, { disk });
    const ada = await begin(store);
    disk.trouble = full;
    const put = () =>
      ada.files.put({ kind: "document", id: createId() }, inPieces(Buffer.alloc(300_000, 1)), { mimeType: "text/plain" }); // prettier-ignore
    await expect(put()).rejects.toMatchObject({ code: "unavailable" });
    await expect(begin(store)).rejects.toMatchObject({ code: "unavailable" });
    expect(fs.readdirSync(path.join(folder, "work/arriving"))).toEqual([]);
    expect((await store.admin.health()).store).toMatchObject({
      status: "failing",
      reason: "The disk is full.",
    });
    disk.trouble = [];
    expect((await store.admin.health()).store.status).toBe("ok");
    await put();
  });

  test("is met by a real process that then loses nothing", async () => {
    const folder = makeFolder();
    const script = path.join(import.meta.dirname, "../support/small-disk.ts");
    const run = promisify(execFile);
    // 512 blocks of 512 bytes: the journal meets the limit, a fresh one has room again.
    const { stdout } = await run("sh", [
      "-c",
      `ulimit -f 512; exec "$0" "$1" "$2"`,
      process.execPath,
      script,
      folder,
    ]);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ afterRefusal: 5, file: "unavailable", left: 0 });
    expect(told.refusals).toBeGreaterThan(0);

    const store = await openStore(folder);
    let found: unknown = null;
    await store.admin.exportSnapshot({
      header: async () => undefined,
      row: async (table, row) => void (table === "onboarding_sessions" && (found = row.version)),
      file: async () => undefined,
    });
    expect(found).toBe(told.version);
  });
});

describe("a failed sync", () => {
  test("is answered by a fresh journal: the old one is never written to again", async () => {
    const { folder, disk, put, recovered } = await openTroubled();
    await put("a", "kept");
    const [old] = journalsIn(folder);
    disk.trouble = badSync;
    await expect(put("a", "lost")).rejects.toMatchObject({ code: "unavailable" });
    disk.trouble = [];
    await put("b", "taken");
    expect(journalsIn(folder)).toHaveLength(1);
    expect(journalsIn(folder)).not.toContain(old);
    expect(await recovered()).toEqual({ a: "kept", b: "taken" });
  });

  test("that goes on refuses every write and keeps what was acknowledged", async () => {
    const { disk, engine, put, recovered } = await openTroubled();
    await put("a", "kept");
    disk.trouble = badSync;
    for (const key of ["b", "c", "d"])
      await expect(put(key, "lost")).rejects.toMatchObject({ code: "unavailable" });
    expect(await engine.read(() => tokensOf(engine))).toEqual({ a: "kept" });
    disk.trouble = [];
    expect(await recovered()).toEqual({ a: "kept" });
  });

  test("or a journal that cannot be cut back ends in the same way", async () => {
    const { disk, put, recovered } = await openTroubled();
    await put("a", "kept");
    disk.trouble = [...full, { on: "truncate", code: "EIO" }];
    await expect(put("b", "lost")).rejects.toMatchObject({ code: "unavailable" });
    disk.trouble = [];
    await put("c", "taken");
    expect(await recovered()).toEqual({ a: "kept", c: "taken" });
  });
});

async function begin(store: LocalStore) {
  const { capability } = await store
    .open(visitor)
    .onboarding.start({ id: createId(), memberId: createId(), data: filledIn("ada") });
  return store.open({ kind: "visitor", capability });
}
