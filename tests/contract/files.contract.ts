import { expect, test } from "vitest";

import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { onboardingQuota } from "#lib/domain/document.ts";
import { createId } from "#lib/domain/ids.ts";
import type { FileRef, NewUpload } from "#lib/store/port.ts";
import { contentOf, inPieces, largeContent, readAll, sha256 } from "../support/content.ts";
import { answerOf, outcomesOf, refusalOf } from "../support/refusals.ts";
import { mentionsOf, takeSnapshot } from "../support/snapshots.ts";
import type { StorageUnderTest } from "../support/storage-under-test.ts";
import {
  categoryId,
  day,
  describeSection,
  giveDocument,
  sendUpload,
  type Person,
  type World,
} from "../support/world.ts";

const picture = contentOf("a small picture", "image/webp");

async function putAvatar(person: Pick<Person, "store">, content = picture): Promise<FileRef> {
  const ref: FileRef = { kind: "avatar", id: createId() };
  await person.store.files.put(ref, inPieces(content.bytes), { mimeType: content.mimeType });
  return ref;
}

/** Sends all but the last piece, then fails as a lost connection does. */
async function* cutOff(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.slice(0, bytes.length - 1);
  throw new Error("the connection was lost");
}

function newUpload(changes: Partial<NewUpload> = {}): NewUpload {
  return {
    id: createId(),
    purpose: "document",
    name: "holiday.jpg",
    declaredType: "image/jpeg",
    size: 1000,
    categoryId: null,
    ...changes,
  };
}

