import { describe, expect, test } from "vitest";

import { escapeText, escapeTexts, unescapeText, unescapeTexts } from "#lib/store/supabase/text.ts";

const mark = "\u001a";
const awkward = [
  "",
  "letter.txt",
  "../x\0.jpg",
  "\0\0\0",
  "half \ud83d of a face",
  "half \ude00 of a face",
  "a face 😀 and \udc00\ud800 the wrong way round",
  "\ud800\ud83d\ude00",
  `${mark}0000 is not an escape`,
  `${mark}${mark}`,
  `${mark}\0`,
  "Ümläut \uffff\ufffe",
];

describe("text Postgres cannot hold", () => {
  test.each(awkward)("%j comes back as it was", (text) => {
    expect(unescapeText(escapeText(text))).toBe(text);
  });

  test.each(awkward)("%j is sent as text Postgres takes", (text) => {
    const sent = escapeText(text);
    expect(sent).not.toContain("\0");
    expect(sent.isWellFormed()).toBe(true);
    expect(sent.length).toBeLessThanOrEqual(5 * text.length);
  });

  test("plain text is sent as it is, whole pairs and accents too", () => {
    for (const text of ["letter.txt", "😀", "Ümläut", "line\nline\ttab"]) expect(escapeText(text)).toBe(text);
  });

  test("two texts that differ are still two", () => {
    expect(new Set(awkward.map(escapeText)).size).toBe(awkward.length);
  });

  test("every text in JSON is changed, whatever it lies in, and nothing else", () => {
    const data = { a: "\0", b: ["\ud800", 1, null, true], c: { d: "fine" } };
    const sent = escapeTexts(data);
    expect(JSON.stringify(sent)).not.toContain("\\u0000");
    expect(unescapeTexts(sent)).toEqual(data);
    expect(data.a).toBe("\0");
  });
});
