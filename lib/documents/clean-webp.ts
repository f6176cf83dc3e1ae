/** Removes from a WebP all chunks that are not needed to show it, without touching a pixel. */

import { noExif, orientationOnly, readExif } from "./exif.ts";

import type { Walked } from "./clean-image.ts";

const keptChunks = new Set(["VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L"]);
/** What a frame of an animation may hold; anything else in there is hidden cargo. */
const keptInFrame = new Set(["ALPH", "VP8 ", "VP8L"]);
const frameHeaderBytes = 16;

const flagExif = 0x08;
const flagXmp = 0x04;

type Chunk = { type: string; body: Buffer };

/** Keeps picture, transparency, animation, colour profile and orientation; cuts what follows the end. */
export function cleanWebp(bytes: Buffer): Walked {
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WEBP")
    return "unusual";
  if (bytes.length < 20) return "cut-off";
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) return "cut-off";
  const chunks = readChunks(bytes.subarray(12, end));
  if (chunks === "cut-off") return "cut-off";
  const size = readSize(chunks[0]);
  if (!size) return "unusual";

  const exifChunk = chunks.find(({ type }) => type === "EXIF");
  const exif = exifChunk ? readExif(withoutExifMark(exifChunk.body)) : noExif;
  const extended = chunks[0]?.type === "VP8X";
  const orientation = extended ? exif.orientation : 1;
  const kept: Chunk[] = [];
  for (const { type, body } of chunks) {
    if (!keptChunks.has(type)) continue;
    if (type === "VP8X") kept.push({ type, body: withFlags(body, orientation !== 1) });
    else if (type === "ANMF") {
      const frame = cleanFrame(body);
      if (!frame) return "unusual";
      kept.push({ type, body: frame });
    } else kept.push({ type, body });
  }
  if (orientation !== 1) kept.push({ type: "EXIF", body: orientationOnly(orientation) });
  const written = kept.flatMap(writeChunk);
  const head = Buffer.alloc(12);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(4 + written.reduce((sum, piece) => sum + piece.length, 0), 4);
  head.write("WEBP", 8, "latin1");
  return { pieces: [head, ...written], ...size, orientation, takenAt: exif.takenAt };
}

function readChunks(bytes: Buffer): Chunk[] | "cut-off" {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size;
    if (end > bytes.length) return "cut-off";
    chunks.push({ type: bytes.toString("latin1", at, at + 4), body: bytes.subarray(at + 8, end) });
    at = end + (size % 2);
  }
  return chunks;
}

function writeChunk({ type, body }: Chunk): Buffer[] {
  const head = Buffer.alloc(8);
  head.write(type, 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return body.length % 2 === 0 ? [head, body] : [head, body, Buffer.alloc(1)];
}

function withFlags(body: Buffer, hasExif: boolean): Buffer {
  const copy = Buffer.from(body);
  copy[0] = ((copy[0] ?? 0) & ~(flagExif | flagXmp)) | (hasExif ? flagExif : 0);
  return copy;
}

function cleanFrame(body: Buffer): Buffer | null {
  if (body.length < frameHeaderBytes) return null;
  const chunks = readChunks(body.subarray(frameHeaderBytes));
  if (chunks === "cut-off") return null;
  const kept = chunks.filter(({ type }) => keptInFrame.has(type)).flatMap(writeChunk);
  return Buffer.concat([body.subarray(0, frameHeaderBytes), ...kept]);
}

/** Some programs write the mark that JPEG needs before the block. */
function withoutExifMark(body: Buffer): Buffer {
  return body.toString("latin1", 0, 6) === "Exif\0\0" ? body.subarray(6) : body;
}

function readSize(first: Chunk | undefined): { width: number; height: number } | null {
  if (!first || first.body.length < 10) return null;
  const { type, body } = first;
  if (type === "VP8X") return { width: body.readUIntLE(4, 3) + 1, height: body.readUIntLE(7, 3) + 1 };
  if (type === "VP8 ") return { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff };
  if (type !== "VP8L") return null;
  const bits = body.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
