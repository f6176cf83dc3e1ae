import { describe, expect, it } from "vitest";

import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { makeDocx, makeJpeg, makePdf, makePng, makeWebp } from "#tests/support/sample-files.ts";
import { makeHeic } from "#tests/support/sample-heic.ts";
import { makeM4a, makeMp3, makeWav } from "#tests/support/sample-recordings.ts";
import { refusedUpload, upload } from "#tests/support/uploads.ts";

describe("a file is refused, with nothing left behind, when", () => {
  it("it is larger than the limit", async () => {
    const refused = await refusedUpload({ name: "long.txt", bytes: Buffer.alloc(maximumFileBytes + 1, "a") });
    expect(refused).toEqual({ code: "too_large", sentence: documentRefusals.tooLarge });
  });

  it("it is empty", async () => {
    const refused = await refusedUpload({ name: "photo.jpg", bytes: "" });
    expect(refused).toEqual({ code: "invalid_input", sentence: documentRefusals.empty });
  });

  it.each(["drawing.svg", "page.html", "tool.exe", "clip.mov"])(
    "it is of another kind, like %s",
    async (name) => {
      expect((await refusedUpload({ name, bytes: "hello" })).code).toBe("invalid_input");
    },
  );

  it("its declared type contradicts its name", async () => {
    const refused = await refusedUpload({ name: "photo.jpg", bytes: await makeJpeg(), type: "image/png" });
    expect(refused.sentence).toBe(documentRefusals.typeDisagrees);
  });

  it.each([
    [
      "a PDF called a photo",
      "photo.jpg",
      makePdf,
      "The name says this is a JPEG photo, but inside it is a PDF.",
    ],
    [
      "a photo called a PDF",
      "cv.pdf",
      makeJpeg,
      "The name says this is a PDF, but inside it is a JPEG photo.",
    ],
    ["a PNG called a JPEG", "photo.jpg", makePng, "but inside it is a PNG picture."],
    ["a WebP called a PNG", "photo.png", makeWebp, "but inside it is a WebP picture."],
    ["a HEIC called a JPEG", "photo.jpg", async () => makeHeic(), "but inside it is a HEIC photo."],
    ["a zip called a PDF", "cv.pdf", makeDocx, "but inside it is a packed file (zip)."],
    [
      "a PDF called a text",
      "notes.txt",
      makePdf,
      "The name says this is a text file, but inside it is a PDF.",
    ],
    [
      "a recording called another kind of it",
      "note.mp3",
      async () => makeWav(),
      "but inside it is a WAV recording.",
    ],
    ["an M4A called a WAV", "note.wav", async () => makeM4a(), "but inside it is an M4A recording."],
    ["an MP3 called a table", "friends.csv", async () => makeMp3(), "but inside it is an MP3 recording."],
  ])("its bytes disagree with its name: %s", async (_, name, make, sentence) => {
    const refused = await refusedUpload({ name, bytes: await make() });
    expect(refused.code).toBe("invalid_input");
    expect(refused.sentence).toContain(sentence);
  });

  it("a program is called a photo", async () => {
    const refused = await refusedUpload({ name: "photo.jpg", bytes: Buffer.from("MZ\x90\0\x03", "latin1") });
    expect(refused.sentence).toBe(documentRefusals.notWhatItSays("a JPEG photo"));
  });

  it("it is a web page or a drawing called a photo", async () => {
    for (const bytes of [
      "<!doctype html><script>alert(1)</script>",
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
    ])
      expect((await refusedUpload({ name: "photo.png", bytes })).sentence).toMatch(/something else/);
  });
});

describe("a text file", () => {
  const text = "Grüße, naïve café\r\n\ttabs and lines\n";

  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16 as Windows writes it", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 the other way round", Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    [
      "the Western encoding of Windows",
      Buffer.concat([Buffer.from(text, "latin1"), Buffer.from([0x80, 0x93, 0x94])]),
    ],
    ["words about file formats", Buffer.from("ID3 is a tag. Files of the other sort begin with %PDF-1.7.")],
    ["HTML, kept as the text it is", Buffer.from("<script>alert(1)</script>")],
  ])("in %s is kept as it is, to the byte", async (_, bytes) => {
    for (const name of ["notes.txt", "notes.md", "notes.csv"])
      expect((await upload({ name, bytes })).bytes).toEqual(bytes);
  });

  it("is served as what its name says", async () => {
    const kept = await upload({ name: "notes.md", bytes: "# Hello" });
    expect(kept.facts).toMatchObject({
      kind: "markdown",
      mimeType: "text/markdown",
      extension: "md",
      thumbnail: null,
    });
  });

  it.each([
    ["NUL in it", Buffer.from("hello\0world")],
    ["control characters in it", Buffer.from("hello\x01\x02\x03")],
    ["bytes no encoding of ours knows", Buffer.from([0x68, 0x69, 0x81, 0x8d, 0x90])],
    ["half a character of UTF-16 at its end", Buffer.from([0xff, 0xfe, 0x68, 0x00, 0x69])],
    ["half a pair in UTF-16", Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x68, 0x00])],
  ])("is refused with %s", async (_, bytes) => {
    expect(await refusedUpload({ name: "notes.txt", bytes })).toEqual({
      code: "invalid_input",
      sentence: documentRefusals.notText,
    });
  });
});
