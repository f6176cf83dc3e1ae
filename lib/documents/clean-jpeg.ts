/** Removes from a JPEG all that is not needed to show it, without touching a pixel. */

import { noExif, orientationOnly, readExif } from "./exif.ts";

import type { ExifFacts } from "./exif.ts";
import type { CleanImage, Walked } from "./clean-image.ts";

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;

/**
 * Keeps the picture, JFIF (without its thumbnail), the colour profile, Adobe's colour transform and the orientation;
 * drops every other application segment, comments, and whatever follows the end of the picture.
 */
export function cleanJpeg(bytes: Buffer, { keepOrientation } = { keepOrientation: true }): Walked {
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) return "unusual";
  const found = nothingFound();
  let at = 2;
  for (;;) {
    if (at < bytes.length && bytes[at] !== 0xff) return "unusual";
    // Any number of fill bytes may stand before a marker.
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (marker === undefined) return "cut-off";
    if (marker === endOfImage) return toImage(found, keepOrientation);
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= startOfImage)) return "unusual";
    if (at + 4 > bytes.length) return "cut-off";
    const length = bytes.readUInt16BE(at + 2);
    const end = at + 2 + length;
    if (length < 2) return "unusual";
    if (end > bytes.length) return "cut-off";
    takeSegment(found, marker, bytes.subarray(at, end));
    if (marker !== startOfScan) {
      at = end;
      continue;
    }
    const scanEnd = endOfScan(bytes, end);
    if (scanEnd === null) return "cut-off";
    found.kept.push(bytes.subarray(end, scanEnd));
    at = scanEnd;
  }
}

/**
 * The same for a JPEG inside another document, which must never be lost for being odd: when it is, only what stands
 * before the first scan is cleaned and the rest carried over. Null when even that makes no sense.
 */
export function cleanEmbeddedJpeg(
  bytes: Buffer,
  { keepOrientation }: { keepOrientation: boolean },
): Buffer | null {
  const clean = cleanJpeg(bytes, { keepOrientation });
  if (typeof clean !== "string") return Buffer.concat(clean.pieces);
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) return null;
  const found = nothingFound();
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === startOfScan) {
      const orientation = keepOrientation ? found.exif.orientation : 1;
      return Buffer.concat([...opening(found.jfif, orientation), ...found.kept, bytes.subarray(at)]);
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length || end < at + 4) return null;
    takeSegment(found, marker, bytes.subarray(at, end));
    at = end;
  }
  return null;
}

/** The same picture with this colour profile in front: for encoders that would convert the pixels to attach it. */
export function withColourProfile(jpeg: Buffer, profile: Buffer): Buffer {
  // A segment holds 65,533 bytes, 14 of which say that this is part n of m.
  const partSize = 65_519;
  const count = Math.ceil(profile.length / partSize);
  if (count > 255) return jpeg;
  const parts = Array.from({ length: count }, (_, index) =>
    segment(
      0xe2,
      Buffer.concat([
        Buffer.from("ICC_PROFILE\0", "latin1"),
        Buffer.from([index + 1, count]),
        profile.subarray(index * partSize, (index + 1) * partSize),
      ]),
    ),
  );
  return Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)]);
}

type Found = {
  jfif: Buffer | null;
  kept: Buffer[];
  exif: ExifFacts;
  size: { width: number; height: number } | null;
};

function nothingFound(): Found {
  return { jfif: null, kept: [], exif: noExif, size: null };
}

/** `whole` is a segment with its marker and length. */
function takeSegment(found: Found, marker: number, whole: Buffer): void {
  const body = whole.subarray(4);
  const named = (name: string) => body.toString("latin1", 0, name.length) === name;
  if (marker === 0xe0 && named("JFIF\0") && body.length >= 12) {
    found.jfif ??= jfifWithoutThumbnail(body);
  } else if (marker === 0xe1 && named("Exif\0")) {
    // Some programs write a second block; the first is the camera's.
    if (found.exif === noExif) found.exif = readExif(body.subarray(6));
  } else if (marker === 0xe2 && named("ICC_PROFILE\0")) {
    found.kept.push(whole);
  } else if (marker === 0xee && named("Adobe") && body.length >= 12) {
    found.kept.push(segment(0xee, body.subarray(0, 12)));
  } else if ((marker < 0xe0 || marker > 0xef) && marker !== 0xfe) {
    found.kept.push(whole);
    if (isStartOfFrame(marker) && body.length >= 5)
      found.size ??= { height: body.readUInt16BE(1), width: body.readUInt16BE(3) };
  }
}

function toImage(found: Found, keepOrientation: boolean): CleanImage | "unusual" {
  if (!found.size || found.size.width === 0 || found.size.height === 0) return "unusual";
  const orientation = keepOrientation ? found.exif.orientation : 1;
  return {
    pieces: [...opening(found.jfif, orientation), ...found.kept, Buffer.from([0xff, endOfImage])],
    ...found.size,
    orientation,
    takenAt: found.exif.takenAt,
  };
}

function opening(jfif: Buffer | null, orientation: number): Buffer[] {
  const pieces: Buffer[] = [Buffer.from([0xff, startOfImage])];
  if (jfif) pieces.push(jfif);
  if (orientation !== 1)
    pieces.push(
      segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), orientationOnly(orientation)])),
    );
  return pieces;
}

function jfifWithoutThumbnail(body: Buffer): Buffer {
  const plain = Buffer.alloc(14);
  body.copy(plain, 0, 0, 12);
  return segment(0xe0, plain);
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Where the next marker stands after entropy-coded data; null when the bytes end first. */
function endOfScan(bytes: Buffer, start: number): number | null {
  let at = start;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at === -1 || at + 1 >= bytes.length) return null;
    const next = bytes[at + 1] ?? 0;
    // A zero is a stuffed byte, D0 to D7 are restart marks, FF is fill: all within the scan.
    if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2;
    else if (next === 0xff) at += 1;
    else return at;
  }
}
