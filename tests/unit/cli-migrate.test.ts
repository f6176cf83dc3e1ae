import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { createClient } from "@supabase/supabase-js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { pipeSnapshot } from "#lib/cli/migrate/pipe-snapshot.ts";
import { runKit } from "#lib/cli/run-kit.ts";
import { openLocalStore } from "#lib/store/local/open-local-store.ts";
import { createSupabaseAdmin } from "#lib/store/supabase/admin.ts";
import { type KitOutcome, runKitProcess } from "#tests/support/kit.ts";
import { localStorageUnderTest } from "#tests/support/local-storage.ts";
import {
  contentsOf,
  mentionsOf,
  snapshotSource,
  takeSnapshot,
  type TakenSnapshot,
} from "#tests/support/snapshots.ts";
import { startSupabaseStack, type SupabaseStack } from "#tests/support/supabase/stack.ts";
import { createWorld, giveDocument } from "#tests/support/world.ts";

let stack: SupabaseStack;
let place: string;

beforeAll(async () => {
  stack = await startSupabaseStack();
}, 120_000);
afterAll(() => stack?.stop());

beforeEach(async () => {
  place = await mkdtemp(path.join(tmpdir(), "keepintouch-migrate-"));
});
afterEach(async () => {
  await stack.reset();
  await rm(place, { recursive: true, force: true });
});

const folder = (name = "here") => path.join(place, name);

function kit(words: readonly string[], name = "here", env: Readonly<Record<string, string>> = {}) {
  return runKitProcess(words, {
    KEEPINTOUCH_DATA_DIR: folder(name),
    NEXT_PUBLIC_SUPABASE_URL: stack.url,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
    SUPABASE_SECRET_KEY: stack.secretKey,
    ...env,
  });
}

type Parts = Record<string, { moved: number; present: number; failed: number }>;
const partsOf = ({ stdout }: KitOutcome): Parts => JSON.parse(stdout).parts;

/** Ada with two documents, Ben with one, Cleo on her way in with another. */
async function someData(): Promise<TakenSnapshot> {
  const storage = await localStorageUnderTest.open();
  try {
    const world = createWorld(storage);
    const [ada, ben] = [await world.join("ada"), await world.join("ben")];
    await giveDocument(ada, "Dear all,");
    await giveDocument(ada, "Dear Ben,");
    await giveDocument(ben, "Dear Ada,");
    await giveDocument(await world.begin("cleo"), "Who I am");
    return await takeSnapshot(storage.admin);
  } finally {
    await storage.close();
  }
}

async function fill(snapshot: TakenSnapshot, name = "here"): Promise<void> {
  const store = await openLocalStore({ folder: folder(name), sessionTimeoutHours: 720 });
  await store.admin.importSnapshot(snapshotSource(snapshot)).finally(() => store.close());
}

async function keptIn(name = "here"): Promise<TakenSnapshot> {
  const store = await openLocalStore({ folder: folder(name), sessionTimeoutHours: 720 });
  return takeSnapshot(store.admin).finally(() => store.close());
}

const supabaseAdmin = () =>
  createSupabaseAdmin({ url: stack.url, secretKey: stack.secretKey, fetch, readPasswordHashes: null });

const rowsOf = ({ rows }: TakenSnapshot, wanted: string) =>
  rows.filter(({ table }) => table === wanted).map(({ row }) => row);

const documentsThere = async () =>
  Number((await stack.sql("select count(*)::integer as count from public.documents"))[0]?.count);

