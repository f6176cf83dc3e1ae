/** Files in the data folder: where they may lie, and that bytes and rows never speak of different things. */
import fc from "fast-check";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { visitor } from "#lib/domain/viewer.ts";
import type { LocalStore } from "#lib/store/local/open-local-store.ts";
import { parseFileKey } from "#lib/store/local/file-keys.ts";
import { safePath } from "#lib/store/local/safe-path.ts";
import { filledIn } from "../support/cast.ts";
import { contentOf, inPieces, readAll, textOf } from "../support/content.ts";
import { takeSnapshot } from "../support/snapshots.ts";
import {
  copyFolder,
  createTroubledDisk,
  createWatchedDisk,
  makeFolder,
  openStore,
} from "../support/store-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

async function beginAs(store: LocalStore) {
  const { session, capability } = await store
    .open(visitor)
    .onboarding.start({ id: createId(), memberId: createId(), data: filledIn("ada") });
  return { session, store: store.open({ kind: "visitor", capability }) };
}

const text = { mimeType: "text/plain" };
const filesBelow = (folder: string) =>
  ["users", "sessions"]
    .map((home) => path.join(folder, home))
    .filter((home) => fs.existsSync(home))
    .flatMap((home) => fs.readdirSync(home, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));

describe("a path", () => {
  test("made of any key lies within the folder or is not made", () => {
    const segment = fc.oneof(
      fc.constantFrom("..", ".", "", "a", "users", "C:", "con", "a/b", "..\\..", "\0", "%2e%2e", "~"),
      fc.string({ unit: "binary-ascii", maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), fc.constantFrom("/", "\\"), (segments, separator) => {
        const key = segments.join(separator);
        try {
          const made = safePath("/data", key);
          expect(made.startsWith("/data/")).toBe(true);
          expect(path.normalize(made)).toBe(made);
        } catch (error) {
          expect(error).toMatchObject({ code: "not_found" });
        }
      }),
      { numRuns: 300 },
    );
  });

  test("is named only by keys of the exact shape", () => {
    const member = createId();
    const id = createId();
    expect(parseFileKey(`users/${member}/documents/${id}`)).toMatchObject({ ref: { kind: "document", id } });
    for (const key of [
      `users/${member}/documents/../${id}`,
      `/users/${member}/documents/${id}`,
      `users/${member}/documents/${id}/`,
      `users/${member}/documents/${id}\n`,
      `users/${member.toUpperCase()}/documents/${id}`,
      `work/${member}/documents/${id}`,
      "backup.json",
    ]) {
      expect(parseFileKey(key)).toBeNull();
    }
  });
});

