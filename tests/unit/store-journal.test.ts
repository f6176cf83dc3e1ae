/** Whatever is written and wherever the power goes: what comes back is what was acknowledged, in whole transactions. */
import fc from "fast-check";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { isAppError } from "#lib/domain/errors.ts";
import { encodeFrame, scanFrames } from "#lib/store/local/journal-frame.ts";
import type { Engine } from "#lib/store/local/engine.ts";
import {
  contentsOfFolder,
  copyFolder,
  hurriedDisk,
  journalIn,
  makeFolder,
  openEngine,
  tokenRow,
  tokensOf,
} from "../support/store-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

type Step = { readonly key: string; readonly payload: string | null };
type Transaction = readonly Step[];

/** Of every length in UTF-8, with what JSON escapes and half a surrogate pair among them. */
const letter = fc.constantFrom("a", "\0", '"', "\n", "é", "漢", "\ud83d\ude00", "\ud83d", "\u00ff");
const step = fc.record({
  key: fc.constantFrom("a", "b", "c", "d"),
  payload: fc.option(fc.string({ unit: letter, maxLength: 700 }), { freq: 3 }),
});
/** Transactions of one inner list are written at once, so that they share a sync. */
const history = fc.array(
  fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 8 },
);

function run(engine: Engine, transaction: Transaction): Promise<void> {
  return engine.write((changes) => {
    for (const { key, payload } of transaction) {
      if (payload === null) changes.remove(engine.tables.tokens, key);
      else changes.put(engine.tables.tokens, tokenRow(key, payload));
    }
  });
}

/** State after each acknowledged group, with the bytes of journal that hold it. */
async function live(groups: readonly (readonly Transaction[])[]) {
  const folder = makeFolder();
  const engine = await openEngine(folder);
  const states = [{ bytes: engine.state().journalBytes, tokens: tokensOf(engine) }];
  for (const group of groups) {
    await Promise.all(group.map((transaction) => run(engine, transaction)));
    states.push({ bytes: engine.state().journalBytes, tokens: tokensOf(engine) });
  }
  const copy = copyFolder(folder);
  await engine.close();
  return { folder: copy, states };
}

async function tokensAfter(folder: string): Promise<Record<string, string | null>> {
  const engine = await openEngine(folder);
  const tokens = tokensOf(engine);
  await engine.close();
  return tokens;
}

