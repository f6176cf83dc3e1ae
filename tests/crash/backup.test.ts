/** A backup and a restore that are killed in the middle. */
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { openLocalStore } from "#lib/store/local/open-local-store.ts";
import { largeContent } from "#tests/support/content.ts";
import { runKitProcess } from "#tests/support/kit.ts";
import { localStorageUnderTest } from "#tests/support/local-storage.ts";
import { contentsOf, snapshotSource, takeSnapshot, type TakenSnapshot } from "#tests/support/snapshots.ts";
import { createWorld, giveDocument } from "#tests/support/world.ts";

const documents = 6;
const documentBytes = 4 * 1024 ** 2;

let place: string;

beforeEach(async () => {
  place = await mkdtemp(path.join(tmpdir(), "keepintouch-backup-"));
});

afterEach(() => rm(place, { recursive: true, force: true }));

const at = (...names: string[]) => path.join(place, ...names);

async function fill(folder: string): Promise<TakenSnapshot> {
  const storage = await localStorageUnderTest.open();
  try {
    const ada = await createWorld(storage).join("ada");
    for (let number = 0; number < documents; number += 1)
      await giveDocument(ada, largeContent(documentBytes, `document ${number}`, "text/plain"));
    const snapshot = await takeSnapshot(storage.admin);
    const store = await openLocalStore({ folder: at(folder), sessionTimeoutHours: 720 });
    await store.admin.importSnapshot(snapshotSource(snapshot)).finally(() => store.close());
    return snapshot;
  } finally {
    await storage.close();
  }
}

async function contentsIn(folder: string): Promise<unknown> {
  const store = await openLocalStore({ folder: at(folder), sessionTimeoutHours: 720 });
  return contentsOf(await takeSnapshot(store.admin).finally(() => store.close()));
}

const kit = (words: readonly string[], folder: string, watch?: (child: ChildProcess) => void) =>
  runKitProcess(words, { KEEPINTOUCH_DATA_DIR: at(folder) }, watch);

/** Starts it and kills it as soon as `began` holds. */
async function killed(words: readonly string[], folder: string, began: () => boolean): Promise<void> {
  const children: ChildProcess[] = [];
  const ended = kit(words, folder, (child) => void children.push(child));
  await expect.poll(began, { interval: 1, timeout: 30_000 }).toBe(true);
  for (const child of children) child.kill("SIGKILL");
  expect(await ended).toMatchObject({ code: -1, stdout: "" });
}

test.each(["monday", "monday.zip"])(
  "a killed backup to %s is none, and the next one is",
  async (name) => {
    await fill("here");
    await killed(["backup", "--to", at(name)], "here", () => existsSync(at(`.unfinished-${name}`)));
    expect(existsSync(at(name))).toBe(false);
    const refused = await kit(["restore", "--from", at(name)], "there");
    expect(refused).toMatchObject({ code: 1, stderr: `There is nothing at ${at(name)}.\n` });

    expect((await kit(["backup", "--to", at(name)], "here")).code).toBe(0);
    expect((await readdir(place)).toSorted()).toEqual(["here", name].toSorted());
    expect((await kit(["restore", "--from", at(name)], "there")).code).toBe(0);
    expect(await contentsIn("there")).toEqual(await contentsIn("here"));
  },
  120_000,
);

test.each([["--merge"], ["--replace"]])(
  "a killed restore is finished by another with %s",
  async (how) => {
    const snapshot = await fill("here");
    expect((await kit(["backup", "--to", at("monday")], "here")).code).toBe(0);
    await killed(["restore", "--from", at("monday")], "there", () => existsSync(at("there", "users")));
    const finished = await kit(["restore", "--from", at("monday"), how], "there");
    expect(finished.code).toBe(0);
    expect(await contentsIn("there")).toEqual(contentsOf(snapshot));
  },
  120_000,
);