describe("a file", () => {
  test("that is given is moved into its place, and not taken with another length", async () => {
    const folder = makeFolder();
    const store = await openStore(folder);
    const { store: ada } = await beginAs(store);
    const given = (size: number) => {
      const file = path.join(store.workFolder, `given-${size}`);
      fs.writeFileSync(file, "High water at five.\n");
      return { path: file, size, sha256: contentOf("High water at five.\n").sha256 };
    };
    const cut = { kind: "document", id: createId() } as const;
    await expect(ada.files.put(cut, given(21), text)).rejects.toMatchObject({ code: "unavailable" });
    expect(await ada.files.open(cut)).toBeNull();

    const whole = { kind: "document", id: createId() } as const;
    const file = given(20);
    expect(await ada.files.put(whole, file, text)).toEqual({ size: 20, sha256: file.sha256, ...text });
    expect(fs.existsSync(file.path)).toBe(false);
    const opened = await ada.files.open(whole);
    expect(opened && (await textOf(opened.stream))).toBe("High water at five.\n");
  });

  test("lies under its owner's id and its own, and moves to its owner when the onboarding is finished", async () => {
    const folder = makeFolder();
    const store = await openStore(folder);
    const { session, store: ada } = await beginAs(store);
    const id = createId();
    await ada.files.put({ kind: "document", id }, inPieces(contentOf("my diary").bytes), text);
    expect(filesBelow(folder)).toEqual([`sessions/${session.id}/documents/${id}`]);
    await ada.onboarding.complete({ id: session.memberId, email: "ada@example.org", passwordHash: "x" });
    expect(filesBelow(folder)).toEqual([`users/${session.memberId}/documents/${id}`]);
  });

  test("that is replaced is the old one or the new one wherever the process ends, and never half of each", async () => {
    const folder = makeFolder();
    let copies: string[] = [];
    const watch = () => void copies.push(copyFolder(folder));
    const store = await openStore(folder, {
      disk: createWatchedDisk(watch),
    });
    const { session, store: ada } = await beginAs(store);
    const ref = { kind: "avatar", id: createId() } as const;
    await ada.files.put(ref, inPieces(contentOf("the old picture").bytes), text);
    copies = [];
    await ada.files.put(ref, inPieces(contentOf("the new picture").bytes), text);
    watch();
    expect(copies.length).toBeGreaterThan(2);
    const seen: string[] = [];
    for (const copy of copies) {
      const again = await openStore(copy);
      const { files } = await takeSnapshot(again.admin);
      expect(files.map(({ file }) => file.key)).toEqual([`sessions/${session.id}/profile/${ref.id}`]);
      seen.push(Buffer.from(files[0]?.bytes ?? []).toString());
    }
    expect(new Set(seen)).toEqual(new Set(["the old picture", "the new picture"]));
    expect(filesBelow(folder)).toHaveLength(1);
  });

  test("put many times at once is one of them, whole", async () => {
    const folder = makeFolder();
    const store = await openStore(folder);
    const { store: ada } = await beginAs(store);
    const ref = { kind: "avatar", id: createId() } as const;
    const given = Array.from({ length: 12 }, (_, index) => contentOf(`picture ${index} `.repeat(20_000)));
    await Promise.all(given.map(({ bytes }) => ada.files.put(ref, inPieces(bytes), text)));
    const opened = await ada.files.open(ref);
    const bytes = opened ? await readAll(opened.stream) : new Uint8Array();
    expect(contentOf(bytes).sha256).toBe(opened?.sha256);
    expect(given.map(({ sha256 }) => sha256)).toContain(opened?.sha256);
    expect(filesBelow(folder)).toHaveLength(1);
  });

  test("that is being read when it goes is read to its end", async () => {
    const store = await openStore(makeFolder());
    const { store: ada } = await beginAs(store);
    const ref = { kind: "avatar", id: createId() } as const;
    const content = contentOf("x".repeat(1_000_000));
    await ada.files.put(ref, inPieces(content.bytes), text);
    const opened = await ada.files.open(ref);
    await ada.files.remove(ref);
    expect(await ada.files.open(ref)).toBeNull();
    expect(opened && (await textOf(opened.stream)).length).toBe(1_000_000);
  });

  test("removed during an export is in the export, and gone after it", async () => {
    const folder = makeFolder();
    const store = await openStore(folder);
    const { store: ada } = await beginAs(store);
    const ref = { kind: "avatar", id: createId() } as const;
    await ada.files.put(ref, inPieces(contentOf("a picture").bytes), text);
    let exported = "";
    await store.admin.exportSnapshot({
      header: async () => {
        await ada.files.remove(ref);
        await ada.files.put(ref, inPieces(contentOf("another one").bytes), text);
      },
      row: async () => undefined,
      file: async (file, content) => void (exported += Buffer.from(await readAll(content)).toString()),
    });
    expect(exported).toBe("a picture");
    expect(filesBelow(folder)).toHaveLength(1);
  });

  test("whose sender gives up, or whose session ends meanwhile, leaves nothing", async () => {
    const folder = makeFolder();
    const store = await openStore(folder);
    const { store: ada } = await beginAs(store);
    const givenUp = async function* () {
      yield contentOf("the beginning").bytes;
      throw new Error("the connection was lost");
    };
    const ref = { kind: "document", id: createId() } as const;
    await expect(ada.files.put(ref, givenUp(), text)).rejects.toThrow("connection");
    const discarding = async function* () {
      yield contentOf("the beginning").bytes;
      await ada.onboarding.discard();
      yield contentOf("and the end").bytes;
    };
    await expect(ada.files.put(ref, discarding(), text)).rejects.toMatchObject({ code: "not_allowed" });
    expect(filesBelow(folder)).toEqual([]);
    expect(fs.readdirSync(path.join(folder, "work/arriving"))).toEqual([]);
  });
});

