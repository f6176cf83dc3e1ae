/** Removes from a PNG all chunks that are not needed to show it, without touching a pixel. */

import { crc32 } from "node:zlib";

import { noExif, orientationOnly, readExif } from "./exif.ts";

import type { Walked } from "./clean-image.ts";

const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** The picture itself, its colours, its density, and the frames of an animation. Text, dates, XMP and EXIF are not here. */
const keptChunks = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD pHYs cICP mDCV cLLI acTL fcTL fdAT".split(" "),
);

/** Keeps the chunks above and the orientation; cuts what follows the end. */
export function cleanPng(bytes: Buffer): Walked {
  if (!bytes.subarray(0, 8).equals(signature)) return "unusual";
  const pieces: Buffer[] = [signature];
  let exif = noExif;
  let size: { width: number; height: number } | null = null;
  let header = 0;
  let at = 8;
  for (;;) {
    if (at + 12 > bytes.length) return "cut-off";
    const end = at + 12 + bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (!/^[A-Za-z]{4}$/.test(type)) return "unusual";
    if (end > bytes.length) return "cut-off";
    const body = bytes.subarray(at + 8, end - 4);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return "unusual";
    if (type === "IHDR" && body.length === 13) {
      size ??= { width: body.readUInt32BE(0), height: body.readUInt32BE(4) };
      header = pieces.length + 1;
    }
    // An upper-case first letter marks a chunk the picture cannot be shown without.
    if (/^[A-Z]/.test(type) && !keptChunks.has(type)) return "unusual";
    if (keptChunks.has(type)) pieces.push(bytes.subarray(at, end));
    if (type === "eXIf") exif = readExif(body);
    at = end;
    if (type === "IEND") break;
  }
  if (!size || size.width === 0 || size.height === 0) return "unusual";
  if (exif.orientation !== 1) pieces.splice(header, 0, chunk("eXIf", orientationOnly(exif.orientation)));
  return { pieces, ...size, ...exif };
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(body.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}
