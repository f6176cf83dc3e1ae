/** Decides whether bytes are text, and in which of the three encodings we take. */

import { isUtf8 } from "node:buffer";

import type { TextEncodingName } from "#lib/domain/text-encoding.ts";
import { decodeText, encodingOf } from "#lib/domain/text-encoding.ts";

/** Tab, line feed, form feed and carriage return belong to text; the escape that colours terminal logs is tolerated. */
const strangeControls = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/;
const strangeBytes = bytesThat((byte) => strangeControls.test(String.fromCharCode(byte)));
/** Windows-1252 leaves five more bytes without a meaning. */
const strangeWesternBytes = bytesThat(
  (byte) => strangeBytes[byte] === 1 || [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte),
);

/** The encoding, or null when these bytes are not text. */
export function textEncoding(bytes: Buffer): TextEncodingName | null {
  // In UTF-8 a control is one byte, so that the text need not be decoded to be judged.
  if (isUtf8(bytes)) return holdsAny(bytes, strangeBytes) ? null : "utf-8";
  const encoding = encodingOf(bytes);
  if (encoding === "windows-1252") return holdsAny(bytes, strangeWesternBytes) ? null : encoding;
  if (!isWhole(bytes, encoding)) return null;
  return strangeControls.test(decodeText(bytes, encoding)) ? null : encoding;
}

function bytesThat(test: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(test(byte)));
}

function holdsAny(bytes: Buffer, marked: Uint8Array): boolean {
  let found = 0;
  // Counted, because an iterator takes ten times as long over fifty megabytes.
  for (let index = 0; index < bytes.length; index += 1) found |= marked[bytes[index] ?? 0] ?? 0;
  return found === 1;
}

/** False with half a character at the end, or half a pair of UTF-16 anywhere. */
function isWhole(bytes: Buffer, encoding: TextEncodingName): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