describe("finishing an onboarding", () => {
  test("interrupted anywhere is not begun or done, with every file where its row says", async () => {
    const folder = makeFolder();
    const copies: string[] = [];
    const watch = () => void copies.push(copyFolder(folder));
    const store = await openStore(folder, {
      disk: createWatchedDisk(watch),
    });
    const { session, store: ada } = await beginAs(store);
    for (let count = 0; count < 3; count += 1) {
      const content = contentOf(`document ${count}`);
      const ref = { kind: "document", id: createId() } as const;
      await ada.files.put(ref, inPieces(content.bytes), text);
    }
    copies.length = 0;
    await ada.onboarding.complete({ id: session.memberId, email: "ada@example.org", passwordHash: "x" });
    watch();
    const homes: string[] = [];
    for (const copy of copies) {
      const again = await openStore(copy);
      const { rows, files } = await takeSnapshot(again.admin);
      const isMember = rows.some(({ table }) => table === "profiles");
      expect(files).toHaveLength(3);
      expect(files.every(({ file }) => file.key.startsWith(isMember ? "users/" : "sessions/"))).toBe(true);
      homes.push(isMember ? "member" : "session");
      await again.admin.housekeep();
      await again.close();
      // Places that were made and not reached are cleared away.
      expect(filesBelow(copy)).toHaveLength(3);
    }
    expect(new Set(homes)).toEqual(new Set(["member", "session"]));
  });

  test("that the disk refuses leaves the session as it was, and works when tried again", async () => {
    const folder = makeFolder();
    const disk = createTroubledDisk();
    const store = await openStore(folder, { disk });
    const { session, store: ada } = await beginAs(store);
    const ref = { kind: "document", id: createId() } as const;
    await ada.files.put(ref, inPieces(contentOf("my diary").bytes), text);
    const account = { id: session.memberId, email: "ada@example.org", passwordHash: "x" };
    disk.trouble = [{ on: "write", code: "ENOSPC" }];
    await expect(ada.onboarding.complete(account)).rejects.toMatchObject({ code: "unavailable" });
    expect(filesBelow(folder)).toEqual([`sessions/${session.id}/documents/${ref.id}`]);
    expect((await ada.onboarding.get())?.status).toBe("open");
    disk.trouble = [];
    const profiles = await Promise.all([1, 2, 3].map(() => ada.onboarding.complete(account)));
    expect(new Set(profiles.map((profile) => profile.id))).toEqual(new Set([session.memberId]));
    expect(filesBelow(folder)).toEqual([`users/${session.memberId}/documents/${ref.id}`]);
  });
});

describe("housekeeping", () => {
  test("removes bytes that a crash left without a row, and none that have one", async () => {
    const folder = makeFolder();
    const first = await openStore(folder);
    const { session, store: ada } = await beginAs(first);
    const id = createId();
    await ada.files.put({ kind: "document", id }, inPieces(contentOf("kept").bytes), text);
    await first.close();
    fs.writeFileSync(path.join(folder, `sessions/${session.id}/documents/${createId()}`), "left over");
    fs.writeFileSync(path.join(folder, `sessions/${session.id}/documents/${id}.1`), "left over");
    fs.mkdirSync(path.join(folder, `users/${createId()}/documents`), { recursive: true });
    const second = await openStore(folder);
    expect(await second.admin.housekeep()).toMatchObject({ files: 2 });
    expect(filesBelow(folder)).toEqual([`sessions/${session.id}/documents/${id}`]);
  });

  test("removes what was received of an upload with its member", async () => {
    const store = await openStore(makeFolder());
    const { session, store: newcomer } = await beginAs(store);
    await newcomer.onboarding.complete({ id: session.memberId, email: "ada@example.org", passwordHash: "x" });
    const ada = store.open({ kind: "member", memberId: session.memberId });
    const id = createId();
    await ada.files.createUpload({
      id,
      purpose: "document",
      name: "a",
      declaredType: "",
      size: 9,
      categoryId: null,
    });
    const parts = path.join(store.workFolder, "incoming");
    fs.mkdirSync(parts, { recursive: true });
    fs.writeFileSync(path.join(parts, id), "half");
    fs.writeFileSync(path.join(parts, `${id}.json`), "{}");
    fs.writeFileSync(path.join(parts, createId()), "somebody else's");
    await ada.profiles.remove();
    expect(fs.readdirSync(parts)).toHaveLength(1);
  });
});
