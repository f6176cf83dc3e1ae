/** Folding the journal into the backup: at no moment is there no good copy, and nobody waits long. */
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";

import type { Engine } from "#lib/store/local/engine.ts";
import {
  copyFolder,
  createWatchedDisk,
  journalsIn,
  makeFolder,
  openEngine,
  tokenRow,
  tokensOf,
} from "../support/store-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const put = (engine: Engine, key: string, payload: string) =>
  engine.write((changes) => changes.put(engine.tables.tokens, tokenRow(key, payload)));

describe("folding", () => {
  test("leaves a readable backup, one empty journal, and everything that was written", async () => {
    const folder = makeFolder();
    const engine = await openEngine(folder);
    await put(engine, "a", "1");
    await engine.fold();
    const backup = JSON.parse(fs.readFileSync(path.join(folder, "backup.json"), "utf8"));
    expect(backup.local.one_time_tokens).toHaveLength(1);
    expect(journalsIn(folder)).toHaveLength(1);
    expect(engine.state().journalBytes).toBeLessThan(200);
    expect(tokensOf(await openEngine(copyFolder(folder)))).toEqual({ a: "1" });
  });

  test("interrupted at any step, beside any writes, loses nothing that was acknowledged", async () => {
    const folder = makeFolder();
    const acknowledged: Record<string, string> = {};
    const moments: { copy: string; acknowledged: Record<string, string> }[] = [];
    const disk = createWatchedDisk(() => {
      moments.push({ copy: copyFolder(folder), acknowledged: { ...acknowledged } });
    });
    const engine = await openEngine(folder, { disk });
    let round = 0;
    const write = async (key: string) => {
      const payload = String((round += 1));
      await put(engine, key, payload);
      acknowledged[key] = payload;
    };
    for (let count = 0; count < 3; count += 1) {
      await Promise.all([write("a"), write("b"), engine.fold(), write("c")]);
      await Promise.all([engine.fold(), write("d")]);
      await write("e");
    }

    expect(moments.length).toBeGreaterThan(50);
    for (const { copy, acknowledged: expected } of moments) {
      const found = tokensOf(await openEngine(copy));
      for (const [key, payload] of Object.entries(expected)) {
        expect(Number(found[key] ?? 0), `${key} in ${copy}`).toBeGreaterThanOrEqual(Number(payload));
      }
    }
  });

  test("happens by itself when the journal outgrows its limit", async () => {
    const folder = makeFolder();
    const engine = await openEngine(folder, { foldAfterBytes: 10_000 });
    for (let count = 0; count < 200; count += 1) await put(engine, "a", `${count} ${"x".repeat(500)}`);
    await engine.close();
    expect(journalsIn(folder)).toHaveLength(1);
    expect(fs.statSync(path.join(folder, "backup.json")).size).toBeLessThan(3000);
    const again = await openEngine(folder);
    expect(tokensOf(again).a).toMatch(/^199 /);
  });

  test("of 20,000 rows lets others have their turns in between", async () => {
    const engine = await openEngine(makeFolder());
    await engine.write((changes) => {
      for (let count = 0; count < 20_000; count += 1) {
        changes.put(engine.tables.tokens, tokenRow(`key ${count}`, "x".repeat(300)));
      }
    });
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await engine.fold();
    isDone = true;
    // About 9 MB in portions of 256 KiB.
    expect(turns).toBeGreaterThan(30);
  });

  test("twice at once is folded twice, one after the other", async () => {
    const folder = makeFolder();
    const engine = await openEngine(folder);
    await put(engine, "a", "1");
    await Promise.all([engine.fold(), engine.fold(), engine.fold()]);
    expect(journalsIn(folder)).toHaveLength(1);
    expect(tokensOf(await openEngine(copyFolder(folder)))).toEqual({ a: "1" });
  });
});
