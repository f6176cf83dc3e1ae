/** What a file is by its first bytes, whatever it is called. */

import type { DocumentKindId } from "#lib/domain/document-kinds.ts";

/** As many bytes from the start of a file as `sniff` wants to see. */
export const sniffedBytes = 4096;

/** `ole` is the container of the old Office formats and of Office files locked with a password. */
export type SniffedKind =
  Exclude<DocumentKindId, "text" | "markdown" | "csv" | "docx"> | "zip" | "ole" | "video" | null;

const heicBrands = new Set(["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"]);
const audioBrands = new Set([
  "M4A ",
  "M4B ",
  "M4P ",
  "mp42",
  "mp41",
  "isom",
  "iso2",
  "iso4",
  "iso5",
  "iso6",
  "dash",
  "F4A ",
]);

/** The kind the bytes speak of; null when they speak of none of ours (text has no mark of its own). */
export function sniff(head: Buffer): SniffedKind {
  const ascii = (start: number, end: number) => head.toString("latin1", start, end);
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpeg";
  if (ascii(0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "webp";
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WAVE") return "wav";
  if (ascii(4, 8) === "ftyp") return sniffBrand(ascii(8, 12));
  if (ascii(0, 4) === "PK\x03\x04" || ascii(0, 4) === "PK\x05\x06") return "zip";
  if (ascii(0, 8) === "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") return "ole";
  // Readers look for the header in the first kilobyte; some programs write a few bytes before it.
  if (ascii(0, 1024).includes("%PDF-")) return "pdf";
  if (ascii(0, 3) === "ID3" && (head[3] ?? 0xff) < 0x10) return "mp3";
  // Eleven set bits, then a version and layer III.
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2) return "mp3";
  return null;
}

function sniffBrand(brand: string): SniffedKind {
  if (heicBrands.has(brand)) return "heic";
  if (audioBrands.has(brand)) return "m4a";
  // Older phones record sound into the container of 3GP; whether it is sound is seen from its tracks.
  if (brand.startsWith("3g")) return "m4a";
  return brand === "qt  " || brand.startsWith("M4V") ? "video" : null;
}
