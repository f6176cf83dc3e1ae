import { mkdtemp, readdir, readlink, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { exportMyData } from "#lib/services/export-my-data.ts";
import { openLocalStore, type LocalStore } from "#lib/store/local/open-local-store.ts";
import { inPieces, largeContent, readAll } from "#tests/support/content.ts";
import { seedMembers, type SeededMember } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusals.ts";

const large = 4 * 1024 * 1024;
const tides = largeContent(large, "tides", "audio/wav");
let folder: string;
let store: LocalStore;
let ada: SeededMember;
let documentId: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "keepintouch-export-"));
  const [first] = await seedMembers(folder, 1);
  if (!first) throw new Error("nobody was seeded");
  ada = first;
  store = await openLocalStore({ folder, sessionTimeoutHours: 720, log: () => undefined });
  documentId = createId();
  const { bytes, size, sha256, mimeType } = tides;
  const { files, documents, profiles } = asAda();
  await files.put({ kind: "document", id: documentId }, inPieces(bytes), { mimeType });
  const categoryId = (await profiles.get(ada.id))?.defaultCategoryId ?? "";
  await documents.create({
    ...{
      id: documentId,
      name: "Tides.wav",
      description: "",
      categoryId,
      kind: "wav",
      mimeType,
      size,
      sha256,
    },
    ...{
      takenAt: null,
      width: null,
      height: null,
      pageCount: null,
      durationSeconds: null,
      hasThumbnail: false,
    },
  });
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const asAda = () => store.open({ kind: "member", memberId: ada.id });
const exportAda = () => exportMyData(asAda(), { memberId: ada.id, email: ada.email }, Date.now());

/** Files below the data folder's `users/` that this process holds open. */
async function openFiles(): Promise<string[]> {
  const descriptors = await readdir("/proc/self/fd");
  const targets = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => "")),
  );
  return targets.filter((target) => target.startsWith(path.join(folder, "users")));
}

test("whoever breaks the download off leaves no file open", async () => {
  const { stream } = await exportAda();
  const reader = stream.getReader();
  let received = 0;
  while (received < large / 4) received += (await reader.read()).value?.length ?? 0;
  expect(await openFiles()).toHaveLength(1);
  await reader.cancel();
  await expect.poll(openFiles).toEqual([]);
});

test("a file that was damaged on the disk breaks the download off instead of passing for whole", async () => {
  await truncate(path.join(folder, "users", ada.id, "documents", documentId), large / 2);
  const { stream } = await exportAda();
  await expect(readAll(stream)).rejects.toThrow();
  await expect.poll(openFiles).toEqual([]);
});

test("a document that was removed is in neither the list nor the files", async () => {
  await asAda().documents.remove(documentId);
  const { stream } = await exportAda();
  const zip = Buffer.from(await readAll(stream));
  expect(zip.length).toBeLessThan(large / 100);
  expect(zip.includes("documents/")).toBe(false);
});

test("nobody's data are given to somebody else", async () => {
  const stranger = store.open({ kind: "member", memberId: createId() });
  const asked = exportMyData(stranger, { memberId: ada.id, email: ada.email }, Date.now());
  await refusalOf(asked, "not_found");
});
