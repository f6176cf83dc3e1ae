import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { silentProgress } from "#lib/cli/progress.ts";
import { runKit } from "#lib/cli/run-kit.ts";
import { readSnapshotItems } from "#lib/cli/snapshot/json-stream.ts";
import { checkSnapshot, openSnapshot } from "#lib/cli/snapshot/open-snapshot.ts";
import { writeSnapshot } from "#lib/cli/snapshot/write-snapshot.ts";
import { snapshotTables } from "#lib/store/snapshot.ts";
import { inPieces, sha256 } from "#tests/support/content.ts";
import { type KitOutcome, runKitProcess } from "#tests/support/kit.ts";
import { localStorageUnderTest } from "#tests/support/local-storage.ts";
import { refusalOf } from "#tests/support/refusals.ts";
import { contentsOf, snapshotSource, takeSnapshot, type TakenSnapshot } from "#tests/support/snapshots.ts";
import { openLocalStore } from "#lib/store/local/open-local-store.ts";
import { createWorld, giveDocument } from "#tests/support/world.ts";

let place: string;

beforeEach(async () => {
  place = await mkdtemp(path.join(tmpdir(), "keepintouch-backup-"));
});

afterEach(() => rm(place, { recursive: true, force: true }));

const at = (...names: string[]) => path.join(place, ...names);
const kit = (words: readonly string[], folder: string): Promise<KitOutcome> =>
  runKitProcess(words, { KEEPINTOUCH_DATA_DIR: at(folder) });

/** Ada with two documents and Ben with none, as a snapshot. */
async function someData(): Promise<TakenSnapshot> {
  const storage = await localStorageUnderTest.open();
  try {
    const world = createWorld(storage);
    const ada = await world.join("ada");
    await giveDocument(ada, "Dear all,");
    await giveDocument(ada, "Dear Ben,", { name: 'a "quoted" na\\me, [with] {brackets}\n\u2028😀.txt' });
    await world.join("ben");
    return await takeSnapshot(storage.admin);
  } finally {
    await storage.close();
  }
}

async function fill(folder: string, snapshot: TakenSnapshot): Promise<void> {
  const store = await openLocalStore({ folder: at(folder), sessionTimeoutHours: 720 });
  await store.admin.importSnapshot(snapshotSource(snapshot)).finally(() => store.close());
}

async function contentsIn(folder: string): Promise<unknown> {
  const store = await openLocalStore({ folder: at(folder), sessionTimeoutHours: 720 });
  return contentsOf(await takeSnapshot(store.admin).finally(() => store.close()));
}

const write = (name: string, snapshot: TakenSnapshot) =>
  writeSnapshot(
    at(name),
    async (sink) => {
      await sink.header(snapshot.header);
      for (const { table, row } of snapshot.rows) await sink.row(table, row);
      for (const { file, bytes } of snapshot.files) await sink.file(file, inPieces(bytes, 3));
    },
    silentProgress,
  );

async function check(name: string) {
  const snapshot = await openSnapshot(at(name));
  try {
    return await checkSnapshot(snapshot, silentProgress);
  } finally {
    await snapshot.close();
  }
}

