/** Sizes, times and counts as people say them at a terminal. */

const units = ["KB", "MB", "GB", "TB"] as const;

/** "0 bytes", "1 byte", "3.4 MB", "12 MB": binary units, as everywhere in the app. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return countInWords(bytes, "byte");
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? "TB"}`;
}

/** Milliseconds as "3 seconds", "4 minutes", "2 hours". */
export function durationInWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90) return countInWords(seconds, "second");
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? countInWords(minutes, "minute") : countInWords(Math.round(minutes / 60), "hour");
}

/** "1 file", "2 files", "2 categories". */
export function countInWords(count: number, one: string): string {
  const many = one.endsWith("y") ? `${one.slice(0, -1)}ies` : `${one}s`;
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
