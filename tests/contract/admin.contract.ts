import { describe, expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { snapshotFormat, snapshotTables, snapshotVersion } from "#lib/store/snapshot.ts";
import { contentOf, inPieces, readAll, sha256 } from "../support/content.ts";
import { refusalOf } from "../support/refusals.ts";
import { findFaults } from "../support/integrity.ts";
import {
  contentsOf,
  mentionsOf,
  snapshotSource,
  takeSnapshot,
  type TakenSnapshot,
} from "../support/snapshots.ts";
import type { StorageUnderTest } from "../support/storage-under-test.ts";
import {
  createWorld,
  describeSection,
  giveDocument,
  newDocument,
  putFile,
  someoneElse,
  useWorld,
  type World,
} from "../support/world.ts";

const picture = contentOf("a small picture", "image/webp");

/** Ada with documents in several states, an avatar and an own category; Ben with next to nothing; Cleo on her way in. */
async function settle(world: World) {
  const ada = await world.join("ada");
  const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
  const kept = await giveDocument(ada, "kept", { categoryId: club.id, hasThumbnail: true });
  await ada.store.files.put({ kind: "thumbnail", id: kept.document.id }, inPieces(picture.bytes), {
    mimeType: picture.mimeType,
  });
  const removed = await giveDocument(ada, "removed");
  await ada.store.documents.remove(removed.document.id);
  const avatar = { kind: "avatar", id: createId() } as const;
  await ada.store.files.put(avatar, inPieces(picture.bytes), { mimeType: picture.mimeType });
  const profile = await ada.store.profiles.update(1, { avatarId: avatar.id });
  const ben = await world.join("ben");
  const cleo = await world.begin("cleo");
  const staged = await giveDocument(cleo, "staged");
  return { ada, ben, cleo, club, kept, removed, avatar, profile, staged };
}

export function adminContract(adapter: StorageUnderTest): void {
  describeSection(adapter, "admin.exportSnapshot", (world) => {
    test("gives a header, then rows in an order in which they can be imported, then files", async () => {
      const before = world().storage.clock.now();
      await settle(world());
      const { header, rows, files } = await takeSnapshot(world().storage.admin);
      expect(header).toMatchObject({ format: snapshotFormat, version: snapshotVersion });
      expect(Math.abs(Date.parse(header.exportedAt) - before)).toBeLessThan(60_000);
      const order = rows.map(({ table }) => snapshotTables.indexOf(table));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      expect(new Set(rows.map(({ table }) => table))).toEqual(new Set(snapshotTables));
      expect(files).toHaveLength(5);
      for (const { file, bytes } of files) {
        expect({ size: bytes.length, sha256: sha256(bytes) }).toEqual({
          size: file.size,
          sha256: file.sha256,
        });
      }
      expect(new Set(files.map(({ file }) => file.key)).size).toBe(files.length);
    });

    test("files lie under their owner's id, never under a name a person chose", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada, "secret plans", { name: "../../etc/passwd" });
      const { files } = await takeSnapshot(world().storage.admin);
      expect(files.map(({ file }) => file.key)).toEqual([`users/${ada.id}/documents/${document.id}`]);
    });

    test("is of one moment, however much is written meanwhile", async () => {
      const ada = await world().join("ada");
      let writing = true;
      const write = async () => {
        while (writing) {
          const club = await ada.store.visibility.create({ id: createId(), name: createId() });
          const { document } = await giveDocument(ada, createId(), { categoryId: club.id });
          await ada.store.documents.update(document.id, 1, { categoryId: ada.profile.defaultCategoryId });
          await ada.store.visibility.remove(club.id, ada.profile.defaultCategoryId);
          await ada.store.documents.remove(document.id);
        }
      };
      const writers = [write(), write(), write()];
      const snapshots: TakenSnapshot[] = [];
      for (let number = 0; number < 5; number += 1) {
        snapshots.push(await takeSnapshot(world().storage.admin));
      }
      writing = false;
      await Promise.all(writers);
      for (const { rows, files } of snapshots) {
        const categories = rows.filter(({ table }) => table === "visibility_categories");
        const known = new Set(categories.map(({ row }) => row.id));
        const present = new Map(files.map(({ file }) => [file.key, file.sha256]));
        for (const { row } of rows.filter(({ table }) => table === "documents")) {
          expect(known).toContain(row.categoryId);
          expect(present.get(`users/${ada.id}/documents/${String(row.id)}`)).toBe(row.sha256);
        }
      }
    });
  });

  describe(`${adapter.name}: admin.importSnapshot`, () => {
    const world = useWorld(adapter);

    async function withTarget(body: (target: World) => Promise<void>): Promise<void> {
      const target = createWorld(await adapter.open());
      try {
        await body(target);
      } finally {
        await target.storage.close();
      }
    }

    test("export, import into an empty storage, export: equal", async () => {
      await settle(world());
      const snapshot = await takeSnapshot(world().storage.admin);
      await withTarget(async (target) => {
        const result = await target.storage.admin.importSnapshot(snapshotSource(snapshot));
        expect(result).toEqual({
          added: snapshot.rows.length,
          present: 0,
          filesAdded: snapshot.files.length,
          filesPresent: 0,
          conflicts: [],
        });
        expect(contentsOf(await takeSnapshot(target.storage.admin))).toEqual(contentsOf(snapshot));
      });
    });

    test("everybody finds their own again", async () => {
      const { ada, ben, cleo, club, kept, removed, avatar, profile, staged } = await settle(world());
      const snapshot = await takeSnapshot(world().storage.admin);
      await withTarget(async (target) => {
        await target.storage.admin.importSnapshot(snapshotSource(snapshot));
        const there = target.asMember(ada.id);
        expect(await there.profiles.getByUsername("ADA")).toEqual(profile);
        expect(await there.visibility.get(club.id)).toEqual(club);
        expect((await there.documents.list({ search: "LETTER" })).items).toEqual([kept.document]);
        expect(await there.documents.restore(removed.document.id)).toMatchObject({
          id: removed.document.id,
        });
        const opened = await there.files.open(avatar);
        expect(sha256(await readAll(opened!.stream))).toBe(picture.sha256);
        expect(await target.visitor.profiles.isUsernameFree(ben.profile.username)).toBe(false);
        const newcomer = target.asVisitor(cleo.capability);
        expect(await newcomer.onboarding.get()).toEqual(await cleo.store.onboarding.get());
        expect((await newcomer.documents.list()).items).toEqual([staged.document]);
        const member = await target.finish({ ...cleo, store: newcomer });
        expect(await member.store.documents.get(staged.document.id)).toMatchObject({ ownerId: member.id });
      });
    });

    test("importing again changes nothing", async () => {
      await settle(world());
      const snapshot = await takeSnapshot(world().storage.admin);
      await withTarget(async (target) => {
        await target.storage.admin.importSnapshot(snapshotSource(snapshot));
        expect(await target.storage.admin.importSnapshot(snapshotSource(snapshot))).toEqual({
          added: 0,
          present: snapshot.rows.length,
          filesAdded: 0,
          filesPresent: snapshot.files.length,
          conflicts: [],
        });
        expect(contentsOf(await takeSnapshot(target.storage.admin))).toEqual(contentsOf(snapshot));
      });
    });

    test("what changed since the export stays as it is; what is missing comes", async () => {
      const { ada, kept } = await settle(world());
      const snapshot = await takeSnapshot(world().storage.admin);
      await withTarget(async (target) => {
        await target.storage.admin.importSnapshot(snapshotSource(snapshot));
        const there = target.asMember(ada.id);
        const renamed = await there.documents.update(kept.document.id, kept.document.version, {
          name: "renamed.txt",
        });
        const later = await giveDocument(ada, "written later");
        const next = await takeSnapshot(world().storage.admin);
        const result = await target.storage.admin.importSnapshot(snapshotSource(next));
        expect(result).toMatchObject({ added: 1, filesAdded: 1 });
        expect(await there.documents.get(kept.document.id)).toEqual(renamed);
        expect(await there.documents.get(later.document.id)).toEqual(later.document);
      });
    });

    test("a member whose name or address is somebody else's here stays out whole, and is reported", async () => {
      const { ada, kept, club } = await settle(world());
      const snapshot = await takeSnapshot(world().storage.admin);
      for (const taken of [{ username: "ada" }, { email: "ada@example.org" }]) {
        await withTarget(async (target) => {
          const dan = await target.join("dan", taken);
          const own = await giveDocument(dan);
          const before = mentionsOf(await takeSnapshot(target.storage.admin), [dan.id]);

          const { conflicts } = await target.storage.admin.importSnapshot(snapshotSource(snapshot));

          const reason = "email" in taken ? "email_taken" : "username_taken";
          expect(conflicts).toContainEqual({ table: expect.any(String), id: ada.id, reason });
          const left = [club.id, kept.document.id, ada.sessionId];
          for (const id of left) expect(conflicts).toContainEqual(expect.objectContaining({ id }));
          const after = await takeSnapshot(target.storage.admin);
          expect(mentionsOf(after, [dan.id])).toEqual(before);
          expect(after.rows.filter(({ row }) => [ada.id, ...left].includes(String(row.id)))).toEqual([]);
          expect(await findFaults(target.storage.admin)).toEqual([]);
          expect(await dan.store.documents.get(own.document.id)).toEqual(own.document);
          expect(await target.visitor.profiles.isUsernameFree("ben-o")).toBe(false);
        });
      }
    });

    test("replacing takes away whatever is there first, and leaves only what the snapshot holds", async () => {
      await settle(world());
      const snapshot = await takeSnapshot(world().storage.admin);
      await withTarget(async (target) => {
        const dan = await target.join("dan", { email: "ada@example.org" });
        const his = await giveDocument(dan);
        const gone = await giveDocument(dan, "gone tomorrow");
        await dan.store.documents.remove(gone.document.id);
        const newcomer = await target.begin("cleo");
        await giveDocument(newcomer, "half a letter");
        const result = await target.storage.admin.importSnapshot(snapshotSource(snapshot), { replace: true });
        expect(result).toMatchObject({ added: snapshot.rows.length, present: 0, conflicts: [] });
        expect(contentsOf(await takeSnapshot(target.storage.admin))).toEqual(contentsOf(snapshot));
        expect(await target.storage.countFiles()).toBe(snapshot.files.length);
        expect(await target.asMember(dan.id).documents.get(his.document.id)).toBeNull();
        expect(await target.asVisitor(newcomer.capability).onboarding.get()).toBeNull();
      });
    });

    test("an id that is somebody else's here is reported and not taken over", async () => {
      const { kept } = await settle(world());
      const snapshot = await takeSnapshot(world().storage.admin);
      await withTarget(async (target) => {
        const dan = await target.join("dan");
        const his = await giveDocument(dan, "his own", { id: kept.document.id });
        const { conflicts } = await target.storage.admin.importSnapshot(snapshotSource(snapshot));
        expect(conflicts).toContainEqual({
          table: "documents",
          id: kept.document.id,
          reason: "id_taken",
        });
        expect(await dan.store.documents.get(kept.document.id)).toEqual(his.document);
        expect(await findFaults(target.storage.admin)).toEqual([]);
      });
    });

    test("a version newer than known, or another format, is refused before anything is touched", async () => {
      await settle(world());
      const snapshot = await takeSnapshot(world().storage.admin);
      await withTarget(async (target) => {
        const headers = [
          { ...snapshot.header, version: snapshotVersion + 1 },
          // What a damaged or foreign file would say; the type is right, the value is not.
          { ...snapshot.header, version: 0 },
        ];
        for (const header of headers) {
          await refusalOf(target.storage.admin.importSnapshot(snapshotSource({ ...snapshot, header })));
          expect((await takeSnapshot(target.storage.admin)).rows).toEqual([]);
          expect(await target.storage.countFiles()).toBe(0);
        }
        const dan = await target.join("dan");
        const source = snapshotSource({ ...snapshot, header: headers[0]! });
        await refusalOf(target.storage.admin.importSnapshot(source, { replace: true }));
        expect(await dan.store.profiles.get(dan.id)).toEqual(dan.profile);
      });
    });

    test("a file whose bytes are not what the snapshot says is refused and not kept", async () => {
      const ada = await world().join("ada");
      await giveDocument(ada, "Dear all,");
      const snapshot = await takeSnapshot(world().storage.admin);
      const [only] = snapshot.files;
      for (const bytes of [contentOf("Dear ALL,").bytes, contentOf("Dear").bytes]) {
        await withTarget(async (target) => {
          const damaged = { ...snapshot, files: [{ file: only!.file, bytes }] };
          await refusalOf(target.storage.admin.importSnapshot(snapshotSource(damaged)));
          expect(await target.storage.countFiles()).toBe(0);
          await target.storage.admin.importSnapshot(snapshotSource(snapshot));
          expect(contentsOf(await takeSnapshot(target.storage.admin))).toEqual(contentsOf(snapshot));
        });
      }
    });

    test.each([
      { place: "outside the folder", key: "users/../../outside" },
      { place: "an absolute path", key: "/etc/outside" },
      { place: "a name with NUL", key: "users/a\0b" },
    ])("a file that would lie at $place is refused", async ({ key }) => {
      const ada = await world().join("ada");
      await giveDocument(ada, "Dear all,");
      const snapshot = await takeSnapshot(world().storage.admin);
      const files = snapshot.files.map(({ file, bytes }) => ({ file: { ...file, key }, bytes }));
      await withTarget(async (target) => {
        await refusalOf(target.storage.admin.importSnapshot(snapshotSource({ ...snapshot, files })));
        expect(await target.storage.countFiles()).toBe(0);
      });
    });

    test("a row that breaks the rules is refused", async () => {
      await world().join("ada");
      const snapshot = await takeSnapshot(world().storage.admin);
      const rows = snapshot.rows.map(({ table, row }) => ({
        table,
        row: table === "profiles" ? { ...row, username: "../ada" } : row,
      }));
      await withTarget(async (target) => {
        await refusalOf(target.storage.admin.importSnapshot(snapshotSource({ ...snapshot, rows })));
        expect(await target.visitor.profiles.isUsernameFree("ada")).toBe(true);
      });
    });
  });

  describeSection(adapter, "admin.health", (world) => {
    test("says that reads and writes are possible", async () => {
      await settle(world());
      const health = await world().storage.admin.health();
      expect(health.store.status).toBe("ok");
      expect(health.files.status).toBe("ok");
      if (health.disk !== null) {
        expect(health.disk.used_percent).toBeGreaterThanOrEqual(0);
        expect(health.disk.used_percent).toBeLessThanOrEqual(100);
        expect(health.disk.free_bytes).toBeGreaterThan(0);
      }
    });

    test("never throws: a closed storage is failing, with a reason", async () => {
      const other = await adapter.open();
      await other.close();
      expect((await other.admin.health()).store).toMatchObject({
        status: "failing",
        reason: expect.any(String),
      });
    });

    test("names no member, address or file", async () => {
      const { ada, kept } = await settle(world());
      const health = JSON.stringify(await world().storage.admin.health());
      for (const secret of [ada.id, ada.email, kept.document.id, kept.document.name]) {
        expect(health).not.toContain(secret);
      }
    });
  });

  describeSection(
    adapter,
    "everything acknowledged",
    (world) => {
      test("is there after closing and opening again", async () => {
        const { ada, cleo, kept, profile } = await settle(world());
        const upload = await ada.store.files.createUpload({
          id: createId(),
          purpose: "document",
          name: "later.txt",
          declaredType: "text/plain",
          size: 10,
          categoryId: null,
        });
        const before = contentsOf(await takeSnapshot(world().storage.admin));
        await world().storage.reopen();
        expect(contentsOf(await takeSnapshot(world().storage.admin))).toEqual(before);
        const again = createWorld(world().storage);
        expect(await again.asMember(ada.id).profiles.getByUsername("ada")).toEqual(profile);
        expect((await again.asMember(ada.id).documents.list()).items).toEqual([kept.document]);
        expect(await again.asMember(ada.id).files.getUpload(upload.id)).toEqual(upload);
        expect(await again.asVisitor(cleo.capability).onboarding.get()).toMatchObject({
          id: cleo.session.id,
        });
        const dan = await again.join("dan", someoneElse("dan", "later"));
        const content = contentOf("Hello again");
        const document = newDocument(dan, content);
        await putFile(dan, document.id, content);
        expect(await dan.store.documents.create(document)).toMatchObject({ ownerId: dan.id });
      });

      test("and a signed address goes on working", async () => {
        const ada = await world().join("ada");
        const { document } = await giveDocument(ada);
        const url = await ada.store.files.signedUrl(
          { kind: "document", id: document.id },
          { expiresIn: 600, disposition: "inline", name: "letter.txt" },
        );
        await world().storage.reopen();
        expect(await world().storage.openSigned(url!)).not.toBeNull();
      });
    },
    ["restart"],
  );
}
