/**
 * How the journal lies on the disk: frames one after the other, each readable on its own or recognisably not.
 *
 * A frame holds what one sync made durable: the transactions that were waiting together. The next frame is written only
 * after that sync, so of all frames only the last can be torn, and nothing in a torn frame was ever acknowledged.
 *
 * Header, 24 bytes, big-endian: mark (4), payload length (4), sequence (8), CRC-32 of the payload (4), CRC-32 of the header
 * so far (4). Then the payload: UTF-8 JSON, an array of transactions, each an array of changes. Behind the last frame the
 * file is filled with zeros up to the next allocation.
 */
import { crc32 } from "node:zlib";

/** The first byte never occurs in UTF-8, so no payload contains the mark. */
const mark = Buffer.from([0xff, 0x4b, 0x49, 0x54]);
export const frameHeaderBytes = 24;
/** Disks write whole sectors: one is either as it was or as it should be. */
const sectorBytes = 512;

export function encodeFrame(sequence: number, payload: string): Buffer {
  const length = Buffer.byteLength(payload);
  const frame = Buffer.allocUnsafe(frameHeaderBytes + length);
  frame.write(payload, frameHeaderBytes);
  mark.copy(frame);
  frame.writeUInt32BE(length, 4);
  frame.writeUInt16BE(0, 8);
  frame.writeUIntBE(sequence, 10, 6);
  frame.writeUInt32BE(crc32(frame.subarray(frameHeaderBytes)), 16);
  frame.writeUInt32BE(crc32(frame.subarray(0, 20)), 20);
  return frame;
}

type FrameHeader = { readonly sequence: number; readonly checksum: number; readonly end: number };

/** The header at a position, when it is whole; the payload may still be cut off. */
function readHeader(bytes: Buffer, position: number): FrameHeader | null {
  if (position + frameHeaderBytes > bytes.length) return null;
  if (bytes.compare(mark, 0, 4, position, position + 4) !== 0) return null;
  if (crc32(bytes.subarray(position, position + 20)) !== bytes.readUInt32BE(position + 20)) return null;
  return {
    sequence: bytes.readUIntBE(position + 10, 6),
    checksum: bytes.readUInt32BE(position + 16),
    end: position + frameHeaderBytes + bytes.readUInt32BE(position + 4),
  };
}

export type Frame = { readonly sequence: number; readonly position: number; readonly payload: Buffer };

/**
 * `end` is where the whole frames end. Behind it: `clean`, nothing; `torn`, the beginnings of a frame that was never
 * acknowledged; `damaged`, something that was whole once.
 */
export type JournalScan = {
  readonly frames: readonly Frame[];
  readonly end: number;
  readonly tail: "clean" | "torn" | "damaged";
};

export function scanFrames(bytes: Buffer): JournalScan {
  const frames: Frame[] = [];
  let position = 0;
  for (;;) {
    const header = readHeader(bytes, position);
    if (!header || header.end > bytes.length) break;
    const payload = bytes.subarray(position + frameHeaderBytes, header.end);
    if (crc32(payload) !== header.checksum) break;
    frames.push({ sequence: header.sequence, position, payload });
    position = header.end;
  }
  return { frames, end: position, tail: judgeTail(bytes, position) };
}

function judgeTail(bytes: Buffer, position: number): JournalScan["tail"] {
  const rest = bytes.subarray(position);
  if (isZero(rest)) return "clean";
  // A frame further on was written after this one had been synced: this one was whole once.
  if (hasFrame(bytes, position + 1)) return "damaged";
  const header = readHeader(bytes, position);
  if (header) return isTorn(bytes, position, header.end) ? "torn" : "damaged";
  if (isZero(rest.subarray(0, frameHeaderBytes)))
    return hasOnlyWholeSectors(bytes, position) ? "torn" : "damaged";
  return isTorn(bytes, position, position + frameHeaderBytes + 1) ? "torn" : "damaged";
}

function hasFrame(bytes: Buffer, from: number): boolean {
  for (let found = bytes.indexOf(mark, from); found !== -1; found = bytes.indexOf(mark, found + 1)) {
    if (readHeader(bytes, found)) return true;
  }
  return false;
}

/**
 * True when a part of the frame never reached the disk: the file ends within it, its last byte (never zero) is missing, or
 * a sector of it is. What was written to the end and still does not add up was changed afterwards.
 */
function isTorn(bytes: Buffer, start: number, end: number): boolean {
  if (end > bytes.length || bytes[end - 1] === 0) return true;
  for (let at = start; at < end; at = nextSector(at)) {
    if (isZero(bytes.subarray(at, Math.min(nextSector(at), end)))) return true;
  }
  return false;
}

/** With its first sector missing, all there can be of a frame is sectors filled from their first byte on. */
function hasOnlyWholeSectors(bytes: Buffer, position: number): boolean {
  for (let at = position; at < bytes.length; at = nextSector(at)) {
    const sector = bytes.subarray(at, nextSector(at));
    const firstZero = sector.indexOf(0);
    if (firstZero === -1) continue;
    if (!isZero(sector.subarray(firstZero))) return false;
    if (firstZero > 0 && at % sectorBytes !== 0) return false;
  }
  return true;
}

function nextSector(position: number): number {
  return (Math.floor(position / sectorBytes) + 1) * sectorBytes;
}

const zeros = Buffer.alloc(1 << 16);

function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const part = bytes.subarray(at, at + zeros.length);
    if (part.compare(zeros, 0, part.length) !== 0) return false;
  }
  return true;
}
