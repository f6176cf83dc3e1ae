import sharp from "sharp";
import { describe, expect, it } from "vitest";
import yauzl from "yauzl";

import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { readAll } from "#tests/support/content.ts";
import { planted, plantedIn } from "#tests/support/sample-exif.ts";
import { docxParts, makeDocx, makeZip } from "#tests/support/sample-files.ts";
import { refusedUpload, upload } from "#tests/support/uploads.ts";

async function partsOf(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
  const parts = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    parts.set(entry.fileName, Buffer.from(await readAll(await zip.openReadStreamPromise(entry))));
  return parts;
}

async function changed(changes: Record<string, string | Buffer | null>): Promise<Buffer> {
  const parts = await docxParts();
  for (const [name, content] of Object.entries(changes))
    if (content === null) parts.delete(name);
    else parts.set(name, Buffer.from(content));
  return makeZip(parts);
}

/** Overwrites the unpacked size that the list at the end of the archive declares for a part. */
function declareSize(zip: Buffer, name: string, size: number): Buffer {
  const copy = Buffer.from(zip);
  const record = copy.lastIndexOf(Buffer.from(name)) - 46;
  expect(copy.toString("latin1", record, record + 4)).toBe("PK\x01\x02");
  copy.writeUInt32LE(size, record + 24);
  return copy;
}

const refusedWord = async (bytes: Buffer) => (await refusedUpload({ name: "cv.docx", bytes })).sentence;

describe("a Word document", () => {
  it("loses author, company, custom properties, thumbnail and the EXIF of its photos", async () => {
    const original = await makeDocx();
    const before = await partsOf(original);
    expect(plantedIn(Buffer.concat([...before.values()]))).toEqual(
      expect.arrayContaining(["author", "serial", "latitude"]),
    );

    const { bytes, facts } = await upload({ name: "cv.docx", bytes: original });

    const after = await partsOf(bytes);
    expect(plantedIn(Buffer.concat([bytes, ...after.values()]))).toEqual([]);
    expect([...after.keys()]).toEqual([...before.keys()].filter((name) => !name.includes("thumbnail")));
    expect(after.get("_rels/.rels")?.toString()).not.toContain("thumbnail");
    expect(facts).toMatchObject({ kind: "docx", extension: "docx", thumbnail: null, pageCount: null });
  });

  it("keeps its text byte for byte and its photos pixel by pixel, turned as they were", async () => {
    const before = await docxParts();
    const { bytes } = await upload({ name: "cv.docx", bytes: await makeDocx() });
    const after = await partsOf(bytes);
    expect(after.get("word/document.xml")).toEqual(before.get("word/document.xml"));
    expect(after.get("[Content_Types].xml")).toEqual(before.get("[Content_Types].xml"));
    for (const name of ["word/media/image1.jpeg", "word/media/image2.png"])
      expect(await sharp(after.get(name)).raw().toBuffer()).toEqual(
        await sharp(before.get(name)).raw().toBuffer(),
      );
    expect((await sharp(after.get("word/media/image1.jpeg")).metadata()).orientation).toBe(6);
  });

  it("says nothing of when its parts were written", async () => {
    const { bytes } = await upload({ name: "cv.docx", bytes: await makeDocx() });
    const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      expect(entry.getLastModDate({ timezone: "local" }).getFullYear()).toBe(1980);
      expect(entry.extraFields).toEqual([]);
    }
  });

  it("keeps a photo it cannot walk through, without what stands before its first row", async () => {
    const photo = (await docxParts()).get("word/media/image1.jpeg");
    if (!photo) throw new Error("no photo");
    // The sample is one photo twice with a trailer behind it: this is the first, without its last rows.
    const cutOff = photo.subarray(0, (photo.length - planted.trailer.length) / 2 - 500);
    expect(plantedIn(cutOff)).toContain("latitude");
    const { bytes } = await upload({
      name: "cv.docx",
      bytes: await changed({ "word/media/image1.jpeg": cutOff }),
    });
    const kept = (await partsOf(bytes)).get("word/media/image1.jpeg") ?? Buffer.alloc(0);
    expect(kept.length).toBeGreaterThan(400);
    expect(plantedIn(kept)).toEqual([]);
  });

  it.each([
    ["any other zip", () => makeZip(new Map([["photo.jpg", Buffer.from("hello")]]))],
    ["a zip that only has a list of types", () => changed({ "word/document.xml": null })],
    [
      "a zip whose main part is a spreadsheet",
      async () => {
        const types = (await docxParts()).get("[Content_Types].xml")?.toString() ?? "";
        return changed({
          "[Content_Types].xml": types.replace("wordprocessingml.document", "spreadsheetml.sheet"),
        });
      },
    ],
    ["an empty zip", () => makeZip(new Map())],
  ])("is not %s", async (_, make) => {
    expect(await refusedWord(await make())).toBe(documentRefusals.notWord);
  });

  it("with programs in it is refused", async () => {
    const types = (await docxParts()).get("[Content_Types].xml")?.toString() ?? "";
    const withMacros = types.replace(
      "</Types>",
      '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    );
    const bytes = await changed({ "[Content_Types].xml": withMacros, "word/vbaProject.bin": "program" });
    expect(await refusedWord(bytes)).toBe(documentRefusals.macroWord);
  });

  it("is refused when its end is missing", async () => {
    const whole = await makeDocx();
    expect(await refusedWord(whole.subarray(0, whole.length * 0.8))).toBe(documentRefusals.cutOff);
  });

  it("is refused when one of its parts is damaged", async () => {
    const parts = await docxParts();
    const whole = await makeZip(parts);
    const at = whole.indexOf("word/media/image1.jpeg") + 1000;
    const broken = Buffer.from(whole).fill(0x55, at, at + 40);
    expect(await refusedWord(broken)).toBe(documentRefusals.damagedWord);
  });

  it("that declares more than we unpack is refused before anything is unpacked", async () => {
    const bomb = declareSize(await makeDocx(), "word/document.xml", 900 * 1024 * 1024);
    expect(await refusedWord(bomb)).toBe(documentRefusals.swollenWord);
  });

  it("whose parts unpack to more than they declare is refused", async () => {
    const liar = await changed({ "word/document.xml": Buffer.alloc(1_000_000, "<w:document>") });
    expect(await refusedWord(declareSize(liar, "word/document.xml", 1000))).toBe(
      documentRefusals.damagedWord,
    );
  });

  it("that declares too many parts is refused before any of them is looked at", async () => {
    const bomb = Buffer.from(await changed({}));
    const end = bomb.lastIndexOf("PK\x05\x06");
    bomb.writeUInt16LE(6000, end + 8);
    bomb.writeUInt16LE(6000, end + 10);
    expect(await refusedWord(bomb)).toBe(documentRefusals.swollenWord);
  });

  it("with a part that wants to be written elsewhere is refused", async () => {
    const bytes = Buffer.from(
      (await changed({ "word/aa/x.xml": planted.note }))
        .toString("latin1")
        .replaceAll("word/aa/x.xml", "../../aa/x.xml"),
      "latin1",
    );
    expect(await refusedWord(bytes)).toBe(documentRefusals.damagedWord);
  });

  it("in the old format or locked with a password is refused with the way out", async () => {
    const old = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(2000)]);
    expect(await refusedWord(old)).toBe(documentRefusals.oldOrLockedWord);
  });
});
