/** A member's file name is data: shown harmlessly, and turned into a safe name only at the moment of download. */

import { documentKindIds, documentKinds, extensionOf } from "#lib/domain/document-kinds.ts";

/** Marks that change the direction of the text around them, so that "gpj.exe" can be made to look like "exe.jpg". */
const bidiMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// eslint rules against control characters guard regular expressions written by mistake; this one is meant.
const controls = /[\p{Cc}\u2028\u2029]/gu;
const forbiddenOnWindows = /[<>:"|?*]/g;
const reservedOnWindows = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;

const longestName = 150;
/** Most file systems end at 255 bytes; browsers add " (1)" and ".crdownload" to what they are given. */
const longestNameBytes = 220;

/** The name as it may be put on a screen: direction marks gone, control characters as spaces, else unchanged. */
export function displayName(name: string): string {
  return name.toWellFormed().replace(bidiMarks, "").replace(controls, " ");
}

/**
 * A name every common file system takes, for a file served with the given extension (no dot).
 * Never empty, never longer than 150 characters, no path, always ending in the extension.
 */
export function safeDownloadName(name: string, extension: string): string {
  const ending = `.${extension.toLowerCase().replace(/[^a-z0-9]/g, "") || "bin"}`;
  const lastPart = displayName(name).split(/[/\\]/).at(-1) ?? "";
  const stem = trimEnds(
    withoutKnownEnding(lastPart.replace(forbiddenOnWindows, "-").normalize("NFC"), ending),
  );
  const short = trimEnds(shortened(stem, ending.length));
  const firstPart = short.split(".", 1)[0]?.trim() ?? "";
  // Cut again, so that the underscore does not make it too long.
  const free = reservedOnWindows.test(firstPart) ? trimEnds(shortened(`_${short}`, ending.length)) : short;
  return `${free || "document"}${ending}`;
}

/**
 * The value of a Content-Disposition header (RFC 6266, RFC 8187) for any name whatever: an ASCII name that every
 * client reads, and the full one in UTF-8 beside it when they differ.
 */
export function contentDisposition(disposition: "inline" | "attachment", name: string): string {
  const shown = displayName(name).trim() || "document";
  // Percent signs too: some browsers decode them in the plain parameter.
  const ascii = shown.replace(/[^\x20-\x7e]/gu, "_").replace(/["\\%]/g, "_");
  const plain = `${disposition}; filename="${ascii}"`;
  return ascii === shown ? plain : `${plain}; filename*=UTF-8''${encodeExtValue(shown)}`;
}

/** RFC 8187 allows fewer characters than encodeURIComponent leaves alone. */
function encodeExtValue(value: string): string {
  return encodeURIComponent(value).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** "IMG_1.heic" is served as JPEG: its own ending would only mislead. */
function withoutKnownEnding(name: string, ending: string): string {
  const own = extensionOf(name);
  const isKnown =
    `.${own}` === ending || documentKindIds.some((id) => documentKinds[id].extensions.includes(own));
  return own !== "" && isKnown ? name.trimEnd().slice(0, -(own.length + 1)) : name;
}

/** Windows drops trailing dots and spaces; a leading dot hides a file elsewhere. */
function trimEnds(name: string): string {
  return name.replace(/^[\s.]+/u, "").replace(/[\s.]+$/u, "");
}

/** Cut between what a reader sees as characters, so that no emoji or accent is torn. */
function shortened(stem: string, endingLength: number): string {
  const room = longestName - endingLength;
  const roomBytes = longestNameBytes - endingLength;
  const encoder = new TextEncoder();
  let kept = "";
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(stem)) {
    bytes += encoder.encode(segment).length;
    if (kept.length + segment.length > room || bytes > roomBytes) break;
    kept += segment;
  }
  return kept;
}
