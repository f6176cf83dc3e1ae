import sharp from "sharp";
import { describe, expect, it } from "vitest";

import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { plantedIn } from "#tests/support/sample-exif.ts";
import {
  makeJpeg,
  makePdf,
  makePixelBomb,
  makePlainJpeg,
  makePng,
  makeWebp,
} from "#tests/support/sample-files.ts";
import { makeHeic } from "#tests/support/sample-heic.ts";
import { refusalOf } from "#tests/support/refusals.ts";
import { uploadAvatar } from "#tests/support/uploads.ts";

async function colourAt(bytes: Buffer, left: number, top: number): Promise<string> {
  const pixel = await sharp(bytes).extract({ left, top, width: 1, height: 1 }).raw().toBuffer();
  const [red = 0, green = 0, blue = 0] = pixel;
  return (
    [red > 128 ? "red" : "", green > 128 ? "green" : "", blue > 128 ? "blue" : ""]
      .filter(Boolean)
      .join("+") || "dark"
  );
}

describe("an avatar", () => {
  it.each([
    ["JPEG", makeJpeg],
    ["PNG", makePng],
    ["WebP", makeWebp],
    ["HEIC", async () => makeHeic()],
  ])("of a %s is a square WebP of 512 pixels with nothing said about it", async (_, make) => {
    const { bytes, facts } = await uploadAvatar(await make());
    const { format, width, height, exif, xmp, icc } = await sharp(bytes).metadata();
    expect({ format, width, height }).toEqual({ format: "webp", width: 512, height: 512 });
    expect([exif, xmp, icc]).toEqual([undefined, undefined, undefined]);
    expect(plantedIn(bytes)).toEqual([]);
    expect(facts).toMatchObject({ mimeType: "image/webp", size: bytes.length });
  });

  it("is the part that was chosen, of the picture as it is shown", async () => {
    const upright = await makePlainJpeg({ width: 400, height: 400 });
    const colours = await Promise.all([
      colourAt(upright, 100, 100),
      colourAt(upright, 300, 100),
      colourAt(upright, 100, 300),
    ]);
    // Turned by a quarter to the right, what was below on the left is above on the left.
    const turned = await makeJpeg({ width: 400, height: 400, orientation: 6 });
    const corner = { x: 0, y: 0, width: 0.5, height: 0.5 };
    expect(await colourAt((await uploadAvatar(upright, corner)).bytes, 256, 256)).toBe(colours[0]);
    expect(await colourAt((await uploadAvatar(turned, corner)).bytes, 256, 256)).toBe(colours[2]);
    const right = { x: 0.5, y: 0, width: 0.5, height: 0.5 };
    expect(await colourAt((await uploadAvatar(upright, right)).bytes, 256, 256)).toBe(colours[1]);
  });

  it("survives a choice of a hair's breadth at the very edge", async () => {
    const { bytes } = await uploadAvatar(await makeJpeg(), { x: 1, y: 1, width: 0, height: 0 });
    expect((await sharp(bytes).metadata()).width).toBe(512);
  });

  it.each([
    ["a PDF", makePdf, documentRefusals.notAPhoto],
    ["a cut-off photo", async () => (await makePlainJpeg()).subarray(0, 3000), documentRefusals.cutOff],
    ["a pixel bomb", async () => makePixelBomb(60_000, 60_000), documentRefusals.tooManyPixels],
    ["nothing", async () => Buffer.alloc(0), documentRefusals.empty],
  ])("is not made of %s", async (_, make, sentence) => {
    const error = await refusalOf(uploadAvatar(await make()), "invalid_input");
    expect(error.fields).toEqual({ file: sentence });
  });
});
