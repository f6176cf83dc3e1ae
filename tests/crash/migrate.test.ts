/** Carrying two hundred documents to Supabase and home again, killed on the way. */
import { verify } from "@node-rs/bcrypt";
import { createClient } from "@supabase/supabase-js";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { openLocalStore } from "#lib/store/local/open-local-store.ts";
import { createSupabaseAdmin } from "#lib/store/supabase/admin.ts";
import { castPassword } from "#tests/support/cast.ts";
import { contentOf, inPieces, largeContent, sha256 } from "#tests/support/content.ts";
import { type KitOutcome, runKitProcess } from "#tests/support/kit.ts";
import { localStorageUnderTest } from "#tests/support/local-storage.ts";
import { contentsOf, snapshotSource, takeSnapshot, type TakenSnapshot } from "#tests/support/snapshots.ts";
import { startSupabaseStack, type SupabaseStack } from "#tests/support/supabase/stack.ts";
import { createWorld, giveDocument, type Newcomer, type Person } from "#tests/support/world.ts";
import { createRandom } from "./random.ts";

const documents = 200;
const seed = `migrate-${Date.now()}`;

let place: string;
let stack: SupabaseStack;
let database: Awaited<ReturnType<SupabaseStack["serveDatabase"]>>;

beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), "keepintouch-migrate-"));
  stack = await startSupabaseStack();
  database = await stack.serveDatabase();
}, 120_000);

afterAll(async () => {
  await database?.close();
  await stack?.stop();
  await rm(place, { recursive: true, force: true });
});

/** Ada and Ben with most of them, some removed, pictures, a circle of Ada's own; Cleo with a few, on her way in. */
async function twoHundredDocuments(): Promise<TakenSnapshot> {
  const random = createRandom(seed);
  const storage = await localStorageUnderTest.open();
  try {
    const world = createWorld(storage);
    const [ada, ben] = [await world.join("ada"), await world.join("ben")];
    const cleo = await world.begin("cleo");
    const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
    for (let number = 0; number < documents; number += 1) {
      const owner: Person | Newcomer = number < 120 ? ada : number < 190 ? ben : cleo;
      // One is larger than what is sent in one piece from a browser.
      const size = number === 7 ? 7 * 1024 ** 2 : random.between(1, 60_000);
      const content = largeContent(size, `${seed} ${number}`, "text/plain");
      const { document } = await giveDocument(owner, content, {
        name: `letter ${number} ünï\u0000.txt`,
        ...(owner === ada && number % 3 === 0 && { categoryId: club.id }),
      });
      if (owner !== cleo && number % 20 === 0) await owner.store.documents.remove(document.id);
    }
    const avatar = { kind: "avatar", id: createId() } as const;
    const picture = contentOf("a small picture", "image/webp");
    await ada.store.files.put(avatar, inPieces(picture.bytes), { mimeType: picture.mimeType });
    await ada.store.profiles.update(1, { avatarId: avatar.id });
    return await takeSnapshot(storage.admin);
  } finally {
    await storage.close();
  }
}

const folder = (name: string) => path.join(place, name);

async function fill(name: string, snapshot: TakenSnapshot): Promise<void> {
  const store = await openLocalStore({ folder: folder(name), sessionTimeoutHours: 720 });
  await store.admin.importSnapshot(snapshotSource(snapshot)).finally(() => store.close());
}

async function keptIn(name: string): Promise<TakenSnapshot> {
  const store = await openLocalStore({ folder: folder(name), sessionTimeoutHours: 720 });
  return takeSnapshot(store.admin).finally(() => store.close());
}

function keptAtSupabase(): Promise<TakenSnapshot> {
  const readPasswordHashes = async () => {
    const rows = await stack.sql("select id, encrypted_password as hash from auth.users");
    return new Map(rows.map(({ id, hash }) => [String(id), String(hash)]));
  };
  const { url, secretKey } = stack;
  return takeSnapshot(createSupabaseAdmin({ url, secretKey, fetch, readPasswordHashes }));
}

function migrate(
  words: readonly string[],
  name: string,
  watch?: (child: ChildProcess) => void,
): Promise<KitOutcome> {
  const env = {
    KEEPINTOUCH_DATA_DIR: folder(name),
    NEXT_PUBLIC_SUPABASE_URL: stack.url,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
    SUPABASE_SECRET_KEY: stack.secretKey,
    SUPABASE_DB_URL: database.url,
  };
  return runKitProcess(["migrate", ...words, "--apply", "--json"], env, watch);
}