describe.each(["monday", "monday.zip"])("a backup to %s", (name) => {
  test("restored elsewhere, and backed up again, is the same", async () => {
    const snapshot = await someData();
    await fill("first", snapshot);
    const backup = await kit(["backup", "--to", at(name), "--json"], "first");
    expect(backup).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(backup.stdout)).toMatchObject({
      place: at(name),
      rows: { accounts: 2, profiles: 2, visibility_categories: 12, documents: 2 },
      files: 2,
      bytes: 18,
    });
    expect(await kit(["restore", "--from", at(name)], "second")).toMatchObject({ code: 0, stderr: "" });
    expect(await contentsIn("second")).toEqual(contentsOf(snapshot));
    expect(await contentsIn("first")).toEqual(contentsOf(snapshot));
    expect((await readdir(place)).toSorted()).toEqual(["first", name, "second"].toSorted());
  });

  test("never takes the place of what is there", async () => {
    await writeFile(at(name), "mine");
    const { code, stderr } = await kit(["backup", "--to", at(name)], "first");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `There is something at ${at(name)} already. Nothing was written: choose a name that is free.\n`,
    });
    expect(await readFile(at(name), "utf8")).toBe("mine");
  });

  test("that broke off has not got its name, and is in nobody's way", async () => {
    const snapshot = await someData();
    const breaks = writeSnapshot(
      at(name),
      async (sink) => {
        await sink.header(snapshot.header);
        const [first] = snapshot.files;
        await sink.file(
          first!.file,
          (async function* () {
            yield new Uint8Array(3);
            throw new Error("the power went");
          })(),
        );
      },
      silentProgress,
    );
    await expect(breaks).rejects.toThrow("the power went");
    expect(await readdir(place)).toEqual([]);
    // As a killed process leaves it.
    await writeFile(at(`.unfinished-${name}`), "half");
    await writeFile(at(`.unfinished-${name}-rows`), "half");
    await write(name, snapshot);
    expect(await readdir(place)).toEqual([name]);
    expect(await check(name)).toMatchObject({ members: 2, files: 2 });
  });

  test("is not made of a file that is not what it was when it was stored", async () => {
    const snapshot = await someData();
    const [first, second] = snapshot.files;
    const damaged = { ...snapshot, files: [{ file: first!.file, bytes: second!.bytes }] };
    const { sentence } = await refusalOf(write(name, damaged), "unavailable");
    expect(sentence).toContain(first!.file.key);
    expect(await readdir(place)).toEqual([]);
  });
});

