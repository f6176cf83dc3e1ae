import { expect, test } from "vitest";

import {
  documentSorts,
  memberQuota,
  onboardingQuota,
  undoWindowHours,
  type Document,
  type DocumentQuery,
} from "#lib/domain/document.ts";
import { createId } from "#lib/domain/ids.ts";
import type { Store } from "#lib/store/port.ts";
import { contentOf, inPieces } from "../support/content.ts";
import { answerOf, outcomesOf, refusalOf } from "../support/refusals.ts";
import { mentionsOf, takeSnapshot } from "../support/snapshots.ts";
import type { StorageUnderTest } from "../support/storage-under-test.ts";
import { categoryId, describeSection, giveDocument, hour, newDocument, putFile } from "../support/world.ts";

/** Everything from the query's cursor on, page by page. */
async function listAll(store: Store, query: DocumentQuery = {}): Promise<Document[]> {
  const { items, nextCursor } = await store.documents.list(query);
  if (nextCursor === null) return [...items];
  return [...items, ...(await listAll(store, { ...query, cursor: nextCursor }))];
}

const names = (items: readonly Document[]) => items.map(({ name }) => name);
const ids = (items: readonly Document[]) => items.map(({ id }) => id);

/** -1, 0 or 1: how two documents stand to each other in the order asked for, ties left open. */
const orders: Record<(typeof documentSorts)[number], (a: Document, b: Document) => number> = {
  newest: (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt),
  oldest: (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt),
  name: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  largest: (a, b) => b.size - a.size,
};

