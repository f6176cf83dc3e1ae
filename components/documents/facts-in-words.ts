/** The facts of a document as people read them. */
import { documentKinds } from "#lib/domain/document-kinds.ts";
import type { DocumentView } from "#lib/domain/document-view.ts";

const units = ["KB", "MB", "GB", "TB"] as const;

/** "0 bytes", "1 byte", "3.4 MB", "12 MB": binary units, which is how the limit is counted too. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  // "10 MB" rather than "10.0 MB"; rounding must not make 1,024 of a unit.
  const rounded = value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.floor(value));
  return `${rounded} ${units[power - 1]}`;
}

/** "0:07", "12:05", "1:02:03". */
export function durationInWords(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const twoDigits = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}` : `${minutes}:${twoDigits(rest)}`;
}

/** Made when the first day is shown: it costs a phone more than all else these pages do before they are alive. */
let dayFormat: Intl.DateTimeFormat | undefined;

/**
 * "3 Jun 2024" of an ISO 8601 time. In UTC on purpose: the camera's clock has no zone, and a page must read the same
 * before and after its scripts have loaded.
 */
export function dayInWords(iso: string): string {
  const time = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(iso) ? iso : `${iso}Z`);
  if (Number.isNaN(time)) return "";
  dayFormat ??= new Intl.DateTimeFormat("en-GB", {
    ...{ day: "numeric", month: "short", year: "numeric" },
    timeZone: "UTC",
  });
  return dayFormat.format(time);
}

/** "PDF, 3 pages", "JPEG, 4032 × 3024", "M4A, 0:07". */
export function kindInWords(document: DocumentView): string {
  const { kind, pageCount, durationSeconds, width, height } = document;
  const detail =
    (pageCount !== null && (pageCount === 1 ? "1 page" : `${pageCount} pages`)) ||
    (durationSeconds !== null && durationInWords(durationSeconds)) ||
    (width !== null && height !== null && `${width} × ${height}`);
  const { label } = documentKinds[kind];
  return detail ? `${label}, ${detail}` : label;
}
