import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { contentDisposition, displayName, safeDownloadName } from "#lib/domain/file-names.ts";

/** Names made of what goes wrong in names, mixed with anything at all. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "../",
        "..\\",
        "/",
        "\0",
        "\r\n",
        "\u202e",
        "\u2066",
        "CON",
        "nul.",
        "LPT1",
        ".",
        " ",
        '"',
        "%22",
        "<b>",
      ),
      fc.constantFrom(
        "👩‍👩‍👧",
        "é",
        "e\u0301",
        "\ud800",
        "日本",
        "x".repeat(300),
        ".jpg",
        ".heic",
        ";",
        "'",
        "(1)",
      ),
      fc.string({ unit: "binary", maxLength: 8 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

const everyName = fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 400 }));

describe("a download name", () => {
  it("is safe on every system, whatever the member called the file", () => {
    fc.assert(
      fc.property(everyName, fc.constantFrom("jpg", "pdf", "docx", "md"), (name, extension) => {
        const safe = safeDownloadName(name, extension);
        expect(safe.endsWith(`.${extension}`)).toBe(true);
        expect(safe.length).toBeLessThanOrEqual(150);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255);
        expect(safe.isWellFormed()).toBe(true);
        expect(safe).not.toMatch(/[/\\<>:"|?*]|\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(safe).not.toMatch(/^[\s.]|^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i);
        expect(safe.slice(0, -extension.length - 1)).not.toMatch(/^$|[\s.]$/);
      }),
      { numRuns: 1000 },
    );
  });

  it("stays the same when it is made safe again", () => {
    fc.assert(
      fc.property(everyName, (name) => {
        const safe = safeDownloadName(name, "pdf");
        expect(safeDownloadName(safe, "pdf")).toBe(safe);
      }),
    );
  });

  it.each([
    ["../../etc/passwd", "txt", "passwd.txt"],
    ["C:\\Users\\Ada\\cv.pdf", "pdf", "cv.pdf"],
    ["CON", "txt", "_CON.txt"],
    ["aux.pdf", "pdf", "_aux.pdf"],
    [`nul.${"x".repeat(300)}`, "pdf", `_nul.${"x".repeat(141)}.pdf`],
    ["IMG_0001.HEIC", "jpg", "IMG_0001.jpg"],
    ["photo.jpeg", "jpg", "photo.jpg"],
    ["Version 1.2", "pdf", "Version 1.2.pdf"],
    ["réunion 🎉.pdf", "pdf", "réunion 🎉.pdf"],
    ["evil\u202efdp.exe", "pdf", "evilfdp.exe.pdf"],
    ["a\0b.txt", "txt", "a b.txt"],
    [".htaccess", "txt", "htaccess.txt"],
    ["", "pdf", "document.pdf"],
    ["...", "pdf", "document.pdf"],
  ])("of %j as %s is %j", (name, extension, expected) => {
    expect(safeDownloadName(name, extension)).toBe(expected);
  });

  it("never tears an emoji apart", () => {
    const family = "👩‍👩‍👧‍👦";
    expect(safeDownloadName(family.repeat(40), "jpg")).toMatch(new RegExp(`^(${family})+\\.jpg$`, "u"));
  });
});

describe("a Content-Disposition header", () => {
  it("is one line of ASCII whose full name decodes to what is shown, whatever the name", () => {
    fc.assert(
      fc.property(
        everyName,
        fc.constantFrom("inline" as const, "attachment" as const),
        (name, disposition) => {
          const header = contentDisposition(disposition, name);
          const shape =
            /^(inline|attachment); filename="([\x20-\x21\x23-\x5b\x5d-\x7e]+)"(?:; filename\*=UTF-8''([\w!#$&+.^`|~%-]+))?$/;
          const [, found, plain, extended] = shape.exec(header) ?? [];
          expect(found).toBe(disposition);
          const shown = displayName(name).trim() || "document";
          expect(extended === undefined ? plain : decodeURIComponent(extended)).toBe(shown);
          expect(() => new Headers({ "content-disposition": header })).not.toThrow();
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("a name on the screen", () => {
  it("has no direction marks and no control characters, and is otherwise what the member gave", () => {
    fc.assert(
      fc.property(everyName, (name) => {
        const shown = displayName(name);
        expect(shown).not.toMatch(/\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
        if (/^[\p{L}\p{N}\p{S}\p{P} ]*$/u.test(name)) expect(shown).toBe(name);
      }),
    );
  });

  it("keeps HTML as the text it is", () => {
    expect(displayName("<script>alert(1)</script>.pdf")).toBe("<script>alert(1)</script>.pdf");
  });
});
