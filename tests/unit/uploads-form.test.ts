import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { createUploadReport, decodeUploadReport, encodeUploadReport } from "#lib/domain/upload-report.ts";
import { receiveForm } from "#lib/services/receive-form.ts";
import { createUploadReceiver, type Uploader, type UploadReceiver } from "#lib/services/receive-uploads.ts";
import { localStorageUnderTest } from "#tests/support/local-storage.ts";
import { refusalOf } from "#tests/support/refusals.ts";
import { useWorld } from "#tests/support/world.ts";

const world = useWorld(localStorageUnderTest);
let workFolder: string;
let receiver: UploadReceiver;

beforeEach(async () => {
  workFolder = await mkdtemp(path.join(tmpdir(), "keepintouch-form-"));
  receiver = createUploadReceiver({ workFolder, path: "/api/uploads" });
});
afterEach(() => rm(workFolder, { recursive: true, force: true }));

async function ada(): Promise<Uploader> {
  const person = await world().join("ada");
  return { store: person.store, viewer: { kind: "member", memberId: person.id } };
}

async function post(uploader: Uploader, form: FormData) {
  const encoded = new Response(form);
  const headers = { "content-type": encoded.headers.get("content-type") ?? "" };
  const body = await encoded.arrayBuffer();
  const request = new Request("http://localhost/api/uploads/form", { method: "POST", body, headers });
  return receiveForm(request, uploader, { workFolder, receiver });
}

function formOf(...files: File[]): FormData {
  const form = new FormData();
  form.set("page", "documents");
  for (const file of files) form.append("files", file);
  return form;
}

async function leftovers(): Promise<string[]> {
  const entries = await readdir(workFolder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe("a plain form", () => {
  test("adds its files; one refused does not stop the others", async () => {
    const uploader = await ada();
    const form = formOf(
      new File(["Monday. Rain."], "Grüße 🌧.txt", { type: "text/plain" }),
      new File(["not a pdf"], "cv.pdf", { type: "application/pdf" }),
      new File(["<svg/>"], "drawing.svg", { type: "image/svg+xml" }),
      new File(["title\nMiddlemarch"], "../books.csv", { type: "text/csv" }),
    );
    const { fields, files } = await post(uploader, form);
    expect(fields).toEqual({ page: "documents" });
    expect(files.map(({ name, refusal }) => [name, refusal === null])).toEqual([
      ["Grüße 🌧.txt", true],
      ["cv.pdf", false],
      ["drawing.svg", false],
      ["../books.csv", true],
    ]);
    const { items } = await uploader.store.documents.list();
    expect(items.map(({ name }) => name).toSorted()).toEqual(["../books.csv", "Grüße 🌧.txt"]);
    expect(await uploader.store.files.listUploads()).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  test("refuses a file over the limit without keeping any of it", async () => {
    const uploader = await ada();
    const large = new File([new Uint8Array(maximumFileBytes + 1)], "large.txt", { type: "text/plain" });
    const { files } = await post(uploader, formOf(large));
    expect(files).toEqual([{ name: "large.txt", refusal: expect.stringMatching(/larger than 50 MB/) }]);
    expect(await leftovers()).toEqual([]);
  });

  test("with nothing chosen adds nothing", async () => {
    const { files } = await post(await ada(), formOf(new File([], "")));
    expect(files).toEqual([]);
  });

  test("that breaks off is refused as a whole", async () => {
    const uploader = await ada();
    const type = "multipart/form-data; boundary=x";
    const body = '--x\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\nMonday';
    const request = new Request("http://localhost/", {
      method: "POST",
      body,
      headers: { "content-type": type },
    });
    const refusal = await refusalOf(
      receiveForm(request, uploader, { workFolder, receiver }),
      "invalid_input",
    );
    expect(refusal.sentence).toMatch(/did not arrive in full/);
    expect((await uploader.store.documents.list()).items).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  test("with more files than fit in one form says so, and keeps none", async () => {
    const uploader = await ada();
    const many = Array.from({ length: 21 }, (_, number) => new File(["Rain."], `${number}.txt`));
    const refusal = await refusalOf(post(uploader, formOf(...many)), "invalid_input");
    expect(refusal.sentence).toMatch(/at most 20/);
    expect(await leftovers()).toEqual([]);
  });

  test("of somebody without an onboarding is refused before it is read", async () => {
    const nobody: Uploader = { store: world().visitor, viewer: { kind: "visitor", capability: null } };
    await refusalOf(post(nobody, formOf(new File(["Rain."], "a.txt"))), "not_allowed");
    expect(await leftovers()).toEqual([]);
  });
});

describe("the report of a form", () => {
  test("comes back from the cookie as it was", () => {
    const report = createUploadReport([
      { name: "a.txt", refusal: null },
      { name: "שיר 🎵.svg", refusal: "We do not take SVG drawings." },
    ]);
    expect(report).toMatchObject({ accepted: 1, unnamed: 0, problem: null });
    expect(decodeUploadReport(encodeUploadReport(report))).toEqual(report);
  });

  test("fits into a cookie however much was refused, and says how much it leaves out", () => {
    const refused = Array.from({ length: 20 }, () => ({ name: "🌧".repeat(300), refusal: "No. ".repeat(40) }));
    const report = createUploadReport(refused);
    expect(encodeUploadReport(report).length).toBeLessThan(3900);
    expect(report.refused.length + report.unnamed).toBe(20);
    expect(report.unnamed).toBeGreaterThan(0);
  });

  test.each([undefined, "", "not base64 !", btoa("{}"), btoa("null"), btoa('{"accepted":-1}')])(
    "is nothing when the cookie holds %j",
    (text) => {
      expect(decodeUploadReport(text)).toBeNull();
    },
  );
});