describe("called wrongly, it says what to do", () => {
  test.each([
    [["migrate"], "migrate needs --to <supabase | local>."],
    [["migrate", "--to", "mars"], '--to takes supabase or local, not "mars".'],
    [["migrate", "--to", "supabase", "--apply", "--dry-run"], "--apply and --dry-run exclude each other."],
    [["migrate", "--to", "local", "--remove-local"], "--remove-local goes with --to supabase only."],
  ])("%j", async (words, message) => {
    const { exitCode, stderr } = await runKit(words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  test("without a project there is nowhere to go, and nothing is made", async () => {
    const none = {
      NEXT_PUBLIC_SUPABASE_URL: "",
      NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: "",
      SUPABASE_SECRET_KEY: "",
    };
    const { code, stderr } = await kit(["migrate", "--to", "supabase"], "here", none);
    expect(code).toBe(1);
    expect(stderr).toContain("No Supabase project is set");
    expect(await readdir(place)).toEqual([]);
  });
});

test.each([[[]], [["--dry-run"]], [["--remove-local"]]])(
  "without --apply it says what would move and writes nothing (%j)",
  async (words) => {
    const snapshot = await someData();
    await fill(snapshot);
    const { code, stdout } = await kit(["migrate", "--to", "supabase", ...words]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/members +2 +0 +0\n/);
    expect(stdout).toMatch(/documents +4 +0 +0\n/);
    expect(stdout).toMatch(/files +4 +35 bytes +0 +0\n/);
    expect(stdout).toContain("Nothing was written. Add --apply to do it.");
    expect(await stack.sql("select id from auth.users")).toEqual([]);
    expect(stack.objects().size).toBe(0);
    expect(contentsOf(await keptIn())).toEqual(contentsOf(snapshot));
  },
);

test("one member goes alone; the others follow", async () => {
  const snapshot = await someData();
  await fill(snapshot);
  const ada = await kit(["migrate", "--to", "supabase", "--user", "Ada", "--apply", "--json"]);
  expect(ada).toMatchObject({ code: 0, stderr: "" });
  expect(partsOf(ada)).toMatchObject({
    profiles: { moved: 1 },
    documents: { moved: 2 },
    files: { moved: 2 },
  });
  const nobody = await kit(["migrate", "--to", "supabase", "--user", "eve"]);
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining('the username "eve"') });
  const rest = await kit(["migrate", "--to", "supabase", "--apply", "--json"]);
  expect(partsOf(rest)).toMatchObject({
    profiles: { moved: 1, present: 1 },
    documents: { moved: 2, present: 2 },
  });
});

describe("what is in the way", () => {
  test("is known before, reported after, and overwrites nothing", async () => {
    await fill(await someData());
    await supabaseAdmin().importSnapshot(snapshotSource(await someData()));
    const before = mentionsOf(await takeSnapshot(supabaseAdmin()), [""]);
    const plan = await kit(["migrate", "--to", "supabase"]);
    expect(plan).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("cannot move: somebody else has the e-mail address there."),
    });
    const done = await kit(["migrate", "--to", "supabase", "--apply", "--remove-local", "--json"]);
    expect(done.code).toBe(1);
    expect(partsOf(done)).toMatchObject({ profiles: { moved: 0, failed: 2 } });
    const after = await takeSnapshot(supabaseAdmin());
    // Cleo is nobody's rival: she is on her way in there as well as here.
    const isCleos = (text: string) => text.includes("cleo@example.org") || text.includes("sessions/");
    const others = mentionsOf(after, [""]).filter((line) => !isCleos(line) && !/"sessionId":"/.test(line));
    expect(others).toEqual(before.filter((line) => !isCleos(line) && !/"sessionId":"/.test(line)));
    expect(rowsOf(await keptIn(), "profiles")).toHaveLength(2);
  });
});

describe("local copies", () => {
  test("go only when asked, once everything was read back", async () => {
    const snapshot = await someData();
    await fill(snapshot);
    expect((await kit(["migrate", "--to", "supabase", "--apply"])).code).toBe(0);
    expect(contentsOf(await keptIn())).toEqual(contentsOf(snapshot));
    const removed = await kit(["migrate", "--to", "supabase", "--apply", "--remove-local", "--json"]);
    expect(removed).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(removed.stdout)).toMatchObject({ removedLocal: true });
    expect((await keptIn()).rows).toEqual([]);
    expect(await documentsThere()).toBe(4);
  });

  test("of one member go alone", async () => {
    await fill(await someData());
    const words = ["migrate", "--to", "supabase", "--user", "ada", "--apply", "--remove-local"];
    expect((await kit(words)).code).toBe(0);
    expect(rowsOf(await keptIn(), "profiles")).toMatchObject([{ username: "ben-o" }]);
  });

  test("stay when a file is not whole at the target", async () => {
    const snapshot = await someData();
    await fill(snapshot);
    expect((await kit(["migrate", "--to", "supabase", "--apply"])).code).toBe(0);
    const [key] = [...stack.objects().keys()].map((each) => each.replace(/^user-documents\//, ""));
    const client = createClient(stack.url, stack.secretKey, { auth: { persistSession: false } });
    const options = { upsert: true, contentType: "text/plain" };
    await client.storage.from("user-documents").upload(key!, Buffer.from("Dear ALL,"), options);
    const { code, stdout, stderr } = await kit(["migrate", "--to", "supabase", "--apply", "--remove-local"]);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(path.basename(key!));
    expect(contentsOf(await keptIn())).toEqual(contentsOf(snapshot));
  });
});

test("a file that is damaged here keeps back its own document, is named, and nothing else waits for it", async () => {
  const snapshot = await someData();
  await fill(snapshot);
  const { file, bytes } = snapshot.files.find(({ file: each }) => each.key.startsWith("users/"))!;
  await writeFile(path.join(folder(), file.key), bytes.with(0, bytes[0]! ^ 1));
  const { code, stdout } = await kit(["migrate", "--to", "supabase", "--apply", "--remove-local"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/documents +3 +0 +1\n/);
  expect(stdout).toMatch(/files +3 +0 +1\n/);
  expect(stdout).toContain(`The stored file ${file.key} is damaged.`);
  expect(stdout).toContain("Nothing was removed from this machine");
  await writeFile(path.join(folder(), file.key), bytes);
  expect((await kit(["migrate", "--to", "supabase", "--apply"])).code).toBe(0);
  expect(await documentsThere()).toBe(4);
});

test("when Supabase refuses in the middle it stops, says so, and goes on the next time", async () => {
  await fill(await someData());
  stack.behave({ kind: "refusing", status: 503 }, "storage");
  const stopped = await kit(["migrate", "--to", "supabase", "--apply"]);
  expect(stopped.code).toBe(1);
  expect(stopped.stdout).toMatch(/members +2 +0 +0\n/);
  expect(stopped.stdout).toMatch(/files +0 +0 +4\n/);
  expect(stopped.stdout).toContain("It stopped: ");
  expect(stopped.stdout).toContain("Run the same command again: it goes on from here.");
  stack.behave({ kind: "well" });
  const rest = await kit(["migrate", "--to", "supabase", "--apply", "--json"]);
  expect(rest.code).toBe(0);
  expect(partsOf(rest)).toMatchObject({
    profiles: { present: 2 },
    files: { moved: 4 },
    documents: { moved: 4 },
  });
});

test("home without a connection to the database, members keep everything and must set a password", async () => {
  const snapshot = await someData();
  await supabaseAdmin().importSnapshot(snapshotSource(snapshot));
  const { code, stdout } = await kit(["migrate", "--to", "local", "--apply"], "home");
  expect(code).toBe(0);
  expect(stdout).toContain("Members keep everything but must set a password");
  expect(stdout).toContain("Set SUPABASE_DB_URL before --apply");
  const home = await keptIn("home");
  expect(rowsOf(home, "accounts").map(({ passwordHash }) => passwordHash)).toEqual([null, null]);
  expect(rowsOf(home, "documents")).toEqual(rowsOf(snapshot, "documents"));
});

test("a backup of Supabase goes back there, in place of what came since, and to this machine", async () => {
  const snapshot = await someData();
  await supabaseAdmin().importSnapshot(snapshotSource(snapshot));
  const database = await stack.serveDatabase();
  const env = { SUPABASE_DB_URL: database.url };
  const zip = path.join(place, "monday.zip");
  expect(await kit(["backup", "--to", zip], "here", env)).toMatchObject({ code: 0, stderr: "" });
  await stack.sql("delete from public.documents where owner_id is not null");
  await supabaseAdmin().importSnapshot(snapshotSource(await someData()));
  const without = await kit(["backup", "--to", path.join(place, "tuesday"), "--json"]);
  expect(JSON.parse(without.stdout)).toMatchObject({ withoutPassword: 2 });
  const asked = await kit(["restore", "--from", zip], "here", env);
  expect(asked.stderr).toContain("--merge");
  const replaced = await kit(["restore", "--from", zip, "--replace", "--json"], "here", env);
  expect(replaced).toMatchObject({ code: 0, stderr: "" });
  await database.close();
  const { restorePoint }: { restorePoint: string } = JSON.parse(replaced.stdout);
  expect(restorePoint.startsWith(folder("here"))).toBe(true);

  const readPasswordHashes = async () => {
    const rows = await stack.sql("select id, encrypted_password as hash from auth.users");
    return new Map(rows.map(({ id, hash }) => [String(id), String(hash)]));
  };
  const { url, secretKey } = stack;
  const there = createSupabaseAdmin({ url, secretKey, fetch, readPasswordHashes });
  expect(contentsOf(await takeSnapshot(there))).toEqual(contentsOf(snapshot));
  expect(stack.objects().size).toBe(snapshot.files.length);

  const unset = {
    NEXT_PUBLIC_SUPABASE_URL: "",
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: "",
    SUPABASE_SECRET_KEY: "",
  };
  expect((await kit(["restore", "--from", zip], "home", unset)).code).toBe(0);
  expect(contentsOf(await keptIn("home"))).toEqual(contentsOf(snapshot));
});

describe("one export as another import", () => {
  const everything = { row: () => true, file: () => true };

  test("ends with the error of whichever fails, and the other is not left hanging", async () => {
    const snapshot = await someData();
    const from = { exportSnapshot: exportOf(snapshot) };
    await expect(
      pipeSnapshot(from, everything, async (source) => {
        await source.header();
        for await (const row of source.rows())
          if (row.table === "documents") throw new Error("the target left");
      }),
    ).rejects.toThrow("the target left");
    const broken = {
      exportSnapshot: async (sink: Parameters<typeof from.exportSnapshot>[0]) => {
        await sink.header(snapshot.header);
        throw new Error("the source broke");
      },
    };
    const take = (source: Parameters<Parameters<typeof pipeSnapshot>[2]>[0]) => takeAll(source);
    await expect(pipeSnapshot(broken, everything, take)).rejects.toThrow("the source broke");
  });

  test("gives everything once, in order", async () => {
    const snapshot = await someData();
    const from = { exportSnapshot: exportOf(snapshot) };
    expect(await pipeSnapshot(from, everything, takeAll)).toEqual(snapshot);
  });
});

type Source = Parameters<Parameters<typeof pipeSnapshot>[2]>[0];

async function takeAll(source: Source): Promise<TakenSnapshot> {
  return takeSnapshot({
    async exportSnapshot(sink) {
      await sink.header(await source.header());
      for await (const { table, row } of source.rows()) await sink.row(table, row);
      for await (const file of source.files()) await sink.file(file, await source.openFile(file.key));
    },
  });
}

function exportOf(snapshot: TakenSnapshot) {
  return async (sink: Parameters<ReturnType<typeof supabaseAdmin>["exportSnapshot"]>[0]) => {
    const source = snapshotSource(snapshot);
    await sink.header(await source.header());
    for await (const { table, row } of source.rows()) await sink.row(table, row);
    for await (const file of source.files()) await sink.file(file, await source.openFile(file.key));
  };
}