describe("a backup in a folder", () => {
  test("has a list of sums as sha256sum takes it, and can be read by eye", async () => {
    await write("monday", await someData());
    const lines = (await readFile(at("monday", "SHA256SUMS"), "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      // As coreutils write and read them.
      const [, sum, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line)!;
      expect(sha256(await readFile(at("monday", name!)))).toBe(sum);
    }
    const snapshot: { tables: Record<string, unknown[]> } = JSON.parse(
      await readFile(at("monday", "snapshot.json"), "utf8"),
    );
    expect(Object.keys(snapshot)).toEqual(["format", "version", "exportedAt", "tables", "files"]);
    expect(Object.keys(snapshot.tables)).toEqual(snapshotTables);
  });

  test.each([
    { what: "a changed row", file: "snapshot.json", from: "ada@example.org", to: "eve@example.org" },
    { what: "a row cut off", file: "snapshot.json", from: /,\n"files": [^]*/, to: "" },
    { what: "another version", file: "snapshot.json", from: '"version": 1', to: '"version": 2' },
  ])("with $what is refused before anything is touched", async ({ file, from, to }) => {
    await write("monday", await someData());
    const target = at("monday", file);
    await writeFile(target, (await readFile(target, "utf8")).replace(from, to));
    const { code, stderr } = await kit(["restore", "--from", at("monday")], "second");
    expect(code).toBe(1);
    expect(stderr).toContain(at("monday"));
    expect(existsSync(at("second"))).toBe(false);
  });

  test.each(["another byte", "a byte less", "nothing"])(
    "with %s where a file was is refused before anything is touched",
    async (what) => {
      const snapshot = await someData();
      await write("monday", snapshot);
      const key = snapshot.files[0]!.file.key;
      const bytes = snapshot.files[0]!.bytes;
      if (what === "nothing") await rm(at("monday", key));
      else if (what === "a byte less") await writeFile(at("monday", key), bytes.subarray(1));
      else await writeFile(at("monday", key), bytes.with(0, bytes[0]! ^ 1));
      const { code, stderr } = await kit(["restore", "--from", at("monday")], "second");
      expect(code).toBe(1);
      expect(stderr).toContain(key);
      expect(existsSync(at("second"))).toBe(false);
    },
  );

  test("changed on purpose is taken once its list of sums is gone", async () => {
    await write("monday", await someData());
    const file = at("monday", "snapshot.json");
    await writeFile(file, JSON.stringify(JSON.parse(await readFile(file, "utf8")), null, 2));
    expect((await refusalOf(check("monday"))).sentence).toContain("SHA256SUMS");
    await rm(at("monday", "SHA256SUMS"));
    expect(await check("monday")).toMatchObject({ members: 2, files: 2 });
  });

  test("is never read outside of it", async () => {
    const snapshot = await someData();
    await write("monday", snapshot);
    await writeFile(at("secret"), snapshot.files[0]!.bytes);
    await rm(at("monday", "SHA256SUMS"));
    const file = at("monday", "snapshot.json");
    const text = (await readFile(file, "utf8")).replaceAll(snapshot.files[0]!.file.key, "../secret");
    await writeFile(file, text);
    expect((await refusalOf(check("monday"))).sentence).toContain("../secret");
  });
});

describe("a zip", () => {
  test("cut off, or none at all, is refused", async () => {
    await write("monday.zip", await someData());
    const bytes = await readFile(at("monday.zip"));
    for (const part of [bytes.subarray(0, bytes.length - 30), Buffer.from("hello"), Buffer.alloc(0)]) {
      await writeFile(at("monday.zip"), part);
      expect((await refusalOf(check("monday.zip"), "invalid_input")).sentence).toContain("is not a zip");
    }
  });

  test("with a byte changed anywhere in a file is refused", async () => {
    const snapshot = await someData();
    await write("monday.zip", snapshot);
    const bytes = await readFile(at("monday.zip"));
    const inside = bytes.indexOf(Buffer.from("Dear all,"));
    bytes[inside] = 0x64;
    await writeFile(at("monday.zip"), bytes);
    await refusalOf(check("monday.zip"), "invalid_input");
  });
});

describe("restore", () => {
  test("into a storage that holds something asks how, and then does it", async () => {
    const snapshot = await someData();
    await fill("first", snapshot);
    await write("monday", {
      ...snapshot,
      rows: snapshot.rows.filter(({ row }) => mentionsAda(row, snapshot)),
    });
    const before = await contentsIn("first");

    const asked = await kit(["restore", "--from", at("monday")], "first");
    expect(asked).toMatchObject({ code: 1, stdout: "" });
    expect(asked.stderr).toMatch(/--merge .*--replace /);
    expect(await contentsIn("first")).toEqual(before);

    const merged = await kit(["restore", "--from", at("monday"), "--merge"], "first");
    expect(merged).toMatchObject({ code: 0, stderr: "" });
    expect(merged.stdout).toContain("Everything was there already. Nothing was changed.");
    expect(await contentsIn("first")).toEqual(before);

    const replaced = await kit(["restore", "--from", at("monday"), "--replace", "--json"], "first");
    expect(replaced).toMatchObject({ code: 0, stderr: "" });
    const { restorePoint }: { restorePoint: string } = JSON.parse(replaced.stdout);
    expect(restorePoint.startsWith(at("first", "restore-points"))).toBe(true);
    expect(await contentsIn("first")).not.toEqual(before);

    // The restore point is a backup like any other.
    expect((await kit(["restore", "--from", restorePoint, "--replace"], "first")).code).toBe(0);
    expect(await contentsIn("first")).toEqual(before);
  });

  test("lists what could not be taken in, and ends with 1", async () => {
    const snapshot = await someData();
    await write("monday", snapshot);
    await fill("first", await someData());
    const { code, stdout } = await kit(["restore", "--from", at("monday"), "--merge"], "first");
    expect(code).toBe(1);
    expect(stdout).toMatch(/files +0 +0 +2\n/);
    const accounts = snapshot.rows.filter(({ table }) => table === "accounts");
    for (const { row } of accounts)
      expect(stdout).toContain(`accounts ${String(row.id)}: somebody else has the e-mail address here`);
  });

  test("replaces a data folder that is too damaged to be opened, and keeps it aside unchanged", async () => {
    const snapshot = await someData();
    await write("monday", snapshot);
    await fill("first", await someData());
    const backup = await readFile(at("first", "backup.json"));
    backup[300] = backup[300]! ^ 1;
    await writeFile(at("first", "backup.json"), backup);

    const refused = await kit(["restore", "--from", at("monday")], "first");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("backup.json is damaged near byte");

    const restored = await kit(["restore", "--from", at("monday"), "--replace", "--json"], "first");
    expect(restored).toMatchObject({ code: 0, stderr: "" });
    const { setAside }: { setAside: string } = JSON.parse(restored.stdout);
    expect(await readFile(path.join(setAside, "backup.json"))).toEqual(backup);
    expect(await readdir(path.join(setAside, "users"))).toHaveLength(1);
    expect(await contentsIn("first")).toEqual(contentsOf(snapshot));
  });

  test("leaves a folder alone that the app is running on", async () => {
    const snapshot = await someData();
    await write("monday", snapshot);
    const store = await openLocalStore({ folder: at("first"), sessionTimeoutHours: 720 });
    try {
      const { code, stderr } = await kit(["restore", "--from", at("monday"), "--replace"], "first");
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("is in use by process") });
      expect((await takeSnapshot(store.admin)).rows).toEqual([]);
    } finally {
      await store.close();
    }
  });

  test("does not take a data folder for a backup, and says how to make one of it", async () => {
    await fill("first", await someData());
    const { code, stderr } = await kit(["restore", "--from", at("first")], "second");
    expect(code).toBe(1);
    expect(stderr).toContain(`KEEPINTOUCH_DATA_DIR=${at("first")} npm run kit -- backup --to`);
  });

  test("finds nothing where nothing is, and no backup in a folder without one", async () => {
    await mkdir(at("empty"));
    await cp(at("empty"), at("other"), { recursive: true });
    expect((await kit(["restore", "--from", at("nowhere")], "second")).stderr).toContain(
      "There is nothing at",
    );
    expect((await kit(["restore", "--from", at("empty")], "second")).stderr).toContain("is no backup of");
  });
});

