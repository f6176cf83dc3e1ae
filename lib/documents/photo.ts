/** A photo in; the same picture out without a word about where, when, by whom or with what it was taken. */

import { writeFile } from "node:fs/promises";

import sharp from "sharp";

import { documentRefusals } from "#lib/domain/document-refusals.ts";

import { imageWalkers } from "./clean-image.ts";
import { decodeHeic } from "./heic.ts";
import { maximumPixels, thumbnailSide } from "./limits.ts";
import { refusal } from "./refuse.ts";

import type { FailOnOptions, OutputInfo } from "sharp";
import type { CleanImage, WalkedKind } from "./clean-image.ts";

export type PhotoKind = WalkedKind | "heic";

export type PhotoFacts = { width: number; height: number; takenAt: string | null };
export type ThumbnailFacts = { width: number; height: number };

const decoding = { failOn: "error", limitInputPixels: maximumPixels, sequentialRead: true } as const;

/**
 * Writes the cleaned photo to `cleanedPath` and its thumbnail (WebP) to `thumbnailPath`.
 * Width and height are as shown, after the orientation.
 * Throws `invalid_input` for a picture that is cut off, damaged or has too many pixels.
 */
export async function preparePhoto(
  kind: PhotoKind,
  bytes: Buffer,
  cleanedPath: string,
  thumbnailPath: string,
): Promise<{ facts: PhotoFacts; thumbnail: ThumbnailFacts }> {
  const clean = await cleanPhoto(kind, bytes);
  await writeFile(cleanedPath, clean.pieces);
  // Making the thumbnail decodes the cleaned file to its last row, which is the proof that it is whole.
  const thumbnail = await shown(drawThumbnail(cleanedPath));
  await writeFile(thumbnailPath, thumbnail.data);
  const isTurned = clean.orientation >= 5;
  return {
    facts: {
      width: isTurned ? clean.height : clean.width,
      height: isTurned ? clean.width : clean.height,
      takenAt: clean.takenAt,
    },
    thumbnail: { width: thumbnail.info.width, height: thumbnail.info.height },
  };
}

/** What the JPEG decoder says when part of the picture is lost and it goes on in grey. */
const partIsLost = /premature end|bad huffman code|bad arithmetic code|instead of RST/i;

/** Refuses even a warning at first: many are about stray bytes that cameras write, but some are about lost pixels. */
async function drawThumbnail(path: string): Promise<{ data: Buffer; info: OutputInfo }> {
  try {
    return await decodeSmall(path, "warning");
  } catch (error) {
    if (error instanceof Error && partIsLost.test(error.message)) throw error;
    return decodeSmall(path, "error");
  }
}

function decodeSmall(path: string, failOn: FailOnOptions): Promise<{ data: Buffer; info: OutputInfo }> {
  return sharp(path, { ...decoding, failOn })
    .autoOrient()
    .resize(thumbnailSide, thumbnailSide, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer({ resolveWithObject: true });
}

/** The cleaned picture in memory. Throws as `preparePhoto` does, but has decoded nothing unless it had to. */
export async function cleanPhoto(kind: PhotoKind, bytes: Buffer): Promise<CleanImage> {
  if (kind === "heic") {
    const decoded = await decodeHeic(bytes);
    const walked = imageWalkers.jpeg(decoded.jpeg);
    if (typeof walked === "string") throw refusal(documentRefusals.damagedPhoto);
    return { ...walked, takenAt: decoded.takenAt };
  }
  const walked = imageWalkers[kind](bytes);
  if (walked === "cut-off") throw refusal(documentRefusals.cutOff);
  if (walked === "unusual") return encodeAgain(kind, bytes);
  if (walked.width * walked.height > maximumPixels) throw refusal(documentRefusals.tooManyPixels);
  return walked;
}

/** For pictures laid out in a way the walkers do not vouch for: decoded and written anew, so nothing else can remain. */
async function encodeAgain(kind: WalkedKind, bytes: Buffer): Promise<CleanImage> {
  const { width, height } = await shown(sharp(bytes, { ...decoding, limitInputPixels: false }).metadata());
  if (width * height > maximumPixels) throw refusal(documentRefusals.tooManyPixels);
  const upright = sharp(bytes, decoding).autoOrient().keepIccProfile();
  const written = await shown(
    {
      jpeg: () => upright.jpeg({ quality: 92, chromaSubsampling: "4:4:4" }),
      png: () => upright.png(),
      webp: () => upright.webp({ quality: 92 }),
    }
      [kind]()
      .toBuffer(),
  );
  const walked = imageWalkers[kind](written);
  if (typeof walked === "string") throw refusal(documentRefusals.damagedPhoto);
  return walked;
}

/** What a decoder cannot show is a fault of the picture, and the person is told so. */
async function shown<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw refusal(documentRefusals.damagedPhoto, error);
  }
}
