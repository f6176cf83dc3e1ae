/** What the store finds at its start, and what it says when that is not as it should be. Nothing is destroyed. */
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";

import { isAppError } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import { visitor } from "#lib/domain/viewer.ts";
import { openLocalStore } from "#lib/store/local/open-local-store.ts";
import { filledIn } from "../support/cast.ts";
import { contentsOfFolder, copyFolder, journalIn, makeFolder, openStore } from "../support/store-folder.ts";

// Hundreds of starts in a test, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** A folder in which Ada began an onboarding: folded into the backup, or still in the journal as after a crash. */
async function foldedFolder(): Promise<string> {
  const folder = makeFolder();
  const store = await openStore(folder);
  await begin(store);
  await store.close();
  return folder;
}

async function crashedFolder(): Promise<string> {
  const folder = makeFolder();
  const store = await openStore(folder);
  for (let count = 0; count < 5; count += 1) await begin(store);
  return copyFolder(folder);
}

async function begin(store: Awaited<ReturnType<typeof openStore>>) {
  return store
    .open(visitor)
    .onboarding.start({ id: createId(), memberId: createId(), data: filledIn("ada") });
}

/** The sentence a start is refused with; fails when it starts. Checks that nothing was touched. */
async function refusalOf(folder: string): Promise<string> {
  const before = contentsOfFolder(folder);
  const refusal: unknown = await openLocalStore({ folder, sessionTimeoutHours: 720 }).then(
    async (store) => {
      await store.close();
      return new Error("it started");
    },
    (error: unknown) => error,
  );
  if (!isAppError(refusal, "unavailable")) throw refusal;
  expect(contentsOfFolder(folder)).toEqual(before);
  expect(fs.existsSync(path.join(folder, "lock"))).toBe(false);
  return refusal.sentence;
}

function change(file: string, position: number): void {
  const bytes = fs.readFileSync(file);
  bytes[position] = (bytes[position] ?? 0) ^ 1;
  fs.writeFileSync(file, bytes);
}

async function sessionsIn(folder: string): Promise<number> {
  const store = await openStore(folder);
  let count = 0;
  await store.admin.exportSnapshot({
    header: async () => undefined,
    row: async (table) => void (count += Number(table === "onboarding_sessions")),
    file: async () => undefined,
  });
  await store.close();
  return count;
}

describe("backup.json", () => {
  test("is JSON a person can read, with a row a line", async () => {
    const folder = await foldedFolder();
    const text = fs.readFileSync(path.join(folder, "backup.json"), "utf8");
    const parsed = JSON.parse(text);
    expect(parsed).toMatchObject({ format: "keepintouch-snapshot", version: 1 });
    expect(parsed.tables.onboarding_sessions).toHaveLength(1);
    expect(text.split("\n").filter((line) => line.includes('"displayName"'))).toHaveLength(1);
  });

  test("damaged anywhere stops the start and names the file, the place and the way out", async () => {
    const folder = await foldedFolder();
    const backup = path.join(folder, "backup.json");
    const whole = fs.readFileSync(backup);
    for (let position = 0; position < whole.length; position += 13) {
      fs.writeFileSync(backup, whole);
      change(backup, position);
      const sentence = await refusalOf(folder);
      expect(sentence).toContain(backup);
      expect(sentence).toMatch(/damaged near byte \d+|newer version/);
      expect(sentence).toMatch(/restore/);
    }
    fs.writeFileSync(backup, whole);
    expect(await sessionsIn(folder)).toBe(1);
  });

  test("that ends early stops the start", async () => {
    const folder = await foldedFolder();
    const backup = path.join(folder, "backup.json");
    fs.truncateSync(backup, fs.statSync(backup).size - 10);
    expect(await refusalOf(folder)).toContain(backup);
  });

  test("names the place of the damage to 64 KiB", async () => {
    const folder = makeFolder();
    const store = await openStore(folder);
    for (let count = 0; count < 100; count += 1) {
      const data = filledIn("ada", { bio: "x".repeat(3000) });
      await store.open(visitor).onboarding.start({ id: createId(), memberId: createId(), data });
    }
    await store.close();
    change(path.join(folder, "backup.json"), 200_000);
    expect(await refusalOf(folder)).toContain(`near byte ${3 * 64 * 1024}`);
  });

  test("of a newer version is refused before anything is read from it", async () => {
    const folder = await foldedFolder();
    const backup = path.join(folder, "backup.json");
    const text = fs.readFileSync(backup, "utf8");
    fs.writeFileSync(backup, text.replace('"version": 1,', '"version": 2,'));
    expect(await refusalOf(folder)).toMatch(/newer version of the app \(format 2\)/);
  });

  test("missing while its journal goes on from it stops the start", async () => {
    const folder = makeFolder();
    const store = await openStore(folder, { foldAfterBytes: 1 });
    await begin(store);
    await store.close();
    const again = await openStore(folder);
    await begin(again);
    const copy = copyFolder(folder);
    fs.rmSync(path.join(copy, "backup.json"));
    expect(await refusalOf(copy)).toMatch(/missing from .*backup\.json/);
  });

  test("half written by a crash is cleared away; the one before it counts", async () => {
    const folder = await foldedFolder();
    fs.writeFileSync(path.join(folder, "backup.json.new"), '{\n"format": "keepintouch-sna');
    expect(await sessionsIn(folder)).toBe(1);
    expect(fs.existsSync(path.join(folder, "backup.json.new"))).toBe(false);
  });
});

