import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { environmentNames } from "#lib/env.ts";
import { refusalOf } from "#tests/support/refusals.ts";

let place: string;
let opened: Awaited<ReturnType<typeof loadStorage>>;

/** The module as a new process would see it, with these settings and no others. */
async function loadStorage(settings: Readonly<Record<string, string>>) {
  for (const name of environmentNames) vi.stubEnv(name, settings[name] ?? "");
  globalThis.keepintouchStorage = undefined;
  vi.resetModules();
  return import("#lib/storage.ts");
}

beforeEach(async () => {
  place = await mkdtemp(path.join(tmpdir(), "keepintouch-storage-"));
});

afterEach(async () => {
  const storage = await globalThis.keepintouchStorage?.catch(() => null);
  await storage?.close();
  globalThis.keepintouchStorage = undefined;
  vi.unstubAllEnvs();
  await rm(place, { recursive: true, force: true });
});

test("all who ask at once get one storage, and so does hot reload", async () => {
  const settings = { KEEPINTOUCH_DATA_DIR: path.join(place, "data") };
  opened = await loadStorage(settings);
  const [first, second] = await Promise.all([opened.getStorage(), opened.getStorage()]);
  expect(second).toBe(first);
  vi.resetModules();
  const reloaded = await import("#lib/storage.ts");
  expect(reloaded).not.toBe(opened);
  expect(await reloaded.getStorage()).toBe(first);
  expect(first).toMatchObject({ backend: "local", description: settings.KEEPINTOUCH_DATA_DIR });
});

test("an open that failed is tried again by the next who asks", async () => {
  const folder = path.join(place, "data");
  await writeFile(folder, "in the way");
  opened = await loadStorage({ KEEPINTOUCH_DATA_DIR: folder });
  expect((await refusalOf(opened.getStorage(), "unavailable")).sentence).toContain(folder);
  await rm(folder);
  expect(await opened.getStorage()).toMatchObject({ backend: "local" });
});

test("with Supabase set everything is kept there, nothing is laid out here, and a visitor needs no browser", async () => {
  opened = await loadStorage({
    NEXT_PUBLIC_SUPABASE_URL: "https://abc.example",
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: "public",
    SUPABASE_SECRET_KEY: "swordfish",
  });
  const storage = await opened.getStorage();
  expect(storage).toMatchObject({
    backend: "supabase",
    description: "https://abc.example",
    signedFiles: null,
  });
  expect(JSON.stringify(storage)).not.toContain("swordfish");
  expect(await storage.open({ kind: "visitor", capability: null }).onboarding.get()).toBeNull();
  expect(opened.getOutbox()).toBeNull();
});

test("the work folder of a Supabase storage is its own and goes with it", async () => {
  opened = await loadStorage({
    NEXT_PUBLIC_SUPABASE_URL: "https://abc.example",
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: "public",
    SUPABASE_SECRET_KEY: "swordfish",
  });
  const storage = await opened.getStorage();
  await access(storage.workFolder);
  await storage.close();
  await expect(access(storage.workFolder)).rejects.toThrow();
});

test("with nothing kept, the storage says so and there is no outbox to look into", async () => {
  opened = await loadStorage({ LOCAL_STORAGE_BACKUP: "false", LOCAL_STORAGE_TEMP_DIR: place });
  expect((await opened.getStorage()).description).toBe("in memory only, gone when the app stops");
  expect(opened.getOutbox()).toBeNull();
});
