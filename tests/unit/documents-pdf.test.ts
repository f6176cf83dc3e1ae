import { deflateSync } from "node:zlib";

import { PDFDocument, PDFName, PDFRawStream } from "@cantoo/pdf-lib";
import { PDFiumLibrary } from "@hyzyla/pdfium";
import sharp from "sharp";
import { describe, expect, it } from "vitest";

import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { plantedIn } from "#tests/support/sample-exif.ts";
import { makePdf } from "#tests/support/sample-files.ts";
import { refusedUpload, upload } from "#tests/support/uploads.ts";

/** Every byte of a PDF as it is once streams are unpacked: a second pair of eyes on what is left. */
async function unpacked(bytes: Buffer): Promise<Buffer> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
  const objects = pdf.context.enumerateIndirectObjects().map(([, object]) => object);
  const texts = objects.map((object) => Buffer.from(object.toString(), "latin1"));
  const streams = objects.flatMap((object) =>
    object instanceof PDFRawStream ? [Buffer.from(object.contents)] : [],
  );
  return Buffer.concat([bytes, ...texts, ...streams]);
}

async function textOfPages(bytes: Buffer): Promise<string[]> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(bytes);
  const texts = [...document.pages()].map((page) => page.getText());
  document.destroy();
  return texts;
}

describe("a PDF", () => {
  it("loses author, dates, XMP, editors' notes and the EXIF of its photos, and no word of its text", async () => {
    const original = await makePdf({ pages: 4 });
    expect(plantedIn(await unpacked(original))).toEqual(
      expect.arrayContaining(["author", "serial", "camera", "note", "latitude"]),
    );

    const { bytes, facts } = await upload({ name: "cv.pdf", bytes: original, type: "application/pdf" });

    const left = await unpacked(bytes);
    expect(plantedIn(left)).toEqual([]);
    expect(left.toString("latin1")).not.toMatch(
      /\/(Metadata|PieceInfo|LastModified|Info|Author|Producer|CreationDate)\b/,
    );
    expect(await textOfPages(bytes)).toEqual(await textOfPages(original));
    expect(facts).toMatchObject({ kind: "pdf", mimeType: "application/pdf", extension: "pdf", pageCount: 4 });
  });

  it("keeps the pixels of its photos", async () => {
    const photo = async (bytes: Buffer) => {
      const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
      const streams = pdf.context.enumerateIndirectObjects().map(([, object]) => object);
      const found = streams.find(
        (object) =>
          object instanceof PDFRawStream && object.dict.get(PDFName.of("Subtype")) === PDFName.of("Image"),
      );
      if (!(found instanceof PDFRawStream)) throw new Error("no photo");
      return sharp(found.contents).raw().toBuffer();
    };
    const original = await makePdf();
    const { bytes } = await upload({ name: "cv.pdf", bytes: original });
    expect(await photo(bytes)).toEqual(await photo(original));
  });

  it("loses the EXIF of photos that were deflated once more on their way in", async () => {
    const pdf = await PDFDocument.load(await makePdf(), { updateMetadata: false });
    for (const [ref, object] of pdf.context.enumerateIndirectObjects()) {
      if (
        !(object instanceof PDFRawStream) ||
        object.dict.get(PDFName.of("Filter")) !== PDFName.of("DCTDecode")
      )
        continue;
      object.dict.set(PDFName.of("Filter"), pdf.context.obj(["FlateDecode", "DCTDecode"]));
      pdf.context.assign(ref, PDFRawStream.of(object.dict, deflateSync(object.contents)));
    }
    const { bytes } = await upload({ name: "cv.pdf", bytes: Buffer.from(await pdf.save()) });
    const after = await PDFDocument.load(bytes, { updateMetadata: false });
    const photos = after.context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFRawStream ? [object] : []))
      .filter(({ dict }) => dict.get(PDFName.of("Subtype")) === PDFName.of("Image"));
    expect(photos).toHaveLength(1);
    for (const { contents, dict } of photos) {
      expect(dict.get(PDFName.of("Filter"))).toBe(PDFName.of("DCTDecode"));
      expect(plantedIn(Buffer.from(contents))).toEqual([]);
      expect((await sharp(contents).metadata()).width).toBe(320);
    }
  });

  it("gets its first page as a thumbnail of 640 pixels", async () => {
    const { thumbnail, facts } = await upload({ name: "cv.pdf", bytes: await makePdf() });
    if (!thumbnail) throw new Error("no thumbnail");
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: "webp", width: 427, height: 640 });
    expect(facts.thumbnail).toMatchObject({ width: 427, height: 640, size: thumbnail.length });
    // White paper with the drawing on it.
    const { channels } = await sharp(thumbnail).stats();
    expect(Math.max(...channels.map(({ max }) => max))).toBeGreaterThan(240);
    expect(Math.min(...channels.map(({ min }) => min))).toBeLessThan(60);
  });

  it("that only restricts printing is opened, cleaned, and free of the restriction", async () => {
    const original = await makePdf({ ownerPassword: "printer", userPassword: "" });
    const { bytes, facts } = await upload({ name: "cv.pdf", bytes: original });
    expect(facts.pageCount).toBe(3);
    expect(bytes.includes("/Encrypt")).toBe(false);
    expect(plantedIn(await unpacked(bytes))).toEqual([]);
    expect((await textOfPages(bytes))[0]).toContain("Hello from Ada");
  });

  it("that asks its reader for a password is refused, and says so", async () => {
    const refused = await refusedUpload({ name: "cv.pdf", bytes: await makePdf({ userPassword: "secret" }) });
    expect(refused).toEqual({ code: "invalid_input", sentence: documentRefusals.lockedPdf });
  });

  it("is refused when its end is missing, wherever it was cut", async () => {
    const whole = await makePdf({ pages: 20 });
    for (const share of [0.1, 0.5, 0.9, 0.99]) {
      const refused = await refusedUpload({ name: "cv.pdf", bytes: whole.subarray(0, whole.length * share) });
      expect(refused.sentence).toBe(documentRefusals.cutOff);
    }
  });

  it("is refused when pages in its middle cannot be read, though its end is there", async () => {
    const whole = await makePdf({ pages: 20 });
    const text = whole.toString("latin1");
    const page = text.lastIndexOf("/Type /Page\n");
    const start = text.lastIndexOf(" obj", page);
    const end = text.indexOf("endobj", page);
    const broken = Buffer.from(whole).fill(0x20, start, end + 6);
    const refused = await refusedUpload({ name: "cv.pdf", bytes: broken });
    expect(refused.sentence).toBe(documentRefusals.damagedPdf);
  });

  it("may have a little junk or a block of zeros behind its end", async () => {
    const original = Buffer.concat([
      await makePdf(),
      Buffer.from("\r\n<!-- served by -->\n"),
      Buffer.alloc(5000),
    ]);
    expect((await upload({ name: "cv.pdf", bytes: original })).facts.pageCount).toBe(3);
  });

  it("keeps only its last version: what was changed before is gone", async () => {
    const first = await makePdf({ pages: 1 });
    const pdf = await PDFDocument.load(first, { updateMetadata: false, forIncrementalUpdate: true });
    pdf.setAuthor("Second Author");
    const second = Buffer.from(await pdf.save());
    expect(second.subarray(0, first.length)).toEqual(first);
    const { bytes } = await upload({ name: "cv.pdf", bytes: second });
    const left = await unpacked(bytes);
    expect(plantedIn(left)).toEqual([]);
    expect(left.includes("Second Author")).toBe(false);
  });
});
