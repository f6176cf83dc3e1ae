import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { Finding } from "#lib/cli/doctor/finding.ts";
import { openLocalStore } from "#lib/store/local/open-local-store.ts";
import { runKitProcess } from "#tests/support/kit.ts";
import { localStorageUnderTest } from "#tests/support/local-storage.ts";
import { snapshotSource, takeSnapshot } from "#tests/support/snapshots.ts";
import { startSupabaseStack, type SupabaseStack } from "#tests/support/supabase/stack.ts";
import { createWorld, giveDocument } from "#tests/support/world.ts";

let place: string;

beforeEach(async () => {
  place = await mkdtemp(path.join(tmpdir(), "keepintouch-doctor-"));
});

afterEach(() => rm(place, { recursive: true, force: true }));

const folder = () => path.join(place, "data");

/** What it finds, by what it looked at. */
async function examine(env: Readonly<Record<string, string>>, ...words: string[]) {
  const settings = { KEEPINTOUCH_DATA_DIR: folder(), KEEPINTOUCH_URL: "http://localhost:3000", ...env };
  const { code, stdout, stderr } = await runKitProcess(["doctor", "--json", ...words], settings);
  expect(stderr).toBe("");
  const { well, findings }: { well: boolean; findings: Finding[] } = JSON.parse(stdout);
  expect(code).toBe(well ? 0 : 1);
  const wrong = findings.filter(({ state }) => state === "wrong");
  for (const { remedy } of wrong) expect(remedy).not.toBeNull();
  const of = (about: string) => findings.find((finding) => finding.about === about);
  return { code, of, wrong, text: stdout };
}

async function adasFolder(): Promise<string> {
  const storage = await localStorageUnderTest.open();
  const ada = await createWorld(storage).join("ada");
  const { document } = await giveDocument(ada, "Dear all,");
  const snapshot = await takeSnapshot(storage.admin);
  await storage.close();
  const store = await openLocalStore({ folder: folder(), sessionTimeoutHours: 720 });
  await store.admin.importSnapshot(snapshotSource(snapshot));
  await store.close();
  return path.join(folder(), "users", ada.id, "documents", document.id);
}

describe("on this machine", () => {
  test("finds nothing wrong with a folder that can be used, and reads every file when asked", async () => {
    await adasFolder();
    const { code, of } = await examine({}, "--files");
    expect(code).toBe(0);
    expect(of("journal and backup")).toMatchObject({ state: "well" });
    expect(of("writing")).toMatchObject({ state: "well" });
    expect(of("files")?.found).toBe("All of 1 file (9 bytes) are what was stored.");
  });

  test("makes nothing where nothing is yet", async () => {
    const { code, of } = await examine({});
    expect(code).toBe(0);
    expect(of("data folder")?.found).toContain("is not there yet");
    expect(await readdir(place)).toEqual([]);
  });

  test("tells that the app is running from something being wrong", async () => {
    const store = await openLocalStore({ folder: folder(), sessionTimeoutHours: 720 });
    const { code, of } = await examine({}).finally(() => store.close());
    expect(code).toBe(0);
    expect(of("data folder")).toMatchObject({
      state: "note",
      found: expect.stringContaining(`${process.pid}`),
    });
  });

  test("names a damaged backup with the way out, and touches nothing", async () => {
    await adasFolder();
    const file = path.join(folder(), "backup.json");
    const bytes = await readFile(file);
    bytes[300] = bytes[300]! ^ 1;
    await writeFile(file, bytes);
    const { wrong } = await examine({});
    expect(wrong).toMatchObject([
      { about: "journal and backup", found: expect.stringContaining(`${file} is damaged`) },
    ]);
    expect(await readFile(file)).toEqual(bytes);
  });

  test("names every file that is not what was stored", async () => {
    const file = await adasFolder();
    await writeFile(file, "Dear ALL,");
    expect((await examine({})).wrong).toEqual([]);
    const { wrong } = await examine({}, "--files");
    expect(wrong).toMatchObject([{ about: "files", found: expect.stringContaining(path.basename(file)) }]);
  });

  test("a folder that is a file is wrong", async () => {
    await writeFile(folder(), "in the way");
    expect((await examine({})).wrong).toMatchObject([{ found: `${folder()} is a file.` }]);
  });

  test("a mail server that is not there is wrong, and its password is not repeated", async () => {
    const { wrong, text } = await examine({ SMTP_URL: "smtp://ada:swordfish@127.0.0.1:9" });
    expect(wrong).toMatchObject([{ about: "mail", remedy: expect.stringContaining("SMTP_URL") }]);
    expect(text).not.toContain("swordfish");
  });

  test("a mail server that answers is well", async () => {
    const server = await smtpServer();
    const { port } = server.address() as { port: number };
    const { of } = await examine({ SMTP_URL: `smtp://127.0.0.1:${port}` }).finally(() => server.close());
    expect(of("mail")).toMatchObject({ state: "well" });
  });

  test("settings that are wrong are all it says", async () => {
    const { wrong } = await examine({ PORT: "harbour", SUPABASE_SECRET_KEY: "swordfish" });
    expect(wrong).toMatchObject([{ about: "settings", found: expect.stringContaining('PORT is "harbour"') }]);
    expect(wrong[0]?.found).not.toContain("swordfish");
  });
});