test("what is kept in memory only cannot be backed up, which is said", async () => {
  const outcome = await runKitProcess(["backup", "--to", at("monday")], { LOCAL_STORAGE_BACKUP: "false" });
  expect(outcome).toMatchObject({ code: 1, stdout: "" });
  expect(outcome.stderr).toContain("LOCAL_STORAGE_BACKUP is off");
});

test("the help of each says what its exit codes mean, and shows a call to copy", async () => {
  for (const command of ["backup", "restore"]) {
    const { stdout } = await runKit(["help", command]);
    expect(stdout).toContain("Exit codes: 0 done, 1 ");
    expect(stdout).toContain(`  npm run kit -- ${command} --`);
  }
});

describe("the JSON of a snapshot", () => {
  const tables = {
    accounts: [],
    profiles: [
      { id: "a", bio: '}],"\\"' },
      { id: "b", n: [1, { x: null }] },
    ],
  };
  const whole = { format: "f", version: 12, note: true, tables, files: [{ key: "k" }], last: { a: [1] } };
  const expected = [
    { kind: "member", name: "format", value: "f" },
    { kind: "member", name: "version", value: 12 },
    { kind: "member", name: "note", value: true },
    { kind: "tables" },
    ...tables.profiles.map((value) => ({ kind: "row", table: "profiles", value })),
    { kind: "file", value: { key: "k" } },
    { kind: "member", name: "last", value: { a: [1] } },
  ];
  const read = async (text: string, pieceSize: number) => {
    const items: unknown[] = [];
    for await (const item of readSnapshotItems(inPieces(Buffer.from(text), pieceSize))) items.push(item);
    return items;
  };

  test.each([undefined, 1, 4])(
    "is read however it is indented (%s) and wherever it is cut",
    async (indent) => {
      const text = JSON.stringify(whole, null, indent);
      for (const pieceSize of [1, 2, 7, 10_000]) expect(await read(text, pieceSize)).toEqual(expected);
    },
  );

  test("that breaks off anywhere is refused", async () => {
    const text = JSON.stringify(whole);
    for (let length = 0; length < text.length; length += 1)
      await expect(read(text.slice(0, length), 5)).rejects.toThrow(SyntaxError);
    await expect(read(`${text}{}`, 5)).rejects.toThrow(SyntaxError);
  });
});

function mentionsAda(row: Readonly<Record<string, unknown>>, snapshot: TakenSnapshot): boolean {
  const ada = snapshot.rows.find(({ table, row: each }) => table === "profiles" && each.username === "ada");
  return JSON.stringify(row).includes(String(ada?.row.id));
}
