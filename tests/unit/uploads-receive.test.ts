import { access, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { prepareDocument } from "#lib/documents/prepare.ts";
import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { AppError } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import { announceUpload } from "#lib/services/announce-upload.ts";
import { createUploadReceiver, type Uploader, type UploadReceiver } from "#lib/services/receive-uploads.ts";
import { partsFolder } from "#lib/services/upload-parts.ts";
import { readAll, sha256 } from "#tests/support/content.ts";
import { localStorageUnderTest } from "#tests/support/local-storage.ts";
import { refusalOf } from "#tests/support/refusals.ts";
import { makeJpeg } from "#tests/support/sample-files.ts";
import { plantedIn } from "#tests/support/sample-exif.ts";
import { useWorld, type World } from "#tests/support/world.ts";

const world = useWorld(localStorageUnderTest);
const diary = Buffer.from("Monday. Rain.\nTuesday. Rain again, and a letter from Ben.\n");

let workFolder: string;
let receiver: UploadReceiver;

beforeEach(async () => {
  workFolder = await mkdtemp(path.join(tmpdir(), "keepintouch-receive-"));
  receiver = openReceiver();
});
afterEach(() => rm(workFolder, { recursive: true, force: true }));

function openReceiver(options: Partial<Parameters<typeof createUploadReceiver>[0]> = {}): UploadReceiver {
  return createUploadReceiver({
    workFolder,
    path: "/api/uploads",
    ...options,
  });
}

async function ada(from: World = world()): Promise<Uploader & { id: string }> {
  const person = await from.join("ada");
  const viewer: Viewer = { kind: "member", memberId: person.id };
  return { store: person.store, viewer, id: person.id };
}

async function cleo(): Promise<Uploader> {
  const { store, capability } = await world().begin("cleo");
  return { store, viewer: { kind: "visitor", capability } };
}

async function announced({ store }: Uploader, bytes: Buffer, name = "diary.txt"): Promise<string> {
  const id = createId();
  await announceUpload(store, { id, name, declaredType: "", size: bytes.length, categoryId: null });
  return id;
}

type Sent = { method: string; id?: string; headers?: Record<string, string>; body?: Buffer };

function tus(uploader: Uploader, { method, id, headers = {}, body }: Sent): Promise<Response> {
  const address = `http://localhost/api/uploads${id === undefined ? "" : `/${id}`}`;
  const request = new Request(address, {
    method,
    headers: { "tus-resumable": "1.0.0", ...headers },
    body: body && new Uint8Array(body),
  });
  return receiver.respond(request, uploader);
}

function create(uploader: Uploader, id: string, length: number): Promise<Response> {
  const metadata = `id ${Buffer.from(id).toString("base64")}`;
  return tus(uploader, {
    method: "POST",
    headers: { "upload-length": String(length), "upload-metadata": metadata },
  });
}

function patch(uploader: Uploader, id: string, offset: number, body: Buffer): Promise<Response> {
  const headers = { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" };
  return tus(uploader, { method: "PATCH", id, headers, body });
}

async function offsetOf(uploader: Uploader, id: string): Promise<number | null> {
  const response = await tus(uploader, { method: "HEAD", id });
  return response.ok ? Number(response.headers.get("upload-offset")) : null;
}

async function storedBytes({ store }: Uploader, id: string): Promise<Buffer> {
  const file = await store.files.open({ kind: "document", id });
  if (!file) throw new Error("nothing is stored");
  return Buffer.from(await readAll(file.stream));
}

async function leftovers(): Promise<string[]> {
  const entries = await readdir(workFolder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe("an upload", () => {
  test("becomes a document with the same id and the same bytes, and nothing else is left of it", async () => {
    const uploader = await ada();
    const id = await announced(uploader, diary);
    expect((await create(uploader, id, diary.length)).headers.get("location")).toBe(`/api/uploads/${id}`);
    expect((await patch(uploader, id, 0, diary)).status).toBe(204);

    expect(await uploader.store.documents.get(id)).toMatchObject({ id, name: "diary.txt", kind: "text" });
    expect(sha256(await storedBytes(uploader, id))).toBe(sha256(diary));
    expect(await uploader.store.files.getUpload(id)).toBeNull();
    expect(await leftovers()).toEqual([]);
  });

  test("is accepted for somebody on the way in, too", async () => {
    const uploader = await cleo();
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    expect((await patch(uploader, id, 0, diary)).status).toBe(204);
    expect(await uploader.store.documents.get(id)).toMatchObject({ id, ownerId: null });
  });

  test("goes on where it was, with another receiver after a restart", async () => {
    const uploader = await ada();
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    await patch(uploader, id, 0, diary.subarray(0, 20));

    receiver = openReceiver();
    expect(await offsetOf(uploader, id)).toBe(20);
    expect((await patch(uploader, id, 20, diary.subarray(20))).status).toBe(204);
    expect(await storedBytes(uploader, id)).toEqual(diary);
  });

  test("created twice because the first answer was lost keeps the bytes that have arrived", async () => {
    const uploader = await ada();
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    await patch(uploader, id, 0, diary.subarray(0, 20));
    expect((await create(uploader, id, diary.length)).status).toBe(201);
    expect(await offsetOf(uploader, id)).toBe(20);
  });

  test("whose bytes come in another order is told where it stands", async () => {
    const uploader = await ada();
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    expect((await patch(uploader, id, 10, diary.subarray(10))).status).toBe(409);
    expect(await offsetOf(uploader, id)).toBe(0);
  });

  test("goes into the chosen circle, and into the default one when that has gone meanwhile", async () => {
    const uploader = await ada();
    const { store } = uploader;
    const club = await store.visibility.create({ id: createId(), name: "Chess club" });
    const chosen = createId();
    const orphaned = createId();
    const facts = { name: "a.txt", declaredType: "", size: diary.length, categoryId: club.id };
    for (const id of [chosen, orphaned]) {
      await announceUpload(store, { ...facts, id });
      await create(uploader, id, diary.length);
    }
    await patch(uploader, chosen, 0, diary);
    expect(await store.documents.get(chosen)).toMatchObject({ categoryId: club.id });

    const profile = await store.profiles.get(uploader.id);
    await store.visibility.remove(club.id, profile!.defaultCategoryId);
    await patch(uploader, orphaned, 0, diary);
    expect(await store.documents.get(orphaned)).toMatchObject({ categoryId: profile!.defaultCategoryId });
  });

  test("is cleaned before it is a document", async () => {
    const uploader = await ada();
    const photo = await makeJpeg();
    expect(plantedIn(photo)).not.toEqual([]);
    const id = await announced(uploader, photo, "beach.jpg");
    await create(uploader, id, photo.length);
    await patch(uploader, id, 0, photo);
    expect(plantedIn(await storedBytes(uploader, id))).toEqual([]);
    expect(await uploader.store.documents.get(id)).toMatchObject({ kind: "jpeg", hasThumbnail: true });
  });

  test("given up leaves nothing", async () => {
    const uploader = await ada();
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    await patch(uploader, id, 0, diary.subarray(0, 20));
    expect((await tus(uploader, { method: "DELETE", id })).status).toBe(204);
    expect(await uploader.store.files.getUpload(id)).toBeNull();
    expect(await leftovers()).toEqual([]);
  });

  test("invites no other site", async () => {
    const uploader = await ada();
    const id = await announced(uploader, diary);
    const response = await tus(uploader, { method: "HEAD", id, headers: { origin: "https://evil.example" } });
    expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("an upload that was not announced", () => {
  test("does not exist", async () => {
    const uploader = await ada();
    const id = createId();
    expect((await create(uploader, id, 10)).status).toBe(404);
    expect(await offsetOf(uploader, id)).toBeNull();
    expect((await patch(uploader, id, 0, diary)).status).toBe(404);
    expect((await tus(uploader, { method: "DELETE", id })).status).toBe(404);
    expect((await refusalOf(receiver.finish(id, uploader))).code).toBe("not_found");
    expect(await leftovers()).toEqual([]);
  });

  test("does not exist under an odd id either", async () => {
    const uploader = await ada();
    for (const id of ["..", "..%2f..%2fbackup.json", "%00", "incoming", "a".repeat(300)]) {
      expect(await offsetOf(uploader, id)).toBeNull();
      expect((await create(uploader, decodeURIComponent(id), 10)).status).toBe(404);
    }
    expect(await leftovers()).toEqual([]);
  });
});

describe("somebody else's upload", () => {
  test("answers as one that does not exist, and stays as it was", async () => {
    const owner = await ada();
    const id = await announced(owner, diary);
    await create(owner, id, diary.length);
    await patch(owner, id, 0, diary.subarray(0, 20));

    const dan = await world().join("dan");
    const stranger: Uploader = { store: dan.store, viewer: { kind: "member", memberId: dan.id } };
    const nobody: Uploader = { store: world().visitor, viewer: { kind: "visitor", capability: null } };
    for (const other of [stranger, await cleo(), nobody]) {
      const missing = createId();
      const answers = async (asked: string) => [
        (await create(other, asked, diary.length)).status,
        await offsetOf(other, asked),
        (await patch(other, asked, 20, diary.subarray(20))).status,
        (await tus(other, { method: "DELETE", id: asked })).status,
        (await refusalOf(receiver.finish(asked, other))).code,
      ];
      expect(await answers(id)).toEqual(await answers(missing));
    }
    expect(await offsetOf(owner, id)).toBe(20);
  });
});

describe("another length than announced", () => {
  test("is refused when the upload is created", async () => {
    const uploader = await ada();
    const id = await announced(uploader, diary);
    for (const length of [diary.length - 1, diary.length + 1]) {
      expect((await create(uploader, id, length)).status).toBe(422);
    }
    const metadata = `id ${Buffer.from(id).toString("base64")}`;
    const unsaid = { "upload-defer-length": "1", "upload-metadata": metadata };
    expect((await tus(uploader, { method: "POST", headers: unsaid })).ok).toBe(false);
    expect(await leftovers()).toEqual([]);
  });

  test("is refused when more bytes come, and what was right stays", async () => {
    const uploader = await ada();
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    await patch(uploader, id, 0, diary.subarray(0, 20));
    const tooMany = Buffer.concat([diary.subarray(20), Buffer.from("more")]);
    expect((await patch(uploader, id, 20, tooMany)).ok).toBe(false);
    expect(await uploader.store.documents.get(id)).toBeNull();
    expect((await patch(uploader, id, 20, diary.subarray(20))).status).toBe(204);
  });

  test("is not finished while bytes are missing", async () => {
    const uploader = await ada();
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    await patch(uploader, id, 0, diary.subarray(0, 20));
    expect((await refusalOf(receiver.finish(id, uploader))).code).toBe("conflict");
    expect(await uploader.store.documents.get(id)).toBeNull();
    expect(await offsetOf(uploader, id)).toBe(20);
  });
});

describe("a file that cannot be taken", () => {
  test("is refused with its reason when the last byte is there, and nothing of it is kept", async () => {
    const uploader = await ada();
    const fake = Buffer.from("this is no PDF");
    const id = await announced(uploader, fake, "cv.pdf");
    await create(uploader, id, fake.length);
    const response = await patch(uploader, id, 0, fake);
    expect(response.status).toBe(422);
    const body = (await response.json()) as { message: string };
    expect(body.message).toMatch(/name says this is a PDF/);

    expect(await uploader.store.documents.get(id)).toBeNull();
    expect(await uploader.store.files.open({ kind: "document", id })).toBeNull();
    expect(await uploader.store.files.getUpload(id)).toBeNull();
    expect(await leftovers()).toEqual([]);
  });

  test("says why once more to whoever did not hear it, and to nobody else", async () => {
    const uploader = await ada();
    const fake = Buffer.from("this is no PDF");
    const id = await announced(uploader, fake, "cv.pdf");
    await create(uploader, id, fake.length);
    await patch(uploader, id, 0, fake);
    expect(await receiver.finish(id, uploader)).toMatchObject({
      kind: "refused",
      sentence: expect.stringMatching(/name says this is a PDF/),
    });
    expect((await refusalOf(receiver.finish(id, await cleo()))).code).toBe("not_found");
  });

  test("is refused before a byte is sent where that is possible", async () => {
    const { store } = await ada();
    const announce = (name: string, size: number, declaredType = "") =>
      refusalOf(announceUpload(store, { id: createId(), name, declaredType, size, categoryId: null }));
    expect((await announce("empty.txt", 0)).sentence).toMatch(/empty/);
    expect((await announce("film.txt", maximumFileBytes + 1)).code).toBe("too_large");
    expect((await announce("drawing.svg", 100)).sentence).toMatch(/SVG/);
    expect((await announce("cv.pdf", 100, "image/png")).sentence).toMatch(/do not agree/);
    expect(await store.files.listUploads()).toEqual([]);
  });

  test("is refused when there is no room for it, and its bytes are not kept", async () => {
    const uploader = await ada();
    const store = {
      ...uploader.store,
      documents: {
        ...uploader.store.documents,
        create: () => Promise.reject(new AppError("too_large", { sentence: "No room." })),
      },
    };
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    const response = await patch({ ...uploader, store }, id, 0, diary);
    expect(response.status).toBe(422);
    expect(await uploader.store.files.open({ kind: "document", id })).toBeNull();
    expect(await leftovers()).toEqual([]);
  });
});

describe("cut off between two steps", () => {
  const steps = ["put", "create", "removeUpload"] as const;

  test.each(steps)(
    "a failure at %s is made good by asking again: one document, nothing left",
    async (step) => {
      const uploader = await ada();
      const { store } = uploader;
      let broken = true;
      const fails =
        <A extends unknown[], R>(work: (...given: A) => Promise<R>, after: boolean) =>
        async (...given: A): Promise<R> => {
          if (broken && !after) throw new AppError("unavailable");
          const result = await work(...given);
          if (broken) throw new AppError("unavailable");
          return result;
        };
      const cutOff: Uploader = {
        ...uploader,
        store: {
          ...store,
          files: {
            ...store.files,
            put: step === "put" ? fails(store.files.put, true) : store.files.put,
            removeUpload:
              step === "removeUpload" ? fails(store.files.removeUpload, false) : store.files.removeUpload,
          },
          documents: {
            ...store.documents,
            create: step === "create" ? fails(store.documents.create, true) : store.documents.create,
          },
        },
      };
      const id = await announced(uploader, diary);
      await create(cutOff, id, diary.length);
      expect((await patch(cutOff, id, 0, diary)).status).toBe(503);

      broken = false;
      const outcome = await receiver.finish(id, cutOff);
      expect(outcome).toMatchObject({ kind: "accepted", document: { id } });
      expect(await storedBytes(uploader, id)).toEqual(diary);
      expect((await store.documents.list()).items).toHaveLength(1);
      expect(await store.files.listUploads()).toEqual([]);
      expect(await leftovers()).toEqual([]);
    },
  );

  test("asked by many at once it is prepared once, and all hear the same", async () => {
    const uploader = await ada();
    let prepared = 0;
    receiver = openReceiver({
      prepare: (input) => {
        prepared += 1;
        return prepareDocument(input);
      },
    });
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    const [answer, ...outcomes] = await Promise.all([
      patch(uploader, id, 0, diary),
      ...[1, 2, 3].map(async () => {
        await expect.poll(() => access(path.join(partsFolder(workFolder), id)).then(() => true)).toBe(true);
        return receiver.finish(id, uploader).catch((error: unknown) => error);
      }),
    ]);
    expect(answer.status).toBe(204);
    for (const outcome of outcomes) {
      const early = outcome instanceof AppError && outcome.code === "conflict";
      if (!early) expect(outcome).toMatchObject({ kind: "accepted", document: { id } });
    }
    expect(await receiver.finish(id, uploader)).toMatchObject({ kind: "accepted" });
    expect(prepared).toBe(1);
  });

  test("given up while it was being prepared, no document appears", async () => {
    const uploader = await ada();
    receiver = openReceiver({
      prepare: async (input) => {
        await uploader.store.files.removeUpload(path.basename(input.path));
        return prepareDocument(input);
      },
    });
    const id = await announced(uploader, diary);
    await create(uploader, id, diary.length);
    expect((await patch(uploader, id, 0, diary)).status).toBe(404);
    expect(await uploader.store.documents.get(id)).toBeNull();
    expect(await uploader.store.files.open({ kind: "document", id })).toBeNull();
  });
});

describe("bytes that the storage was sent past the app", () => {
  /** Somebody whose storage says it was sent these bytes, whichever upload of theirs is asked for. */
  function withSent(uploader: Uploader, sent: Buffer): Uploader {
    const { store } = uploader;
    const files = {
      ...store.files,
      openReceived: async (id: string) =>
        (await store.files.getUpload(id)) && {
          size: sent.length,
          stream: new Blob([new Uint8Array(sent)]).stream(),
        },
    };
    return { ...uploader, store: { ...store, files } };
  }

  test("are checked and cleaned like any other, and no copy of them stays", async () => {
    const photo = await makeJpeg();
    const uploader = withSent(await ada(), photo);
    const id = await announced(uploader, photo, "beach.jpg");
    expect(await receiver.finish(id, uploader)).toMatchObject({ kind: "accepted", document: { id } });
    expect(plantedIn(await storedBytes(uploader, id))).toEqual([]);
    expect(await uploader.store.files.getUpload(id)).toBeNull();
    expect(await leftovers()).toEqual([]);
  });

  test("are refused with the reason when they are not what they say, and forgotten", async () => {
    const fake = Buffer.from("this is no PDF");
    const uploader = withSent(await ada(), fake);
    const id = await announced(uploader, fake, "cv.pdf");
    expect(await receiver.finish(id, uploader)).toMatchObject({
      kind: "refused",
      sentence: expect.stringMatching(/name says this is a PDF/),
    });
    expect(await uploader.store.files.getUpload(id)).toBeNull();
    expect(await leftovers()).toEqual([]);
  });

  test("are waited for while there are fewer or more than was announced", async () => {
    const uploader = await ada();
    for (const sent of [diary.subarray(1), Buffer.concat([diary, diary])]) {
      const sender = withSent(uploader, sent);
      const id = await announced(sender, diary);
      expect((await refusalOf(receiver.finish(id, sender))).code).toBe("conflict");
      expect(await sender.store.documents.get(id)).toBeNull();
      expect(await leftovers()).toEqual([]);
    }
  });
});
