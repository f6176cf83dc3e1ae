import { expect, test } from "vitest";

import { agoInWords, dayInWords } from "#lib/domain/time-words.ts";

const now = Date.parse("2026-11-20T12:00:00Z");

test.each([
  ["2026-11-20T12:00:30Z", "just now"],
  ["2026-11-20T11:59:30Z", "just now"],
  ["2026-11-20T11:59:00Z", "1 minute ago"],
  ["2026-11-20T09:10:00Z", "2 hours ago"],
  ["2026-11-19T11:00:00Z", "yesterday"],
  ["2026-11-14T12:00:00Z", "6 days ago"],
  ["2026-10-30T12:00:00Z", "3 weeks ago"],
  ["2025-11-01T12:00:00Z", "last year"],
])("%s was %s", (timestamp, words) => {
  expect(agoInWords(timestamp, now)).toBe(words);
});

test("days are written out", () => {
  expect(dayInWords("2026-11-05T23:30:00Z")).toBe("5 November 2026");
});
