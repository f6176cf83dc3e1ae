/** A photo in; a square of 512 pixels out, upright, in sRGB, with nothing said about it. */

import { writeFile } from "node:fs/promises";

import sharp from "sharp";

import { documentRefusals } from "#lib/domain/document-refusals.ts";

import { avatarSide, maximumPixels } from "./limits.ts";
import { cleanPhoto } from "./photo.ts";
import { refusal } from "./refuse.ts";

import type { PhotoKind } from "./photo.ts";

/** The part to keep, as fractions (0 to 1) of the picture as it is shown. */
export type Crop = { x: number; y: number; width: number; height: number };

/** Writes the avatar to `avatarPath`. Without a crop it is the middle of the picture. Throws as `cleanPhoto` does. */
export async function makeAvatar(
  kind: PhotoKind,
  bytes: Buffer,
  crop: Crop | undefined,
  avatarPath: string,
): Promise<void> {
  const clean = await cleanPhoto(kind, bytes);
  const isTurned = clean.orientation >= 5;
  const width = isTurned ? clean.height : clean.width;
  const height = isTurned ? clean.width : clean.height;
  const picture = sharp(Buffer.concat(clean.pieces), {
    failOn: "error",
    limitInputPixels: maximumPixels,
  }).autoOrient();
  if (crop) picture.extract(toPixels(crop, width, height));
  try {
    const square = picture.resize(avatarSide, avatarSide, { fit: "cover", position: "centre" });
    await writeFile(avatarPath, await square.webp({ quality: 86 }).toBuffer());
  } catch (error) {
    throw error instanceof Error && "syscall" in error
      ? error
      : refusal(documentRefusals.damagedPhoto, error);
  }
}

/** At least one pixel, and never over the edge, however a browser rounded. */
function toPixels(crop: Crop, width: number, height: number) {
  const left = Math.min(width - 1, Math.max(0, Math.round(crop.x * width)));
  const top = Math.min(height - 1, Math.max(0, Math.round(crop.y * height)));
  return {
    left,
    top,
    width: Math.min(width - left, Math.max(1, Math.round(crop.width * width))),
    height: Math.min(height - top, Math.max(1, Math.round(crop.height * height))),
  };
}
