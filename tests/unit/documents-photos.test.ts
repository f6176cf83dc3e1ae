import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";

import { imageWalkers } from "#lib/documents/clean-image.ts";
import { readExif } from "#lib/documents/exif.ts";
import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { makeExif, planted, plantedIn, plantedTakenAt } from "#tests/support/sample-exif.ts";
import {
  jpegSegment,
  makeAnimatedWebp,
  makeJpeg,
  makePixelBomb,
  makePlainJpeg,
  makePlainPng,
  makePlainWebp,
  makePng,
  makeWebp,
  riffChunks,
} from "#tests/support/sample-files.ts";
import { heicQuarters, makeHeic } from "#tests/support/sample-heic.ts";
import { refusedUpload, upload } from "#tests/support/uploads.ts";

const kinds = [
  {
    ending: "jpg",
    make: makeJpeg,
    makePlain: makePlainJpeg,
    mimeType: "image/jpeg",
    walk: imageWalkers.jpeg,
  },
  { ending: "png", make: makePng, makePlain: makePlainPng, mimeType: "image/png", walk: imageWalkers.png },
  {
    ending: "webp",
    make: makeWebp,
    makePlain: makePlainWebp,
    mimeType: "image/webp",
    walk: imageWalkers.webp,
  },
];

const pixelsOf = (bytes: Buffer) => sharp(bytes).raw().toBuffer();

