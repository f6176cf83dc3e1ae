/** Text files are kept as they came; this reads the encodings they come in. Safe in the browser. */

export type TextEncodingName = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** By the byte order mark, else UTF-8 when the bytes are valid as that, else the Western encoding of Windows. */
export function encodingOf(bytes: Uint8Array): TextEncodingName {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

/** The text without its byte order mark; bytes that do not fit the encoding become U+FFFD. */
export function decodeText(bytes: Uint8Array, encoding: TextEncodingName = encodingOf(bytes)): string {
  return new TextDecoder(encoding).decode(bytes);
}
