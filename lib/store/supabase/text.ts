/** Text as Postgres can hold it: what it refuses (U+0000, halves of surrogate pairs) is written as an escape and read back as it was. */

/** Begins an escape: a control character nobody types, followed by the four hex digits of what it stands for. */
const mark = "\u001a";
// One unit at a time where the pair is broken; whole pairs match the first alternative and stay.
const refused = new RegExp(`[\\ud800-\\udbff][\\udc00-\\udfff]|[\\0${mark}\\ud800-\\udfff]`, "g");
const escaped = new RegExp(`${mark}([0-9a-f]{4})`, "g");

/** At most five characters for one. */
export function escapeText(text: string): string {
  return text.replace(refused, (found) =>
    found.length === 2 ? found : mark + found.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

/** The text `escapeText` was given. */
export function unescapeText(text: string): string {
  return text.replace(escaped, (_escape, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** A copy of JSON with `change` made to every text in it, names of properties left out. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, mapTexts(item as unknown, change)]);
  return Object.fromEntries(entries) as T;
}

export function escapeTexts<T>(value: T): T {
  return mapTexts(value, escapeText);
}

export function unescapeTexts<T>(value: T): T {
  return mapTexts(value, unescapeText);
}