/** Starts it and kills it once the stack has seen so many requests more. */
async function killedAfter(requests: number, words: readonly string[], name: string): Promise<void> {
  stack.forgetRequests();
  let child: ChildProcess | null = null;
  const ended = migrate(words, name, (started) => (child = started));
  await expect
    .poll(() => stack.requests().length, { interval: 2, timeout: 60_000 })
    .toBeGreaterThanOrEqual(requests);
  const running: ChildProcess | null = child;
  (running as ChildProcess | null)?.kill("SIGKILL");
  expect(await ended).toMatchObject({ code: -1, stdout: "" });
}

/** What changes anything at Supabase. */
const writes = () =>
  stack
    .requests()
    .filter(({ method, path: asked }) => method !== "GET" && !asked.startsWith("/rest/v1/rpc/export_rows"));

type Parts = Record<string, { moved: number; present: number; failed: number }>;
const partsOf = ({ stdout }: KitOutcome): Parts => JSON.parse(stdout).parts;
const movedIn = (outcome: KitOutcome) =>
  Object.values(partsOf(outcome)).reduce((sum, { moved }) => sum + moved, 0);

test("killed three times, run to the end, run once more; then home: everything is what it was", async () => {
  const snapshot = await twoHundredDocuments();
  const expected = contentsOf(snapshot);
  await fill("here", snapshot);
  const random = createRandom(`${seed} kills`);

  const seen: number[] = [];
  for (let kill = 0; kill < 3; kill += 1) {
    await killedAfter(random.between(3, 180), ["--to", "supabase"], "here");
    const [row] = await stack.sql("select count(*)::integer as files from public.files");
    seen.push(Number(row?.files));
    // What counts is whole, whenever it broke off.
    const listed = await stack.sql(
      "select key, sha256, exists (select from public.documents d where d.id = ref_id and d.removed_at is not null) as removed from public.files",
    );
    for (const { key, sha256: claimed } of listed) expect(sha256(objectAt(String(key)))).toBe(claimed);
  }

  const finished = await migrate(["--to", "supabase"], "here");
  expect(finished.code).toBe(0);
  expect(partsOf(finished).documents).toMatchObject({ failed: 0 });
  stack.forgetRequests();
  const again = await migrate(["--to", "supabase"], "here");
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expect(movedIn(again)).toBe(0);
  expect(writes()).toEqual([]);
  const requestsOfAgain = stack.requests().length;

  // Rows, ids, versions, times, password hashes, and every file's bytes.
  expect(contentsOf(await keptAtSupabase())).toEqual(expected);
  const [counted] = await stack.sql(
    "select (select count(*) from public.documents)::integer as documents, (select count(*) from public.files)::integer as files, (select count(*) from auth.users)::integer as accounts",
  );
  expect(counted).toEqual({ documents, files: documents + 1, accounts: 2 });

  for (const name of ["ada", "ben"]) {
    const account = snapshot.rows.find(
      ({ table, row }) => table === "accounts" && row.email === `${name}@example.org`,
    );
    const client = createClient(stack.url, stack.publishableKey, { auth: { persistSession: false } });
    const { data } = await client.auth.signInWithPassword({
      email: `${name}@example.org`,
      password: castPassword,
    });
    expect(data.user?.id).toBe(account?.row.id);
  }

  await killedAfter(random.between(20, 150), ["--to", "local"], "home");
  const home = await migrate(["--to", "local"], "home");
  expect(home.code).toBe(0);
  const homeAgain = await migrate(["--to", "local"], "home");
  expect(movedIn(homeAgain)).toBe(0);
  const back = await keptIn("home");
  expect(contentsOf(back)).toEqual(expected);
  const hashes = back.rows
    .filter(({ table }) => table === "accounts")
    .map(({ row }) => String(row.passwordHash));
  expect(hashes).toHaveLength(2);
  for (const hash of hashes) expect(await verify(castPassword, hash)).toBe(true);
  expect(contentsOf(await keptIn("here"))).toEqual(expected);

  process.stdout.write(
    `migrate: 3 kills with ${seen.join(", ")} files there, then all of ${documents} documents; again: ${requestsOfAgain} requests, ${writes().length} writes; killed once on the way home; equal there and back\n`,
  );
}, 300_000);

/** Of a removed document it lies elsewhere. */
function objectAt(key: string): Uint8Array {
  const places = [key, key.replace(/\/(documents|thumbnails)\//, "/removed/$1/")];
  const found = places
    .map((each) => stack.objects().get(`user-documents/${each}`))
    .find((bytes) => bytes !== undefined);
  if (!found) throw new Error("a file counts and is not there");
  return found;
}
