import { expect, test } from "vitest";

import { countInWords, durationInWords, sizeInWords } from "#lib/cli/amounts.ts";
import { createProgress } from "#lib/cli/progress.ts";
import { textTable } from "#lib/cli/text-table.ts";

const megabyte = 1024 ** 2;

/** A terminal that keeps what it was sent, and a clock that is moved by hand. */
function watched(columns = 80) {
  const written: string[] = [];
  let now = 0;
  const terminal = { isTTY: true, columns, write: (text: string) => written.push(text) };
  const progress = createProgress(terminal, () => now);
  const lines = () => written.map((text) => text.replace("\r\x1b[2K", ""));
  return { progress, lines, after: (milliseconds: number) => void (now += milliseconds) };
}

test("whoever watches sees how far it is and about how long it takes", () => {
  const { progress, lines, after } = watched();
  progress.begin("Copying files", 100 * megabyte);
  after(2000);
  progress.advance(25 * megabyte);
  after(1000);
  progress.advance(25 * megabyte);
  progress.end();
  expect(lines()).toEqual([
    "Copying files: 0 %, 0 bytes of 100 MB",
    "Copying files: 25 %, 25 MB of 100 MB, about 6 seconds left",
    "Copying files: 50 %, 50 MB of 100 MB, about 3 seconds left",
    "",
  ]);
});

test("many small steps are shown now and then, on one line of the terminal", () => {
  const { progress, lines, after } = watched(20);
  progress.begin("Copying files", 1000);
  for (let step = 0; step < 1000; step += 1) {
    after(1);
    progress.advance(1);
  }
  progress.end();
  expect(lines().length).toBeLessThan(15);
  for (const line of lines()) expect(line.length).toBeLessThan(20);
});

test("where nobody knows how much there is, it says how much there was", () => {
  const { progress, lines, after } = watched();
  progress.begin("Reading rows", null);
  after(200);
  progress.advance(3 * megabyte);
  expect(lines()).toEqual(["Reading rows …", "Reading rows: 3.0 MB"]);
});

test("where nobody watches, nothing is written", () => {
  const written: string[] = [];
  const progress = createProgress({ isTTY: false, write: (text) => written.push(text) });
  progress.begin("Copying files", 10);
  progress.advance(10);
  progress.end();
  expect(written).toEqual([]);
});

test.each([
  [sizeInWords(0), "0 bytes"],
  [sizeInWords(1), "1 byte"],
  [sizeInWords(1023), "1,023 bytes"],
  [sizeInWords(1024), "1.0 KB"],
  [sizeInWords(10 * 1024), "10 KB"],
  [sizeInWords(999.9 * 1024), "1.0 MB"],
  [sizeInWords(3.4 * 1024 ** 3), "3.4 GB"],
  [durationInWords(1), "1 second"],
  [durationInWords(89_000), "89 seconds"],
  [durationInWords(150_000), "3 minutes"],
  [durationInWords(2 * 3_600_000), "2 hours"],
  [countInWords(1, "category"), "1 category"],
  [countInWords(1200, "category"), "1,200 categories"],
])("%s", (words, expected) => {
  expect(words).toBe(expected);
});

test("a table has its numbers to the right and its words to the left", () => {
  const table = textTable([
    ["", "moved", "why"],
    ["files", "1,000", "new"],
    ["rows", "7", ""],
  ]);
  expect(table).toBe("       moved  why\n-----  -----  ---\nfiles  1,000  new\nrows       7");
});