export function filesContract(adapter: StorageUnderTest): void {
  describeSection(adapter, "files.put and open", (world) => {
    test("gives back what was put, byte for byte, with its size, hash and type", async () => {
      const ada = await world().join("ada");
      const content = largeContent(3 * 1024 * 1024 + 17, "ada", "image/webp");
      const ref: FileRef = { kind: "avatar", id: createId() };
      const info = await ada.store.files.put(ref, inPieces(content.bytes), { mimeType: "image/webp" });
      const expected = { size: content.size, sha256: content.sha256, mimeType: "image/webp" };
      expect(info).toEqual(expected);
      const opened = await ada.store.files.open(ref);
      expect(opened).toMatchObject(expected);
      expect(sha256(await readAll(opened!.stream))).toBe(content.sha256);
    });

    test("pieces of any size make the same file", async () => {
      const ada = await world().join("ada");
      const content = largeContent(10_007, "pieces");
      for (const pieceSize of [1, 4096, 10_007]) {
        const ref: FileRef = { kind: "avatar", id: createId() };
        const info = await ada.store.files.put(ref, inPieces(content.bytes, pieceSize), {
          mimeType: "image/webp",
          expected: { size: content.size, sha256: content.sha256 },
        });
        expect(info.sha256).toBe(content.sha256);
      }
    });

    test("bytes other than expected are refused and leave nothing", async () => {
      const ada = await world().join("ada");
      const ref: FileRef = { kind: "document", id: createId() };
      const { size, sha256: hash } = picture;
      const wrong = [
        { size, sha256: "0".repeat(64) },
        { size: size + 1, sha256: hash },
        { size: size - 1, sha256: hash },
      ];
      for (const expected of wrong) {
        const attempt = ada.store.files.put(ref, inPieces(picture.bytes), {
          mimeType: "image/webp",
          expected,
        });
        await refusalOf(attempt, "invalid_input");
        expect(await ada.store.files.open(ref)).toBeNull();
        expect(await world().storage.countFiles()).toBe(0);
      }
      expect((await takeSnapshot(world().storage.admin)).files).toEqual([]);
    });

    test("a transfer that breaks off leaves nothing, and what was there before stays", async () => {
      const ada = await world().join("ada");
      const fresh: FileRef = { kind: "avatar", id: createId() };
      await expect(
        ada.store.files.put(fresh, cutOff(picture.bytes), { mimeType: "image/webp" }),
      ).rejects.toThrow();
      expect(await ada.store.files.open(fresh)).toBeNull();
      expect(await world().storage.countFiles()).toBe(0);

      const ref = await putAvatar(ada);
      const other = contentOf("another picture");
      await expect(
        ada.store.files.put(ref, cutOff(other.bytes), { mimeType: "image/webp" }),
      ).rejects.toThrow();
      const opened = await ada.store.files.open(ref);
      expect(sha256(await readAll(opened!.stream))).toBe(picture.sha256);
      expect(await world().storage.countFiles()).toBe(1);
    });

    test("the same ref is replaced whole: a reader under way finishes the old file", async () => {
      const ada = await world().join("ada");
      const before = largeContent(2 * 1024 * 1024, "before");
      const after = largeContent(1024 * 1024, "after");
      const ref = await putAvatar(ada, before);
      const opened = await ada.store.files.open(ref);
      const reader = opened!.stream.getReader();
      const first = await reader.read();
      await ada.store.files.put(ref, inPieces(after.bytes), { mimeType: "image/webp" });
      const pieces = [first.value!];
      for (let piece = await reader.read(); !piece.done; piece = await reader.read())
        pieces.push(piece.value);
      expect(sha256(Buffer.concat(pieces))).toBe(before.sha256);
      const again = await ada.store.files.open(ref);
      expect(sha256(await readAll(again!.stream))).toBe(after.sha256);
      expect(await world().storage.countFiles()).toBe(1);
    });

    test("while it is replaced again and again every reader sees one whole file", async () => {
      const ada = await world().join("ada");
      const contents = Array.from({ length: 4 }, (_, number) =>
        largeContent(100_000 + number, `picture ${number}`),
      );
      const ref = await putAvatar(ada, contents[0]);
      let writing = true;
      const write = async () => {
        for (const content of [...contents, ...contents]) {
          await ada.store.files.put(ref, inPieces(content.bytes), { mimeType: "image/webp" });
        }
        writing = false;
      };
      let read = 0;
      const readOn = async () => {
        while (writing) {
          const opened = await ada.store.files.open(ref);
          const bytes = await readAll(opened!.stream);
          expect(bytes.length).toBe(opened!.size);
          expect(sha256(bytes)).toBe(opened!.sha256);
          read += 1;
        }
      };
      await Promise.all([write(), readOn(), readOn()]);
      expect(read).toBeGreaterThan(0);
      expect(await world().storage.countFiles()).toBe(1);
    });

    test("two puts of one ref at once leave one whole file", async () => {
      const ada = await world().join("ada");
      const contents = ["one", "two", "three"].map((seed) => largeContent(100_000, seed));
      const ref: FileRef = { kind: "avatar", id: createId() };
      await Promise.all(
        contents.map((content) =>
          ada.store.files.put(ref, inPieces(content.bytes), { mimeType: "image/webp" }),
        ),
      );
      const opened = await ada.store.files.open(ref);
      const found = sha256(await readAll(opened!.stream));
      expect(contents.map((content) => content.sha256)).toContain(found);
      expect(opened!.sha256).toBe(found);
      expect(await world().storage.countFiles()).toBe(1);
    });

    test("the three kinds do not get in each other's way", async () => {
      const ada = await world().join("ada");
      const id = createId();
      for (const kind of ["document", "thumbnail", "avatar"] as const) {
        const content = contentOf(`a ${kind}`);
        await ada.store.files.put({ kind, id }, inPieces(content.bytes), { mimeType: "text/plain" });
      }
      const opened = await ada.store.files.open({ kind: "avatar", id });
      expect(Buffer.from(await readAll(opened!.stream)).toString()).toBe("a avatar");
    });

    test("nobody opens another's file, and a file under another's id is one's own", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const cleo = await world().begin("cleo");
      const { document, content } = await giveDocument(ada);
      const ref: FileRef = { kind: "document", id: document.id };
      for (const store of [ben.store, cleo.store, world().visitor, world().asVisitor(ada.capability)]) {
        expect(await store.files.open(ref)).toBeNull();
        expect(await answerOf(store.files.open(ref))).toBe(
          await answerOf(store.files.open({ kind: "document", id: createId() })),
        );
      }
      const other = contentOf("not hers");
      await outcomesOf([ben.store.files.put(ref, inPieces(other.bytes), { mimeType: "text/plain" })]);
      await ben.store.files.remove(ref);
      const opened = await ada.store.files.open(ref);
      expect(sha256(await readAll(opened!.stream))).toBe(content.sha256);
    });

    test("without a session or an account nothing can be put", async () => {
      const ada = await world().join("ada");
      for (const store of [world().visitor, world().asVisitor(ada.capability)]) {
        const ref: FileRef = { kind: "document", id: createId() };
        await refusalOf(
          store.files.put(ref, inPieces(picture.bytes), { mimeType: "image/webp" }),
          "not_allowed",
        );
      }
      expect(await world().storage.countFiles()).toBe(0);
    });
  });

  describeSection(adapter, "files.open with a range", (world) => {
    test.each([
      { start: 0, end: 0 },
      { start: 0, end: 99 },
      { start: 37, end: 62 },
      { start: 99, end: 99 },
    ])("bytes $start to $end are given, both included, with the whole file's facts", async (range) => {
      const ada = await world().join("ada");
      const content = largeContent(100, "range");
      const ref = await putAvatar(ada, content);
      const opened = await ada.store.files.open(ref, range);
      expect(opened).toMatchObject({ size: 100, sha256: content.sha256 });
      const bytes = await readAll(opened!.stream);
      expect(Buffer.from(bytes)).toEqual(Buffer.from(content.bytes.slice(range.start, range.end + 1)));
    });

    test("a range that begins past the end, or ends before it begins, is refused", async () => {
      const ada = await world().join("ada");
      const ref = await putAvatar(ada, largeContent(100, "range"));
      for (const range of [
        { start: 100, end: 100 },
        { start: 5000, end: 6000 },
        { start: 10, end: 9 },
        { start: -1, end: 5 },
      ]) {
        await refusalOf(ada.store.files.open(ref, range), "invalid_input");
      }
    });

    test("a range that ends past the end goes up to the end", async () => {
      const ada = await world().join("ada");
      const content = largeContent(100, "range");
      const opened = await ada.store.files.open(await putAvatar(ada, content), { start: 90, end: 5000 });
      expect(Buffer.from(await readAll(opened!.stream))).toEqual(Buffer.from(content.bytes.slice(90)));
    });

    test("a range of a missing or hidden file is null", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const ref = await putAvatar(ada, largeContent(100, "range"));
      expect(await ben.store.files.open(ref, { start: 500, end: 600 })).toBeNull();
      expect(await ada.store.files.open({ kind: "avatar", id: createId() }, { start: 0, end: 1 })).toBeNull();
    });

    test("a reader may stop early", async () => {
      const ada = await world().join("ada");
      const ref = await putAvatar(ada, largeContent(1024 * 1024, "early"));
      const opened = await ada.store.files.open(ref);
      const reader = opened!.stream.getReader();
      await reader.read();
      await reader.cancel();
      await ada.store.files.remove(ref);
      expect(await world().storage.countFiles()).toBe(0);
    });
  });

  describeSection(adapter, "files.remove", (world) => {
    test("removes the file, and again is harmless", async () => {
      const ada = await world().join("ada");
      const ref = await putAvatar(ada);
      await ada.store.files.remove(ref);
      expect(await ada.store.files.open(ref)).toBeNull();
      expect(await world().storage.countFiles()).toBe(0);
      await ada.store.files.remove(ref);
      await ada.store.files.remove({ kind: "document", id: createId() });
    });

    test("what a document, a profile or an onboarding needs stays", async () => {
      const ada = await world().join("ada");
      const cleo = await world().begin("cleo");
      const { document } = await giveDocument(ada, "kept", { hasThumbnail: true });
      const thumbnail: FileRef = { kind: "thumbnail", id: document.id };
      await ada.store.files.put(thumbnail, inPieces(picture.bytes), { mimeType: "image/webp" });
      const [hers, staged] = [await putAvatar(ada), await putAvatar(cleo)];
      await ada.store.profiles.update(1, { avatarId: hers.id });
      await cleo.store.onboarding.update(1, { ...cleo.session.data, avatarId: staged.id });
      for (const [owner, ref] of [
        [ada, { kind: "document", id: document.id }],
        [ada, thumbnail],
        [ada, hers],
        [cleo, staged],
      ] as const) {
        await owner.store.files.remove(ref);
        const opened = await owner.store.files.open(ref);
        expect(opened).not.toBeNull();
        await opened?.stream.cancel();
      }
    });
  });

  describeSection(adapter, "files.signedUrl", (world) => {
    const inline = { expiresIn: 600, disposition: "inline", name: "letter.txt" } as const;

    async function signedLetter(w: World) {
      const ada = await w.join("ada");
      const { document, content } = await giveDocument(ada, "Dear all, this is a letter.");
      const ref: FileRef = { kind: "document", id: document.id };
      const url = await ada.store.files.signedUrl(ref, inline);
      return { ada, document, content, ref, url: url! };
    }

    test("serves the file, as it was asked for, without further proof", async () => {
      const { ada, ref, url, content } = await signedLetter(world());
      const answer = await world().storage.openSigned(url);
      expect(answer).toMatchObject({
        size: content.size,
        mimeType: "text/plain",
        disposition: "inline",
        name: "letter.txt",
      });
      expect(sha256(answer!.bytes)).toBe(content.sha256);
      const saved = await ada.store.files.signedUrl(ref, {
        expiresIn: 600,
        disposition: "attachment",
        name: "Ümläut & co.txt",
      });
      expect(await world().storage.openSigned(saved!)).toMatchObject({
        disposition: "attachment",
        name: "Ümläut & co.txt",
      });
    });

    test("serves a part of it", async () => {
      const { url } = await signedLetter(world());
      const answer = await world().storage.openSigned(url, { start: 5, end: 7 });
      expect(Buffer.from(answer!.bytes).toString()).toBe("all");
    });

    test("stops when it expires", async () => {
      const { url } = await signedLetter(world());
      await world().storage.clock.advance(599_000);
      expect(await world().storage.openSigned(url)).not.toBeNull();
      await world().storage.clock.advance(2_000);
      expect(await world().storage.openSigned(url)).toBeNull();
    });

    test("lives an hour at most", async () => {
      const { ada, ref } = await signedLetter(world());
      for (const expiresIn of [3601, 0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        await refusalOf(ada.store.files.signedUrl(ref, { ...inline, expiresIn }), "invalid_input");
      }
      expect(await ada.store.files.signedUrl(ref, { ...inline, expiresIn: 3600 })).not.toBeNull();
    });

    test("a forged one serves nothing, whichever character was changed", async () => {
      const { url } = await signedLetter(world());
      const from = url.lastIndexOf("/") + 1;
      // What stands behind a # is never sent.
      const [proof = ""] = url.split("#");
      for (let index = from; index < proof.length; index += 1) {
        const character = proof[index] === "A" ? "B" : "A";
        const forged = proof.slice(0, index) + character + proof.slice(index + 1);
        const answer = await world().storage.openSigned(forged);
        // The last character of base64url may carry bits that are not read; the file it names is then the same one.
        if (index < proof.length - 1) expect(answer).toBeNull();
      }
      expect(await world().storage.openSigned(proof.slice(0, -4))).toBeNull();
      expect(await world().storage.openSigned(proof.slice(0, from))).toBeNull();
    });

    test("one storage's signature is worth nothing to another", async () => {
      const { url } = await signedLetter(world());
      const other = await adapter.open();
      try {
        expect(await other.openSigned(url)).toBeNull();
      } finally {
        await other.close();
      }
    });

    test("stops when the file goes", async () => {
      const ada = await world().join("ada");
      const ref = await putAvatar(ada);
      const url = await ada.store.files.signedUrl(ref, inline);
      await ada.store.files.remove(ref);
      expect(await world().storage.openSigned(url!)).toBeNull();
    });

    test("a staged file's address stops when the session is discarded", async () => {
      const ada = await world().begin("ada");
      const { document } = await giveDocument(ada);
      const url = await ada.store.files.signedUrl({ kind: "document", id: document.id }, inline);
      expect(await world().storage.openSigned(url!)).not.toBeNull();
      await ada.store.onboarding.discard();
      expect(await world().storage.openSigned(url!)).toBeNull();
    });

    test("nobody gets one for a file they may not see", async () => {
      const { ada, ref } = await signedLetter(world());
      const ben = await world().join("ben");
      for (const store of [ben.store, world().visitor, world().asVisitor(ada.capability)]) {
        expect(await store.files.signedUrl(ref, inline)).toBeNull();
      }
      const missing: FileRef = { kind: "document", id: createId() };
      expect(await ada.store.files.signedUrl(missing, inline)).toBeNull();
    });
  });

  describeSection(adapter, "files: uploads", (world) => {
    test("an announced upload is known to its owner and to nobody else", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const cleo = await world().begin("cleo");
      const wanted = newUpload({ name: "../x\0.jpg", categoryId: categoryId(ada, "family") });
      const upload = await ada.store.files.createUpload(wanted);
      expect(upload).toMatchObject(wanted);
      expect(upload.expiresAt > upload.createdAt).toBe(true);
      expect(await ada.store.files.getUpload(upload.id)).toEqual(upload);
      expect(await ada.store.files.listUploads()).toEqual([upload]);
      const others = [ben.store, cleo.store, world().visitor, world().asVisitor(ada.capability)];
      for (const store of others) {
        expect(await store.files.getUpload(upload.id)).toBeNull();
        expect(await store.files.listUploads()).toEqual([]);
        await store.files.removeUpload(upload.id);
      }
      expect(await ada.store.files.getUpload(upload.id)).toEqual(upload);
    });

    test("the same id again is the same upload; somebody else's id is a conflict", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const wanted = newUpload();
      const upload = await ada.store.files.createUpload(wanted);
      expect(await ada.store.files.createUpload(wanted)).toEqual(upload);
      expect(await ada.store.files.listUploads()).toHaveLength(1);
      const refusal = await refusalOf(ben.store.files.createUpload(wanted), "conflict");
      expect(refusal.current).toBeUndefined();
    });

    test("a newcomer's can be resumed from another device", async () => {
      const ada = await world().begin("ada");
      const upload = await ada.store.files.createUpload(newUpload());
      const phone = world().asVisitor(await ada.store.onboarding.createCapability());
      expect(await phone.files.getUpload(upload.id)).toEqual(upload);
    });

    test("the newest comes first", async () => {
      const ada = await world().join("ada");
      const made: string[] = [];
      for (let number = 0; number < 3; number += 1) {
        made.push((await ada.store.files.createUpload(newUpload())).id);
        await world().storage.clock.advance(1000);
      }
      expect((await ada.store.files.listUploads()).map(({ id }) => id)).toEqual(made.toReversed());
    });

    test("50 MB are taken, one byte more is too large", async () => {
      const ada = await world().join("ada");
      await ada.store.files.createUpload(newUpload({ size: maximumFileBytes }));
      await refusalOf(ada.store.files.createUpload(newUpload({ size: maximumFileBytes + 1 })), "too_large");
      expect(await ada.store.files.listUploads()).toHaveLength(1);
    });

    test("what is announced in all stays within the quota", async () => {
      const ada = await world().begin("ada");
      const fitting = Math.floor(onboardingQuota.bytes / maximumFileBytes);
      const outcomes = await outcomesOf(
        Array.from({ length: fitting + 1 }, () =>
          ada.store.files.createUpload(newUpload({ size: maximumFileBytes })),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(fitting);
      expect(outcomes.filter((outcome) => outcome === "too_large")).toHaveLength(1);
    });

    test("without a session or an account nothing can be announced", async () => {
      const ada = await world().join("ada");
      await refusalOf(world().visitor.files.createUpload(newUpload()), "not_allowed");
      await refusalOf(world().asVisitor(ada.capability).files.createUpload(newUpload()), "not_allowed");
    });

    test("a forgotten upload is gone; forgetting it again is harmless", async () => {
      const ada = await world().join("ada");
      const upload = await ada.store.files.createUpload(newUpload());
      await ada.store.files.removeUpload(upload.id);
      await ada.store.files.removeUpload(upload.id);
      expect(await ada.store.files.getUpload(upload.id)).toBeNull();
      expect(await ada.store.files.listUploads()).toEqual([]);
    });

    test.each([
      { size: 10, how: "at once" },
      { size: 6 * 1024 * 1024 + 1, how: "in pieces where it is large" },
    ])("what is sent to its target is what is opened afterwards: $size bytes, $how", async ({ size }) => {
      const ada = await world().join("ada");
      const cleo = await world().begin("cleo");
      for (const owner of [ada, cleo]) {
        const content = largeContent(size, owner.name);
        const { id } = await owner.store.files.createUpload(newUpload({ size }));
        expect(await owner.store.files.openReceived(id)).toBeNull();
        await sendUpload(world(), owner.store, id, content);
        const received = await owner.store.files.openReceived(id);
        expect(received?.size).toBe(size);
        expect(sha256(await readAll(received!.stream))).toBe(content.sha256);
      }
    });

    test("nobody else is given its target, nor what was sent", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const cleo = await world().begin("cleo");
      const { id } = await ada.store.files.createUpload(newUpload({ size: 10 }));
      await sendUpload(world(), ada.store, id, largeContent(10, "ada"));
      for (const store of [ben.store, cleo.store, world().visitor, world().asVisitor(ada.capability)]) {
        expect(await store.files.uploadTarget(id)).toBeNull();
        expect(await store.files.openReceived(id)).toBeNull();
      }
      for (const unknown of [createId(), "../documents", ""]) {
        expect(await ada.store.files.uploadTarget(unknown)).toBeNull();
        expect(await ada.store.files.openReceived(unknown)).toBeNull();
      }
    });

    test("of a forgotten upload nothing that was sent is opened", async () => {
      const ada = await world().join("ada");
      const { id } = await ada.store.files.createUpload(newUpload({ size: 10 }));
      await sendUpload(world(), ada.store, id, largeContent(10, "ada"));
      await ada.store.files.removeUpload(id);
      expect(await ada.store.files.uploadTarget(id)).toBeNull();
      expect(await ada.store.files.openReceived(id)).toBeNull();
    });

    test("an abandoned one expires, and housekeeping removes it", async () => {
      const ada = await world().join("ada");
      const old = await ada.store.files.createUpload(newUpload());
      await world().storage.clock.advance(Date.parse(old.expiresAt) - Date.parse(old.createdAt) + 1);
      const fresh = await ada.store.files.createUpload(newUpload());
      expect(await ada.store.files.getUpload(old.id)).toBeNull();
      expect(await ada.store.files.listUploads()).toEqual([fresh]);
      expect(await world().storage.admin.housekeep()).toMatchObject({ uploads: 1 });
      expect(await world().storage.admin.housekeep()).toMatchObject({ uploads: 0 });
      expect(await ada.store.files.getUpload(fresh.id)).toEqual(fresh);
    });
  });

  describeSection(adapter, "files: housekeeping", (world) => {
    test("a file just put waits for its document; one that none came for goes", async () => {
      const ada = await world().join("ada");
      const lonely: FileRef = { kind: "document", id: createId() };
      await ada.store.files.put(lonely, inPieces(picture.bytes), { mimeType: "image/webp" });
      expect(await world().storage.admin.housekeep()).toMatchObject({ files: 0 });
      expect(await world().storage.countFiles()).toBe(1);
      await world().storage.clock.advance(31 * day);
      expect(await world().storage.admin.housekeep()).toMatchObject({ files: 1 });
      expect(await ada.store.files.open(lonely)).toBeNull();
      expect(await world().storage.countFiles()).toBe(0);
    });

    test("files that are needed stay, however long", async () => {
      const ada = await world().join("ada");
      const { document } = await giveDocument(ada, "kept", { hasThumbnail: true });
      await ada.store.files.put({ kind: "thumbnail", id: document.id }, inPieces(picture.bytes), {
        mimeType: "image/webp",
      });
      const old = await putAvatar(ada);
      const avatar = await putAvatar(ada);
      await ada.store.profiles.update(1, { avatarId: old.id });
      await ada.store.profiles.update(2, { avatarId: avatar.id });
      await world().storage.clock.advance(400 * day);
      await world().storage.admin.housekeep();
      expect(await world().storage.countFiles()).toBe(3);
      expect(mentionsOf(await takeSnapshot(world().storage.admin), [old.id])).toEqual([]);
      expect(await world().storage.admin.housekeep()).toEqual({
        sessions: 0,
        documents: 0,
        uploads: 0,
        files: 0,
      });
    });
  });
}
