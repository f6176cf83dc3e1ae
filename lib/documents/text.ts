/** Decides whether bytes are text, and in which of the three encodings we take. */

import type { TextEncodingName } from "#lib/domain/text-encoding.ts";
import { decodeText, encodingOf } from "#lib/domain/text-encoding.ts";

/** Tab, line feed, form feed and carriage return belong to text; the escape that colours terminal logs is tolerated. */
const strangeControls = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/;

/** The encoding, or null when these bytes are not text. */
export function textEncoding(bytes: Buffer): TextEncodingName | null {
  const encoding = encodingOf(bytes);
  const text = decodeText(bytes, encoding);
  if (encoding.startsWith("utf-16") && !isWhole(bytes, encoding)) return null;
  // Windows-1252 leaves five bytes without a meaning; the decoder maps them to these controls.
  if (encoding === "windows-1252" && /[\u0080-\u009f]/.test(text)) return null;
  return strangeControls.test(text) ? null : encoding;
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
