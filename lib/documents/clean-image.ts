/** What the lossless walkers over JPEG, PNG and WebP give back: the same pixels without anything said about them. */

import type { DocumentKindId } from "#lib/domain/document-kinds.ts";

import { cleanEmbeddedJpeg, cleanJpeg } from "./clean-jpeg.ts";
import { cleanPng } from "./clean-png.ts";
import { cleanWebp } from "./clean-webp.ts";
import { sniff } from "./sniff.ts";

export type CleanImage = {
  /** The cleaned file, in order; most are views into the original bytes. */
  pieces: Buffer[];
  /** Pixels as stored, before the orientation is applied. */
  width: number;
  height: number;
  orientation: number;
  takenAt: string | null;
};

/** `cut-off`: the end is missing. `unusual`: not laid out as the walker knows it; another decoder may still read it. */
export type Walked = CleanImage | "cut-off" | "unusual";

export const imageWalkers = {
  jpeg: (bytes: Buffer) => cleanJpeg(bytes),
  png: cleanPng,
  webp: cleanWebp,
} as const satisfies Partial<Record<DocumentKindId, (bytes: Buffer) => Walked>>;

/** Cleans a picture that is part of another document; what is no picture of ours, or an odd one, comes back as it is. */
export function cleanEmbeddedPicture(bytes: Buffer): Buffer {
  const kind = sniff(bytes);
  if (kind === "jpeg") return cleanEmbeddedJpeg(bytes, { keepOrientation: true }) ?? bytes;
  if (kind !== "png" && kind !== "webp") return bytes;
  const walked = imageWalkers[kind](bytes);
  return typeof walked === "string" ? bytes : Buffer.concat(walked.pieces);
}

export type WalkedKind = keyof typeof imageWalkers;