/** Says no more than a greeting asks for. */
async function smtpServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write("220 test\r\n");
    socket.on("data", (said) => {
      const word = said.toString("latin1").slice(0, 4).toUpperCase();
      if (word === "QUIT") socket.end("221 bye\r\n");
      else socket.write("250 test\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

describe("on Supabase", () => {
  let stack: SupabaseStack;
  beforeAll(async () => {
    stack = await startSupabaseStack();
  }, 120_000);
  afterAll(() => stack?.stop());

  const settings = () => ({
    NEXT_PUBLIC_SUPABASE_URL: stack.url,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
    SUPABASE_SECRET_KEY: stack.secretKey,
  });

  test("finds nothing wrong with a project as the migrations leave it, and leaves nobody there", async () => {
    const { code, of } = await examine(settings());
    expect(code).toBe(0);
    const parts = ["project", "clock", "publishable key", "secret key", "migrations", "row level security"];
    for (const about of [...parts, "bucket", "sign-in", "access"])
      expect(of(about), about).toMatchObject({ state: "well" });
    expect(of("passwords")).toMatchObject({ state: "note" });
    expect(await stack.sql("select id from auth.users")).toEqual([]);
  });

  test("makes no accounts when it may only read", async () => {
    stack.forgetRequests();
    expect((await examine(settings(), "--read-only")).of("access")).toBeUndefined();
    const made = stack
      .requests()
      .filter(({ method, path: asked }) => method === "POST" && /users$/.test(asked));
    expect(made).toEqual([]);
  });

  test("with a connection string, passwords come along", async () => {
    const database = await stack.serveDatabase();
    const { of } = await examine({ ...settings(), SUPABASE_DB_URL: database.url }).finally(database.close);
    expect(of("passwords")).toMatchObject({ state: "well" });
  });

  test.each([
    {
      what: "a secret key where browsers get it",
      about: "publishable key",
      swap: "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
    },
    { what: "a publishable key in the secret one's place", about: "secret key", swap: "SUPABASE_SECRET_KEY" },
  ])("$what is wrong", async ({ about, swap }) => {
    const other = swap === "SUPABASE_SECRET_KEY" ? stack.publishableKey : stack.secretKey;
    const { wrong, text } = await examine({ ...settings(), [swap]: other });
    expect(wrong).toMatchObject([{ about }]);
    expect(text).not.toContain(stack.secretKey);
  });

  test("a key of another project, a project that is away and a database that is not there are wrong", async () => {
    const otherKey = await examine({ ...settings(), SUPABASE_SECRET_KEY: "sb_secret_other" });
    expect(otherKey.wrong).toMatchObject([{ about: "secret key" }]);
    const away = await examine({ ...settings(), NEXT_PUBLIC_SUPABASE_URL: "http://127.0.0.1:9" });
    expect(away.wrong).toMatchObject([{ about: "project" }]);
    const database = "postgresql://postgres:swordfish@127.0.0.1:9/postgres";
    const noDatabase = await examine({ ...settings(), SUPABASE_DB_URL: database });
    expect(noDatabase.wrong).toMatchObject([{ about: "passwords" }]);
    expect(noDatabase.text).not.toContain("swordfish");
  });

  test.each([
    {
      what: "a table without row level security",
      about: "row level security",
      break: "alter table public.documents disable row level security",
      mend: "alter table public.documents enable row level security",
    },
    {
      what: "a bucket that is public",
      about: "bucket",
      break: "update storage.buckets set public = true where id = 'user-documents'",
      mend: "update storage.buckets set public = false where id = 'user-documents'",
    },
    {
      what: "a bucket that takes less than the app does",
      about: "bucket",
      break: "update storage.buckets set file_size_limit = 1048576 where id = 'user-documents'",
      mend: "update storage.buckets set file_size_limit = 52428800 where id = 'user-documents'",
    },
    {
      what: "a migration that is missing",
      about: "migrations",
      break: "alter function public.inspect_setup() rename to not_yet",
      mend: "alter function public.not_yet() rename to inspect_setup",
    },
    {
      what: "a policy that lets a member read another's row",
      about: "access",
      break: `create policy "Everybody sees everybody" on public.users for select to authenticated using (true)`,
      mend: `drop policy "Everybody sees everybody" on public.users`,
    },
  ])("$what is wrong", async (fault) => {
    await stack.exec(fault.break);
    const { wrong } = await examine(settings()).finally(() => stack.exec(fault.mend));
    expect(wrong).toMatchObject([{ about: fault.about }]);
  });
});
