/** A HEIC photo in; a JPEG of the same pixels, orientation and colours out. */

import decode from "heic-decode";
import sharp from "sharp";

import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { isAppError } from "#lib/domain/errors.ts";

import { withColourProfile } from "./clean-jpeg.ts";
import { readExif } from "./exif.ts";
import { maximumPixels } from "./limits.ts";
import { refusal } from "./refuse.ts";

/**
 * The JPEG is upright: HEIC says how to turn a picture in its own boxes, which the decoder obeys, and readers have to
 * ignore the orientation in its EXIF. Synchronous inside and hungry (17 bytes a pixel): only for the worker process.
 * Throws `invalid_input` for a picture that is cut off, damaged or has too many pixels.
 */
export async function decodeHeic(bytes: Buffer): Promise<{ jpeg: Buffer; takenAt: string | null }> {
  if (isCutOff(bytes)) throw refusal(documentRefusals.cutOff);
  const { icc, exif, width, height } = await readHeader(bytes);
  if (width * height > maximumPixels) throw refusal(documentRefusals.tooManyPixels);
  const pixels = await decodePixels(bytes, { width, height });
  const jpeg = await sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: 88 })
    .toBuffer();
  const facts = exif ? readExif(exif.subarray(exif.toString("latin1", 0, 6) === "Exif\0\0" ? 6 : 0)) : null;
  // Attached by hand: sharp would take the pixels for sRGB and convert them.
  return { jpeg: icc ? withColourProfile(jpeg, icc) : jpeg, takenAt: facts?.takenAt ?? null };
}

async function readHeader(bytes: Buffer) {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw refusal(documentRefusals.damagedPhoto, error);
  }
}

async function decodePixels(bytes: Buffer, primary: { width: number; height: number }) {
  try {
    const images = await decode.all({ buffer: bytes });
    try {
      // A file may hold several pictures; sharp reads the size of the one to show.
      const shown = images.find((image) => sameSize(image, primary)) ?? images[0];
      if (!shown) throw new Error("no picture inside");
      if (shown.width * shown.height > maximumPixels) throw refusal(documentRefusals.tooManyPixels);
      return await shown.decode();
    } finally {
      images.dispose();
    }
  } catch (error) {
    throw isAppError(error) ? error : refusal(documentRefusals.damagedPhoto, error);
  }
}

function sameSize(one: { width: number; height: number }, other: { width: number; height: number }): boolean {
  return (
    (one.width === other.width && one.height === other.height) ||
    (one.width === other.height && one.height === other.width)
  );
}

/** True when a box of the file promises more bytes than there are. */
function isCutOff(bytes: Buffer): boolean {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    if (size === 0) return false;
    const long = size === 1 && at + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(at + 8)) : size;
    if (long < 8) return false;
    at += long;
  }
  return at > bytes.length;
}
