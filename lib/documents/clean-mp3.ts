/** Keeps the frames of an MP3 and nothing else: ID3, APE and Lyrics3 tags all stand outside of them. */

import type { WalkedAudio } from "./audio.ts";

/** kbit/s by bit rate index for layer III. */
const rates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const frequencies = [44_100, 48_000, 32_000];

/** A frame counts when the next one starts where it ends, or the file does; a last frame that is short is left out. */
export function cleanMp3(bytes: Buffer): WalkedAudio {
  const pieces: Buffer[] = [];
  let at = skipId3(bytes, 0);
  let runStart = -1;
  while (at < bytes.length) {
    const length = frameLength(bytes, at);
    const isFrame = length !== null && at + length <= bytes.length;
    if (isFrame && (runStart !== -1 || isFollowed(bytes, at + length))) {
      if (runStart === -1) runStart = at;
      at += length;
      continue;
    }
    if (runStart !== -1) pieces.push(bytes.subarray(runStart, at));
    runStart = -1;
    const afterTag = skipId3(bytes, at);
    at = afterTag > at ? afterTag : nextFrame(bytes, at + 1);
  }
  if (runStart !== -1) pieces.push(bytes.subarray(runStart, at));
  return pieces.length > 0 ? pieces : "damaged";
}

function isFollowed(bytes: Buffer, end: number): boolean {
  return end === bytes.length || frameLength(bytes, end) !== null || isTag(bytes, end);
}

function isTag(bytes: Buffer, at: number): boolean {
  return /^(TAG|ID3|APETAGEX|LYRICSBEGIN)/.test(bytes.toString("latin1", at, at + 11));
}

function nextFrame(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && frameLength(bytes, at) === null) at = bytes.indexOf(0xff, at + 1);
  return at === -1 ? bytes.length : at;
}

/** Where the bytes go on after the ID3v2 tag at `at`; `at` itself when there is none. Its size has 7 bits a byte. */
function skipId3(bytes: Buffer, at: number): number {
  if (at + 10 > bytes.length || bytes.toString("latin1", at, at + 3) !== "ID3") return at;
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at + 6, at + 10);
  if ((a | b | c | d) & 0x80) return at;
  const hasFooter = ((bytes[at + 5] ?? 0) & 0x10) !== 0;
  return Math.min(bytes.length, at + 10 + ((a << 21) | (b << 14) | (c << 7) | d) + (hasFooter ? 10 : 0));
}

/** Bytes of the layer III frame whose header stands at `at`; null when none does. */
function frameLength(bytes: Buffer, at: number): number | null {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return null;
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  const version = (second >> 3) & 3;
  // Eleven set bits, a version other than the reserved one, layer III.
  if ((second & 0xe6) !== 0xe2 || version === 1) return null;
  const isVersion1 = version === 3;
  const rate = (isVersion1 ? rates1 : rates2)[third >> 4];
  const frequency = frequencies[(third >> 2) & 3];
  if (!rate || !frequency) return null;
  const divisor = isVersion1 ? 1 : version === 2 ? 2 : 4;
  const samplesPerByte = isVersion1 ? 144_000 : 72_000;
  return Math.floor((samplesPerByte * rate) / (frequency / divisor)) + ((third >> 1) & 1);
}
