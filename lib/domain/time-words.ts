/** Points in time in the words people use for them. */

const units = [
  ["year", 365 * 24 * 3600],
  ["month", 30 * 24 * 3600],
  ["week", 7 * 24 * 3600],
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
] as const;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** How long ago, in the largest unit that fits: "just now", "5 minutes ago", "yesterday". `now` in milliseconds. */
export function agoInWords(timestamp: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(timestamp)) / 1000);
  const fitting = units.find(([, size]) => seconds >= size);
  return fitting ? relative.format(-Math.floor(seconds / fitting[1]), fitting[0]) : "just now";
}

/** The day in UTC: "20 November 2026". */
export function dayInWords(timestamp: string): string {
  return day.format(Date.parse(timestamp));
}