export function documentsContract(adapter: StorageUnderTest): void {
  describeSection(adapter, "documents.create", (world) => {
    test("makes a document of a file that was put before", async () => {
      const ada = await world().join("ada");
      const content = contentOf("Dear all,");
      const wanted = newDocument(ada, content, { name: "../böse\u202e.txt", description: " A letter. " });
      await putFile(ada, wanted.id, content);
      const document = await ada.store.documents.create(wanted);
      expect(document).toEqual({
        ...wanted,
        description: "A letter.",
        ownerId: ada.id,
        sessionId: null,
        version: 1,
        createdAt: document.createdAt,
        updatedAt: document.createdAt,
        removedAt: null,
      });
      expect(await ada.store.documents.get(document.id)).toEqual(document);
    });

    test("a newcomer's is staged in the session", async () => {
      const ada = await world().begin("ada");
      const { document } = await giveDocument(ada);
      expect(document).toMatchObject({ ownerId: null, sessionId: ada.session.id });
      expect((await ada.store.documents.list()).items).toEqual([document]);
      const phone = world().asVisitor(await ada.store.onboarding.createCapability());
      expect(await phone.documents.get(document.id)).toEqual(document);
    });

    test("without its file, or with one of another size or hash, it is refused", async () => {
      const ada = await world().join("ada");
      const content = contentOf("Dear all,");
      const wanted = newDocument(ada, content);
      await refusalOf(ada.store.documents.create(wanted), "invalid_input");
      await putFile(ada, wanted.id, content);
      await refusalOf(ada.store.documents.create({ ...wanted, size: wanted.size + 1 }), "invalid_input");
      const other = contentOf("Dear ALL,");
      await refusalOf(ada.store.documents.create({ ...wanted, sha256: other.sha256 }), "invalid_input");
      expect((await ada.store.documents.list()).items).toEqual([]);
      expect(await ada.store.documents.create(wanted)).toMatchObject({ id: wanted.id });
    });

    test("another member's file is no file of one's own", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const content = contentOf("Dear all,");
      const wanted = newDocument(ben, content);
      await putFile(ada, wanted.id, content);
      await refusalOf(ben.store.documents.create(wanted), "invalid_input");
    });

    test("the same create twice is the same row, even when it was updated since", async () => {
      const ada = await world().join("ada");
      const content = contentOf("Dear all,");
      const wanted = newDocument(ada, content);
      await putFile(ada, wanted.id, content);
      const created = await Promise.all(Array.from({ length: 4 }, () => ada.store.documents.create(wanted)));
      expect(new Set(created.map((document) => JSON.stringify(document))).size).toBe(1);
      const renamed = await ada.store.documents.update(wanted.id, 1, { name: "renamed.txt" });
      expect(await ada.store.documents.create(wanted)).toEqual(renamed);
      expect(await ada.store.documents.usage()).toMatchObject({ documents: 1 });
    });

    test("an id that is somebody else's is a conflict without a word about the document", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const cleo = await world().begin("cleo");
      const { document } = await giveDocument(ada);
      for (const other of [ben, cleo]) {
        const content = contentOf("Mine now.");
        await putFile(other, document.id, content);
        const attempt = other.store.documents.create(newDocument(other, content, { id: document.id }));
        const refusal = await refusalOf(attempt, "conflict");
        expect(refusal.current).toBeUndefined();
        expect(await other.store.documents.get(document.id)).toBeNull();
      }
      expect(await ada.store.documents.get(document.id)).toEqual(document);
      const opened = await ada.store.files.open({ kind: "document", id: document.id });
      expect(opened).toMatchObject({ sha256: document.sha256 });
      await opened?.stream.cancel();
    });

    test("the category has to be the viewer's own", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const cleo = await world().begin("cleo");
      const content = contentOf("Dear all,");
      for (const owner of [ben, cleo]) {
        for (const wrong of [categoryId(ada, "private"), createId()]) {
          const wanted = newDocument(owner, content, { categoryId: wrong });
          await putFile(owner, wanted.id, content);
          await refusalOf(owner.store.documents.create(wanted), "invalid_input");
        }
      }
    });

    test("a name that is empty or too long is refused at its field", async () => {
      const ada = await world().join("ada");
      for (const name of ["", "  ", "x".repeat(501)]) {
        const content = contentOf("Dear all,");
        const wanted = newDocument(ada, content, { name });
        await putFile(ada, wanted.id, content);
        const refusal = await refusalOf(ada.store.documents.create(wanted), "invalid_input");
        expect(refusal.fields).toHaveProperty("name");
      }
    });

    test("two creates at the edge of the quota never both get in", async () => {
      const ada = await world().begin("ada");
      const content = contentOf("x");
      const room = onboardingQuota.documents - 1;
      for (let made = 0; made < room; made += 100) {
        const batch = Math.min(100, room - made);
        await Promise.all(Array.from({ length: batch }, () => giveDocument(ada, content)));
      }
      const edge = [newDocument(ada, content), newDocument(ada, content), newDocument(ada, content)];
      await Promise.all(edge.map(({ id }) => putFile(ada, id, content)));
      const outcomes = await outcomesOf(edge.map((document) => ada.store.documents.create(document)));
      expect([...outcomes].sort()).toEqual(["ok", "too_large", "too_large"]);
      expect(await ada.store.documents.usage()).toMatchObject({ documents: onboardingQuota.documents });

      const [some] = (await ada.store.documents.list({ limit: 1 })).items;
      await ada.store.documents.remove(some!.id);
      await ada.store.documents.create(edge[outcomes.indexOf("too_large")]!);
      // Its space has been used since.
      await refusalOf(ada.store.documents.restore(some!.id), "too_large");
    }, 60_000);

    test("without a session or an account there is nowhere to put one", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      const wanted = newDocument(ada, contentOf("x"));
      for (const store of [world().visitor, world().asVisitor(ada.capability)]) {
        await refusalOf(store.documents.create(wanted));
        await refusalOf(store.documents.create({ ...wanted, id: document.id }));
      }
      expect(await ada.store.documents.list()).toEqual({ items: [document], nextCursor: null });
    });
  });

  describeSection(adapter, "documents.list", (world) => {
    /** Twelve documents over four moments, so that every order has ties; sizes and names repeat too. */
    async function twelve() {
      const ada = await world().join("ada");
      for (let number = 0; number < 12; number += 1) {
        if (number % 3 === 0) await world().storage.clock.advance(1000);
        const text = "x".repeat(1 + ((number * 5) % 4));
        await giveDocument(ada, text, { name: `paper ${"dbca"[number % 4]}.txt` });
      }
      return ada;
    }

    test.each(documentSorts)("by %s, page by page, is one order, ties by id", async (sort) => {
      const ada = await twelve();
      const whole = (await ada.store.documents.list({ sort, limit: 100 })).items;
      expect(whole).toHaveLength(12);
      const tied: number[] = [];
      for (const [index, document] of whole.entries()) {
        const next = whole[index + 1];
        if (!next) continue;
        const order = orders[sort](document, next);
        expect(order).toBeLessThanOrEqual(0);
        if (order === 0) tied.push(document.id < next.id ? -1 : 1);
      }
      expect(tied.length).toBeGreaterThan(0);
      expect(new Set(tied).size).toBe(1);
      for (const limit of [1, 5, 12]) {
        expect(ids(await listAll(ada.store, { sort, limit }))).toEqual(ids(whole));
      }
    });

    test.each(documentSorts)(
      "by %s, a document that stays is shown exactly once while others come and go",
      async (sort) => {
        const ada = await twelve();
        const before = (await ada.store.documents.list({ sort, limit: 100 })).items;
        const first = await ada.store.documents.list({ sort, limit: 4 });
        const [seen, , , last] = first.items;
        const notYetSeen = before[7]!;
        await ada.store.documents.remove(seen!.id);
        // The cursor stands on this one.
        await ada.store.documents.remove(last!.id);
        await ada.store.documents.remove(notYetSeen.id);
        await giveDocument(ada, "x", { name: "paper a.txt" });
        await giveDocument(ada, "xxxx", { name: "paper d.txt" });
        await world().storage.clock.advance(1000);
        await giveDocument(ada, "xxxxxxxx", { name: "a.txt" });
        await giveDocument(ada, "xx", { name: "z.txt" });

        const following = await listAll(ada.store, { sort, limit: 4, cursor: first.nextCursor });
        const shown = ids([...first.items, ...following]);
        expect(new Set(shown).size).toBe(shown.length);
        const stayed = ids(before).filter((id) => ![seen!.id, last!.id, notYetSeen.id].includes(id));
        expect(shown.filter((id) => stayed.includes(id))).toEqual(stayed);
        expect(shown).not.toContain(notYetSeen.id);
      },
    );

    test("a page holds 50 unless told, never more than 100, and the last has no cursor", async () => {
      const ada = await world().begin("ada");
      await Promise.all(Array.from({ length: 101 }, () => giveDocument(ada, "x")));
      expect((await ada.store.documents.list()).items).toHaveLength(50);
      const hundred = await ada.store.documents.list({ limit: 100 });
      expect(hundred.items).toHaveLength(100);
      expect(hundred.nextCursor).not.toBeNull();
      const last = await ada.store.documents.list({ limit: 100, cursor: hundred.nextCursor });
      expect(last.items).toHaveLength(1);
      expect(last.nextCursor).toBeNull();
      for (const limit of [0, 101, 1.5]) {
        await refusalOf(ada.store.documents.list({ limit }), "invalid_input");
      }
    });

    test("a cursor nobody gave out is refused, and another member's shows nothing of theirs", async () => {
      const ada = await twelve();
      const ben = await world().join("ben");
      const own = await giveDocument(ben);
      for (const cursor of ["nonsense", "bm9uc2Vuc2U", "{}", "W10"]) {
        await refusalOf(ada.store.documents.list({ cursor }), "invalid_input");
      }
      const { nextCursor } = await ada.store.documents.list({ limit: 2 });
      const [settled] = await Promise.allSettled([ben.store.documents.list({ cursor: nextCursor })]);
      if (settled?.status === "fulfilled") {
        expect(settled.value.items.every(({ id }) => id === own.document.id)).toBe(true);
      }
    });

    test("search looks into name and description, whatever the case", async () => {
      const ada = await world().join("ada");
      await giveDocument(ada, "1", { name: "Résumé 2026.txt" });
      await giveDocument(ada, "2", { name: "letter.txt", description: "With my RÉSUMÉ inside" });
      await giveDocument(ada, "3", { name: "100% (.*).txt" });
      const found = async (search: string) =>
        names((await ada.store.documents.list({ search })).items).sort();
      expect(await found("résumé")).toEqual(["Résumé 2026.txt", "letter.txt"]);
      expect(await found("  LETTER ")).toEqual(["letter.txt"]);
      expect(await found("%")).toEqual(["100% (.*).txt"]);
      expect(await found(".*")).toEqual(["100% (.*).txt"]);
      expect(await found("_")).toEqual([]);
      expect(await found("")).toHaveLength(3);
    });

    test("group and category narrow the list, and pages go on within it", async () => {
      const ada = await world().join("ada");
      const family = categoryId(ada, "family");
      for (let number = 0; number < 5; number += 1) {
        await giveDocument(ada, `text ${number}`);
        await giveDocument(ada, `photo ${number}`, { kind: "jpeg", categoryId: family });
        await giveDocument(ada, `sound ${number}`, { kind: "mp3" });
      }
      const photos = await listAll(ada.store, { group: "photo", limit: 2 });
      expect(photos.map(({ kind }) => kind)).toEqual(Array(5).fill("jpeg"));
      const inFamily = await listAll(ada.store, { categoryId: family, limit: 3 });
      expect(ids(inFamily)).toEqual(ids(photos));
      expect(await listAll(ada.store, { categoryId: family, group: "audio" })).toEqual([]);
      await ada.store.documents.update(photos[0]!.id, 1, { categoryId: categoryId(ada, "work") });
      expect(await listAll(ada.store, { categoryId: family })).toHaveLength(4);
    });

    test("shows the viewer's own and nobody else's", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const cleo = await world().begin("cleo");
      const { document } = await giveDocument(ada);
      expect(await ada.store.documents.list()).toEqual({ items: [document], nextCursor: null });
      const others = [ben.store, cleo.store, world().visitor, world().asVisitor(ada.capability)];
      for (const store of others) {
        expect(await store.documents.list()).toEqual({ items: [], nextCursor: null });
        expect(await store.documents.list({ categoryId: document.categoryId })).toMatchObject({ items: [] });
        expect(await store.documents.get(document.id)).toBeNull();
      }
    });

    test("changing what was given out changes nothing in the store", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      const expected = structuredClone(document);
      Object.assign(document, { name: "changed", ownerId: createId() });
      const { items } = await ada.store.documents.list();
      Object.assign(items[0]!, { name: "changed" });
      Object.assign((await ada.store.documents.get(document.id)) ?? {}, { name: "changed" });
      expect(await ada.store.documents.get(document.id)).toEqual(expected);
    });
  });

  describeSection(adapter, "documents.update", (world) => {
    test("changes name, description and category and adds 1 to the version", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      const patch = {
        name: "renamed.txt",
        description: "For everyone.",
        categoryId: categoryId(ada, "friends"),
      };
      const updated = await ada.store.documents.update(document.id, 1, patch);
      expect(updated).toEqual({ ...document, ...patch, version: 2, updatedAt: updated.updatedAt });
      expect(await ada.store.documents.get(document.id)).toEqual(updated);
    });

    test("a staged one can be changed by whoever holds the capability", async () => {
      const ada = await world().begin("ada");
      const { document } = await giveDocument(ada);
      const changed = await ada.store.documents.update(document.id, 1, {
        categoryId: categoryId(ada, "work"),
      });
      expect(changed).toMatchObject({ categoryId: categoryId(ada, "work"), version: 2 });
    });

    test("a stale version is a conflict that carries the document; of many writers one wins", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      const outcomes = await outcomesOf(
        Array.from({ length: 8 }, (_, number) =>
          ada.store.documents.update(document.id, 1, { name: `paper ${number}` }),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "conflict")).toHaveLength(7);
      const refusal = await refusalOf(ada.store.documents.update(document.id, 1, { name: "x" }), "conflict");
      expect(refusal.current).toEqual(await ada.store.documents.get(document.id));
      expect(refusal.current).toMatchObject({ name: `paper ${outcomes.indexOf("ok")}`, version: 2 });
    });

    test("the category has to be the viewer's own", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const { document } = await giveDocument(ada);
      for (const wrong of [categoryId(ben, "public"), createId()]) {
        const attempt = ada.store.documents.update(document.id, 1, { categoryId: wrong });
        await refusalOf(attempt, "invalid_input");
      }
      expect(await ada.store.documents.get(document.id)).toEqual(document);
    });

    test("what is not part of a patch cannot be smuggled in", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const { document } = await giveDocument(ada);
      const patch = { name: "fine.txt", ownerId: ben.id, size: 1, sha256: "0".repeat(64), version: 50 };
      const updated = await ada.store.documents.update(document.id, 1, patch);
      expect(updated).toEqual({ ...document, name: "fine.txt", version: 2, updatedAt: updated.updatedAt });
    });

    test("somebody else's answers as one that does not exist", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const { document } = await giveDocument(ada);
      for (const store of [ben.store, world().visitor, world().asVisitor(ada.capability)]) {
        const hidden = await answerOf(store.documents.update(document.id, 1, { name: "x" }));
        expect(hidden).toBe(await answerOf(store.documents.update(createId(), 1, { name: "x" })));
        await refusalOf(store.documents.update(document.id, 1, { name: "x" }), "not_found");
        await refusalOf(store.documents.restore(document.id), "not_found");
        const removing = await answerOf(store.documents.remove(document.id));
        expect(removing).toBe(await answerOf(store.documents.remove(createId())));
      }
      expect(await ada.store.documents.get(document.id)).toEqual(document);
    });
  });

  describeSection(adapter, "documents.remove and restore", (world) => {
    test("a removed document is hidden everywhere at once, and its signed addresses stop", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada, "Dear all,", { hasThumbnail: true });
      const picture = contentOf("small", "image/webp");
      const file = { kind: "document", id: document.id } as const;
      const thumbnail = { kind: "thumbnail", id: document.id } as const;
      await ada.store.files.put(thumbnail, inPieces(picture.bytes), { mimeType: picture.mimeType });
      const options = { expiresIn: 600, disposition: "inline", name: "letter.txt" } as const;
      const urls = [
        await ada.store.files.signedUrl(file, options),
        await ada.store.files.signedUrl(thumbnail, options),
      ];
      for (const url of urls) expect(await world().storage.openSigned(url!)).not.toBeNull();

      await ada.store.documents.remove(document.id);

      expect(await ada.store.documents.get(document.id)).toBeNull();
      expect((await ada.store.documents.list()).items).toEqual([]);
      expect(await ada.store.documents.usage()).toMatchObject({ documents: 0, bytes: 0 });
      await refusalOf(ada.store.documents.update(document.id, 1, { name: "x" }), "not_found");
      for (const ref of [file, thumbnail]) {
        expect(await ada.store.files.open(ref)).toBeNull();
        expect(await ada.store.files.signedUrl(ref, options)).toBeNull();
      }
      for (const url of urls) expect(await world().storage.openSigned(url!)).toBeNull();
      await ada.store.documents.remove(document.id);
    });

    test("restoring brings it back as it was, with its file", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      await ada.store.documents.remove(document.id);
      const restored = await ada.store.documents.restore(document.id);
      const { version, updatedAt, ...same } = document;
      expect(restored).toMatchObject({ ...same, removedAt: null });
      expect(restored.version).toBeGreaterThanOrEqual(version);
      expect(restored.updatedAt >= updatedAt).toBe(true);
      expect(await ada.store.documents.get(document.id)).toEqual(restored);
      expect(await ada.store.documents.usage()).toMatchObject({ documents: 1, bytes: document.size });
      const opened = await ada.store.files.open({ kind: "document", id: document.id });
      expect(opened).toMatchObject({ sha256: document.sha256 });
      await opened?.stream.cancel();
    });

    test("it can be restored to the end of the window and not after, housekeeping or none", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      await ada.store.documents.remove(document.id);
      await world().storage.clock.advance(undoWindowHours * hour - 1);
      expect(await world().storage.admin.housekeep()).toMatchObject({ documents: 0 });
      await ada.store.documents.restore(document.id);
      await ada.store.documents.remove(document.id);
      await world().storage.clock.advance(undoWindowHours * hour + 1);
      await refusalOf(ada.store.documents.restore(document.id), "not_found");
    });

    test("removing again does not begin the window anew", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      await ada.store.documents.remove(document.id);
      await world().storage.clock.advance((undoWindowHours - 1) * hour);
      await ada.store.documents.remove(document.id);
      await world().storage.clock.advance(2 * hour);
      await refusalOf(ada.store.documents.restore(document.id), "not_found");
    });

    test("after the window housekeeping removes row, file and thumbnail for good", async () => {
      const ada = await world().join("ada");
      const gone = await giveDocument(ada, "gone");
      const kept = await giveDocument(ada, "kept");
      const picture = contentOf("small", "image/webp");
      for (const { document } of [gone, kept]) {
        await ada.store.files.put({ kind: "thumbnail", id: document.id }, inPieces(picture.bytes), {
          mimeType: picture.mimeType,
        });
      }
      await ada.store.documents.remove(gone.document.id);
      await world().storage.clock.advance(undoWindowHours * hour + 1);
      expect(await world().storage.admin.housekeep()).toMatchObject({ documents: 1 });
      const snapshot = await takeSnapshot(world().storage.admin);
      expect(mentionsOf(snapshot, [gone.document.id])).toEqual([]);
      expect(mentionsOf(snapshot, [kept.document.id])).toHaveLength(3);
      expect(await world().storage.countFiles()).toBe(2);
    });

    test("a removal racing an update leaves it removed, or the update was refused", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada);
      const [removed, updated] = await outcomesOf([
        ada.store.documents.remove(document.id),
        ada.store.documents.update(document.id, 1, { name: "still here.txt" }),
      ]);
      expect(removed).toBe("ok");
      expect(["ok", "not_found", "conflict"]).toContain(updated);
      expect(await ada.store.documents.get(document.id)).toBeNull();
    });
  });

  describeSection(adapter, "documents.usage", (world) => {
    test("counts the viewer's documents and bytes against their limits", async () => {
      const ada = await world().join("ada");
      const cleo = await world().begin("cleo");
      await giveDocument(ada, "12345");
      await giveDocument(ada, "123");
      await giveDocument(cleo, "1");
      expect(await ada.store.documents.usage()).toEqual({
        documents: 2,
        bytes: 8,
        maximumDocuments: memberQuota.documents,
        maximumBytes: memberQuota.bytes,
      });
      expect(await cleo.store.documents.usage()).toEqual({
        documents: 1,
        bytes: 1,
        maximumDocuments: onboardingQuota.documents,
        maximumBytes: onboardingQuota.bytes,
      });
      expect(await world().visitor.documents.usage()).toMatchObject({ documents: 0, bytes: 0 });
    });
  });
}
