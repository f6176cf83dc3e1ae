import { describe, expect, it } from "vitest";

import {
  acceptAttribute,
  documentKindIds,
  documentKinds,
  earlyRefusal,
  kindFromName,
  maximumFileBytes,
} from "#lib/domain/document-kinds.ts";

describe("the kind a file claims to be", () => {
  it.each(documentKindIds)("%s is known by every ending and type it may arrive under", (id) => {
    for (const extension of documentKinds[id].extensions)
      for (const type of ["", "application/octet-stream", ...documentKinds[id].declaredTypes])
        expect(kindFromName(`Summer.${extension.toUpperCase()}`, type)).toEqual({ kind: id, sentence: null });
  });

  it("is clear for every ending: no two kinds share one", () => {
    const endings = documentKindIds.flatMap((id) => documentKinds[id].extensions);
    expect(new Set(endings).size).toBe(endings.length);
  });

  it.each([
    ["a Markdown file a browser knows no type for", "notes.md", "", "markdown"],
    ["a CSV file on Windows with Excel", "friends.csv", "application/vnd.ms-excel", "csv"],
    ["a type with a parameter", "notes.txt", "text/plain;charset=utf-8", "text"],
    ["a picture without an ending", "CON", "image/png", "png"],
  ])("takes %s", (_, name, type, kind) => {
    expect(kindFromName(name, type).kind).toBe(kind);
  });

  it.each([
    ["SVG", "drawing.svg", "image/svg+xml", /SVG.*PNG or PDF/],
    ["SVG by its type alone", "drawing", "image/svg+xml", /cannot take this kind/],
    ["HTML", "page.html", "text/html", /web pages.*PDF/],
    ["HTML called a text", "page.txt", "text/html", /do not agree/],
    ["a program dressed with direction marks", "photo\u202egpj.exe", "", /cannot take this kind/],
    ["the old Word format", "cv.doc", "application/msword", /\.docx or as PDF/],
    ["a video", "clip.mov", "video/quicktime", /do not take videos/],
    ["a type that contradicts the ending", "photo.jpg", "application/pdf", /do not agree/],
    ["a name and a type that say nothing", "README", "", /no ending/],
  ])("refuses %s and says what to do", (_, name, type, sentence) => {
    const refused = kindFromName(name, type);
    expect(refused.kind).toBeNull();
    expect(refused.sentence).toMatch(sentence);
  });
});

describe("before a byte is sent", () => {
  const file = { name: "photo.jpg", type: "image/jpeg" };

  it("takes a file of exactly the limit and refuses one byte more", () => {
    expect(earlyRefusal({ ...file, size: maximumFileBytes })).toBeNull();
    expect(earlyRefusal({ ...file, size: maximumFileBytes + 1 })).toMatch(/larger than 50 MB/);
  });

  it("refuses an empty file", () => {
    expect(earlyRefusal({ ...file, size: 0 })).toMatch(/empty/);
  });

  it("offers pickers neither archives nor spreadsheets nor programs", () => {
    expect(acceptAttribute.split(",")).toEqual(expect.arrayContaining([".heic", ".md", "image/jpeg"]));
    expect(acceptAttribute).not.toMatch(/zip|excel|octet|svg|html/);
  });
});