describe("a journal", () => {
  test("cut off anywhere gives back every group whose bytes are there, and no part of another", async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.double({ min: 0, max: 1, noNaN: true }), async (groups, where) => {
        const { folder, states } = await live(groups);
        const end = states.at(-1)?.bytes ?? 0;
        const cut = Math.round(where * end);
        fs.truncateSync(journalIn(folder), cut);
        const whole = states.findLast(({ bytes }) => bytes <= cut) ?? states[0];
        expect(await tokensAfter(folder)).toEqual(whole?.tokens);
      }),
      { numRuns: 60 },
    );
  });

  test("whose last sync left out whole sectors gives back everything before it", async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.infiniteStream(fc.boolean()), async (groups, isWritten) => {
        const { folder, states } = await live(groups);
        const [before, last] = [states.at(-2), states.at(-1)];
        if (!before || !last || before.bytes === last.bytes) return;
        const journal = journalIn(folder);
        const bytes = fs.readFileSync(journal);
        let isWhole = true;
        for (let at = before.bytes; at < last.bytes; at = (Math.floor(at / 512) + 1) * 512) {
          if (isWritten.next().value) continue;
          bytes.fill(0, at, Math.min((Math.floor(at / 512) + 1) * 512, last.bytes));
          isWhole = false;
        }
        fs.writeFileSync(journal, bytes);
        expect(await tokensAfter(folder)).toEqual(isWhole ? last.tokens : before.tokens);
      }),
      { numRuns: 60 },
    );
  });

  test("with one byte changed before the last record is refused, naming the file, and left as it is", async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 255 }),
        async (groups, where, difference) => {
          const { folder, states } = await live(groups);
          const lastStart = states.findLast(({ bytes }) => bytes < (states.at(-1)?.bytes ?? 0))?.bytes;
          if (lastStart === undefined) return;
          const journal = journalIn(folder);
          const bytes = fs.readFileSync(journal);
          const position = Math.min(Math.floor(where * lastStart), lastStart - 1);
          bytes[position] = (bytes[position] ?? 0) ^ difference;
          fs.writeFileSync(journal, bytes);
          const before = contentsOfFolder(folder);
          const refusal = await openEngine(folder).catch((error: unknown) => error);
          expect(isAppError(refusal, "unavailable") && refusal.sentence).toContain(journal);
          expect(contentsOfFolder(folder)).toEqual(before);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("goes on where it was: what is written after a cut is there at the next start", async () => {
    const folder = makeFolder();
    const first = await openEngine(folder);
    await run(first, [{ key: "a", payload: "kept" }]);
    await run(first, [{ key: "b", payload: "cut off" }]);
    const copy = copyFolder(folder);
    const end = first.state().journalBytes;
    fs.truncateSync(journalIn(copy), end - 5);

    const messages: string[] = [];
    const second = await openEngine(copy, { log: (message) => messages.push(message) });
    expect(messages.join()).toContain("cut off at byte");
    await run(second, [{ key: "c", payload: "after" }]);
    const third = copyFolder(copy);
    expect(await tokensAfter(third)).toEqual({ a: "kept", c: "after" });
  });

  test("replayed twice over its own result changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (groups) => {
        const { folder, states } = await live(groups);
        const engine = await openEngine(folder);
        const journal = fs.readFileSync(journalIn(folder));
        await engine.fold();
        await engine.close();
        // A crash between putting the backup in place and removing the journal it makes needless.
        fs.writeFileSync(path.join(folder, "journal-00000001.log"), journal);
        expect(await tokensAfter(folder)).toEqual(states.at(-1)?.tokens);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a transaction", () => {
  test("that throws leaves nothing, neither in memory nor on the disk", async () => {
    const folder = makeFolder();
    const engine = await openEngine(folder);
    await run(engine, [{ key: "a", payload: "before" }]);
    const failed = engine.write((changes) => {
      changes.put(engine.tables.tokens, tokenRow("a", "half"));
      changes.remove(engine.tables.tokens, "a");
      changes.put(engine.tables.tokens, tokenRow("b", "half"));
      throw new Error("changed my mind");
    });
    await expect(failed).rejects.toThrow("changed my mind");
    expect(tokensOf(engine)).toEqual({ a: "before" });
    expect(await tokensAfter(copyFolder(folder))).toEqual({ a: "before" });
  });

  test("waits until it is on the disk, and so does whoever reads what it wrote", async () => {
    const { promise: synced, resolve: letSync } = Promise.withResolvers<void>();
    let isSlow = false;
    const disk = {
      ...hurriedDisk,
      dataSync: () => (isSlow ? synced : Promise.resolve()),
    };
    const engine = await openEngine(makeFolder(), { disk });
    onTestFinished(() => letSync());
    isSlow = true;
    const order: string[] = [];
    const writers = ["a", "b", "c", "d"].map((key) =>
      run(engine, [{ key, payload: "x" }]).then(() => order.push("written")),
    );
    const reader = engine.read(() => tokensOf(engine)).then(() => order.push("read"));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(order).toEqual([]);
    letSync();
    await Promise.all([...writers, reader]);
    expect(order.toSorted()).toEqual(["read", "written", "written", "written", "written"]);
  });
});

describe("the end of a journal", () => {
  const frames = Buffer.concat([encodeFrame(0, "{}"), encodeFrame(1, '[["first"]]')]);
  const zeros = Buffer.alloc(4096);

  test("with nothing but zeros behind it is clean", () => {
    expect(scanFrames(Buffer.concat([frames, zeros])).tail).toBe("clean");
    expect(scanFrames(frames).tail).toBe("clean");
  });

  test("with a frame that was written to its end and does not add up is damaged, not torn", () => {
    const last = encodeFrame(2, `["${"x".repeat(2000)}"]`);
    for (let position = 0; position < last.length - 1; position += 1) {
      const changed = Buffer.from(last);
      changed[position] = (changed[position] ?? 0) ^ 0x20;
      expect(scanFrames(Buffer.concat([frames, changed, zeros])).tail).toBe("damaged");
    }
  });

  test("with half a record at the very end of the file is torn", () => {
    const half = encodeFrame(2, '[["second"]]').subarray(0, 30);
    expect(scanFrames(Buffer.concat([frames, half]))).toMatchObject({ tail: "torn", end: frames.length });
  });

  test("with something in the middle of the empty space is damaged", () => {
    const rest = Buffer.alloc(64 * 1024);
    rest.write("what is this", 30_000);
    expect(scanFrames(Buffer.concat([frames, rest])).tail).toBe("damaged");
  });
});