describe.each(kinds)("a photo as $ending", ({ ending, make, makePlain, mimeType, walk }) => {
  it("loses place, serial number, author, notes and thumbnails, and not a pixel", async () => {
    const original = await make({ orientation: 6, wideColours: true });
    expect(plantedIn(original)).toEqual(
      expect.arrayContaining(["author", "serial", "latitude", "makerNote", "trailer"]),
    );

    const { bytes, facts } = await upload({ name: `photo.${ending}`, bytes: original, type: mimeType });

    expect(plantedIn(bytes)).toEqual([]);
    expect(await pixelsOf(bytes)).toEqual(await pixelsOf(await makePlain({ wideColours: true })));
    expect(facts).toMatchObject({ mimeType, extension: ending, size: bytes.length });
  });

  it("keeps its orientation and its colour profile", async () => {
    const { bytes } = await upload({
      name: `photo.${ending}`,
      bytes: await make({ orientation: 6, wideColours: true }),
    });
    const before = await sharp(await makePlain({ wideColours: true })).metadata();
    const after = await sharp(bytes).metadata();
    expect(after.orientation).toBe(6);
    expect(before.icc?.length).toBeGreaterThan(0);
    expect(after.icc).toEqual(before.icc);
    // The one block of EXIF that is left says nothing but how to turn the picture.
    expect(after.exif?.length).toBeLessThanOrEqual(32);
    expect(after.xmp).toBeUndefined();
  });

  it("has no EXIF at all when it is upright", async () => {
    const { bytes } = await upload({ name: `photo.${ending}`, bytes: await make() });
    expect((await sharp(bytes).metadata()).exif).toBeUndefined();
  });

  it("says when it was taken, and its size as it is shown", async () => {
    const { facts } = await upload({ name: `photo.${ending}`, bytes: await make({ orientation: 6 }) });
    expect(facts).toMatchObject({ takenAt: plantedTakenAt.iso, width: 200, height: 320 });
  });

  it("gets a thumbnail of at most 640 pixels, upright, with nothing said about it", async () => {
    const large = await make({ width: 1600, height: 1000, orientation: 6 });
    const { thumbnail, facts } = await upload({ name: `photo.${ending}`, bytes: large });
    if (!thumbnail) throw new Error("no thumbnail");
    const metadata = await sharp(thumbnail).metadata();
    expect(metadata).toMatchObject({ format: "webp", width: 400, height: 640 });
    expect([metadata.exif, metadata.xmp, metadata.orientation]).toEqual([undefined, undefined, undefined]);
    expect(facts.thumbnail).toMatchObject({
      mimeType: "image/webp",
      width: 400,
      height: 640,
      size: thumbnail.length,
    });
    // Turned by a quarter to the right, the lower left quarter of the picture is the upper left one.
    const [red = 0, , blue = 0] = await sharp(thumbnail)
      .extract({ left: 50, top: 50, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect(blue).toBeGreaterThan(red + 60);
  });

  it("is refused when its end is missing, wherever it was cut", async () => {
    const plain = await makePlain();
    for (const length of [plain.length * 0.3, plain.length * 0.7, plain.length - 2]) {
      const refused = await refusedUpload({ name: `photo.${ending}`, bytes: plain.subarray(0, length) });
      expect(refused).toEqual({ code: "invalid_input", sentence: documentRefusals.cutOff });
    }
  });

  it("shows nothing planted however it is cut", async () => {
    const original = await make({ orientation: 3 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: original.length }), (length) => {
        const walked = walk(original.subarray(0, length));
        if (typeof walked !== "string") expect(plantedIn(Buffer.concat(walked.pieces))).toEqual([]);
      }),
    );
  });

  it("never makes the walker stumble, whatever bytes are changed", async () => {
    const original = await make();
    const change = fc.tuple(fc.nat({ max: original.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const broken = Buffer.from(original);
        for (const [at, value] of changes) broken[at] = value;
        expect(() => walk(broken)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

// The decoder of WebP takes zeros for a picture that goes on in grey.
describe.each(kinds.filter(({ ending }) => ending !== "webp"))(
  "a photo as $ending",
  ({ ending, makePlain }) => {
    it("is refused when the rest of it is zeros, as a broken download leaves it", async () => {
      const plain = await makePlain();
      const half = Buffer.concat([plain.subarray(0, plain.length / 2), Buffer.alloc(plain.length / 2)]);
      expect((await refusedUpload({ name: `photo.${ending}`, bytes: half })).code).toBe("invalid_input");
    });
  },
);

describe("a JPEG", () => {
  it("that was cut off and closed again is refused, for half of it is grey", async () => {
    for (const progressive of [false, true]) {
      const plain = await makePlainJpeg({ progressive });
      const closed = Buffer.concat([plain.subarray(0, plain.length / 2), Buffer.from([0xff, 0xd9])]);
      const refused = await refusedUpload({ name: "photo.jpg", bytes: closed });
      expect(refused).toEqual({ code: "invalid_input", sentence: documentRefusals.damagedPhoto });
    }
  });

  it("with a few stray bytes before its end, as some cameras write them, is taken", async () => {
    const plain = await makePlainJpeg({ progressive: true });
    const stray = Buffer.concat([plain.subarray(0, -2), Buffer.from([1, 2, 3, 4, 5, 0xff, 0xd9])]);
    expect((await upload({ name: "photo.jpg", bytes: stray })).facts.width).toBe(320);
  });

  it("keeps its pixels when it is progressive", async () => {
    const { bytes } = await upload({ name: "photo.jpg", bytes: await makeJpeg({ progressive: true }) });
    expect(await pixelsOf(bytes)).toEqual(await pixelsOf(await makePlainJpeg({ progressive: true })));
  });

  it("with stray bytes between its segments is encoded again, and as clean", async () => {
    const photo = await makeJpeg({ orientation: 6 });
    const tables = photo.indexOf(Buffer.from([0xff, 0xdb]));
    const odd = Buffer.concat([photo.subarray(0, tables), Buffer.from([0, 0, 0]), photo.subarray(tables)]);
    expect(imageWalkers.jpeg(odd)).toBe("unusual");
    const { bytes, facts } = await upload({ name: "photo.jpg", bytes: odd });
    expect(plantedIn(bytes)).toEqual([]);
    expect(facts).toMatchObject({ kind: "jpeg", width: 200, height: 320 });
  });

  it("loses the thumbnail in its JFIF header, and keeps the rest of it", async () => {
    const plain = await makePlainJpeg();
    const jfif = Buffer.from("JFIF\0\x01\x01\x01\0\x48\0\x48", "latin1");
    const withThumbnail = Buffer.concat([jfif, Buffer.from([4, 1]), Buffer.from(planted.note)]);
    const walked = imageWalkers.jpeg(putFirst(plain, jpegSegment(0xe0, withThumbnail)));
    if (typeof walked === "string") throw new Error(walked);
    const without = jpegSegment(0xe0, Buffer.concat([jfif, Buffer.from([0, 0])]));
    expect(Buffer.concat(walked.pieces)).toEqual(putFirst(plain, without));
  });
});

function putFirst(jpeg: Buffer, segment: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

describe("a WebP with frames", () => {
  it("keeps moving, without the cargo hidden in a frame", async () => {
    const original = await makeAnimatedWebp();
    expect(plantedIn(original)).toEqual(["note"]);
    const { bytes } = await upload({ name: "dance.webp", bytes: original });
    expect(plantedIn(bytes)).toEqual([]);
    expect(riffChunks(bytes).filter(({ type }) => type === "ANMF")).toHaveLength(2);
    const frames = (file: Buffer) => sharp(file, { animated: true }).raw().toBuffer();
    expect(await frames(bytes)).toEqual(await frames(original));
  });
});

describe("a HEIC photo", () => {
  /** Decoders spread the values of video (16 to 235) over the whole range. */
  const shown = heicQuarters.map((value) => Math.round(((value - 16) * 255) / 219));

  async function quarters(bytes: Buffer): Promise<number[]> {
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => data[(y * info.width + x) * info.channels] ?? -1;
    return [at(16, 16), at(48, 16), at(16, 48), at(48, 48)];
  }

  it("becomes a JPEG of the same pixels, with nothing planted in it", async () => {
    const { bytes, facts, thumbnail } = await upload({
      name: "IMG_1.HEIC",
      bytes: makeHeic(),
      type: "image/heic",
    });
    expect(facts).toMatchObject({
      kind: "jpeg",
      mimeType: "image/jpeg",
      extension: "jpg",
      width: 64,
      height: 64,
    });
    expect(facts.takenAt).toBe(plantedTakenAt.iso);
    expect(plantedIn(bytes)).toEqual([]);
    expect((await sharp(bytes).metadata()).format).toBe("jpeg");
    for (const [index, value] of (await quarters(bytes)).entries())
      expect(Math.abs(value - (shown[index] ?? 0))).toBeLessThanOrEqual(2);
    expect(thumbnail).not.toBeNull();
  });

  it("carries its colour profile over unchanged", async () => {
    const { icc } = await sharp(await makePlainJpeg({ wideColours: true })).metadata();
    if (!icc) throw new Error("no profile");
    const { bytes } = await upload({ name: "photo.heic", bytes: makeHeic({ profile: icc }) });
    expect((await sharp(bytes).metadata()).icc).toEqual(icc);
  });

  it("is turned as its own boxes say, once, and not again by its EXIF", async () => {
    const { bytes } = await upload({ name: "photo.heic", bytes: makeHeic({ turns: 1, orientation: 6 }) });
    expect((await sharp(bytes).metadata()).orientation).toBeUndefined();
    const [topLeft, topRight, bottomLeft, bottomRight] = shown;
    const turned = [topRight, bottomRight, topLeft, bottomLeft];
    for (const [index, value] of (await quarters(bytes)).entries())
      expect(Math.abs(value - (turned[index] ?? 0))).toBeLessThanOrEqual(2);
  });

  it("is refused when its end is missing", async () => {
    const whole = makeHeic();
    const refused = await refusedUpload({ name: "photo.heic", bytes: whole.subarray(0, whole.length / 2) });
    expect(refused.sentence).toBe(documentRefusals.cutOff);
  });

  it("is refused by the size it claims, before it is decoded", async () => {
    const refused = await refusedUpload({ name: "photo.heic", bytes: makeHeic({ claimedSide: 20_000 }) });
    expect(refused.sentence).toBe(documentRefusals.tooManyPixels);
  });
});

describe("a pixel bomb", () => {
  it("is refused at once, by its header alone", async () => {
    await upload({ name: "warm-up.png", bytes: await makePng() });
    const start = performance.now();
    const refused = await refusedUpload({ name: "bomb.png", bytes: makePixelBomb(60_000, 60_000) });
    expect(refused).toEqual({ code: "invalid_input", sentence: documentRefusals.tooManyPixels });
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("EXIF", () => {
  it.each([
    ["a clock that was never set", "0000:00:00 00:00:00"],
    ["blanks", "    :  :     :  :  "],
    ["a day that does not exist", "2021:02:30 10:00:00"],
  ])("with %s gives no date", (_, takenAt) => {
    expect(readExif(makeExif({ takenAt })).takenAt).toBeNull();
  });

  it("is read in both byte orders", () => {
    for (const littleEndian of [true, false])
      expect(readExif(makeExif({ littleEndian, orientation: 8 }))).toEqual({
        orientation: 8,
        takenAt: plantedTakenAt.iso,
      });
  });

  it("of any bytes at all gives an orientation and never an exception", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom("II*\0", "MM\0*", ""), (bytes, head) => {
        const { orientation } = readExif(Buffer.concat([Buffer.from(head, "latin1"), bytes]));
        expect(orientation >= 1 && orientation <= 8).toBe(true);
      }),
    );
  });
});