describe("the journal", () => {
  test("damaged in the middle stops the start and names the file, the byte and the way out", async () => {
    const folder = await crashedFolder();
    change(journalIn(folder), 500);
    const sentence = await refusalOf(folder);
    expect(sentence).toContain(journalIn(folder));
    expect(sentence).toMatch(/damaged at byte \d+\. Nothing was changed\..*restore.*truncate -s \d+/);
  });

  test("cut where the message says starts with everything before the damage", async () => {
    const folder = await crashedFolder();
    change(journalIn(folder), 3000);
    const [, size] = /truncate -s (\d+) '/.exec(await refusalOf(folder)) ?? [];
    fs.truncateSync(journalIn(folder), Number(size));
    const found = await sessionsIn(folder);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(5);
  });

  test("torn at the end starts without the torn record and says so", async () => {
    const folder = await crashedFolder();
    const journal = journalIn(folder);
    const bytes = fs.readFileSync(journal);
    const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
    fs.truncateSync(journal, end - 20);
    const messages: string[] = [];
    const store = await openStore(folder, { log: (message) => messages.push(message) });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(new RegExp(`${journal} was cut off at byte \\d+; it was never acknowledged`));
    await store.close();
    expect(await sessionsIn(folder)).toBe(4);
  });

  test("of a newer version is refused", async () => {
    const folder = await crashedFolder();
    const journal = journalIn(folder);
    const { encodeFrame } = await import("#lib/store/local/journal-frame.ts");
    const header = { format: "keepintouch-journal", version: 2, number: 1 };
    fs.writeFileSync(journal, encodeFrame(0, JSON.stringify(header)));
    expect(await refusalOf(folder)).toMatch(/newer version/);
  });
});

describe("a folder", () => {
  test("in which a file lies in the way is refused with the way out", async () => {
    const file = path.join(makeFolder(), "data");
    fs.writeFileSync(file, "not a folder");
    await expect(openLocalStore({ folder: file, sessionTimeoutHours: 720 })).rejects.toMatchObject({
      code: "unavailable",
      sentence: expect.stringMatching(new RegExp(`${file} cannot be written to .*KEEPINTOUCH_DATA_DIR`)),
    });
  });

  test.runIf(process.platform === "linux")(
    "that nobody may write to is refused with the way out",
    async () => {
      // Not even root makes folders there.
      const folder = "/proc/keepintouch";
      await expect(openLocalStore({ folder, sessionTimeoutHours: 720 })).rejects.toMatchObject({
        code: "unavailable",
        sentence: expect.stringMatching(/\/proc\/keepintouch cannot be written to .*KEEPINTOUCH_DATA_DIR/),
      });
    },
  );

  test("and everything in it is for this user only", async () => {
    const folder = path.join(makeFolder(), "data");
    const store = await openStore(folder);
    await begin(store);
    await store.close();
    expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const mode = fs.statSync(path.join(entry.parentPath, entry.name)).mode & 0o777;
      expect([entry.name, mode]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
    }
  });
});

describe("closing", () => {
  test("twice is harmless, and what is called later is refused", async () => {
    const folder = makeFolder();
    const store = await openStore(folder);
    const { capability } = await begin(store);
    await Promise.all([store.close(), store.close()]);
    await store.close();
    const late = store.open({ kind: "visitor", capability });
    await expect(late.onboarding.get()).rejects.toMatchObject({ code: "unavailable" });
    await expect(late.documents.list()).rejects.toMatchObject({ code: "unavailable" });
    await expect(begin(store)).rejects.toMatchObject({ code: "unavailable" });
    expect((await store.admin.health()).store.status).toBe("failing");
  });

  test("waits for what was begun", async () => {
    const folder = makeFolder();
    const store = await openStore(folder);
    const begun = Array.from({ length: 20 }, () => begin(store));
    await store.close();
    await Promise.all(begun);
    expect(await sessionsIn(folder)).toBe(20);
  });

  test("in memory leaves nothing at all", async () => {
    const temporaryFolder = makeFolder();
    const store = await openLocalStore({ folder: null, temporaryFolder, sessionTimeoutHours: 720 });
    await begin(store);
    expect(fs.readdirSync(temporaryFolder)).toHaveLength(1);
    await store.close();
    expect(fs.readdirSync(temporaryFolder)).toEqual([]);
  });
});
