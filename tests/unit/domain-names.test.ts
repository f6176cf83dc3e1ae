import { describe, expect, test } from "vitest";
import { assert, property, string } from "fast-check";

import { EmailSchema, PasswordSchema } from "#lib/domain/account.ts";
import { createId, IdSchema } from "#lib/domain/ids.ts";
import { BioSchema, DisplayNameSchema, UsernameSchema } from "#lib/domain/profile.ts";

describe("a username", () => {
  test.each([
    ["ada", "ada"],
    ["  Ada ", "ada"],
    ["a-b-c", "a-b-c"],
    ["r2d2", "r2d2"],
    ["abc", "abc"],
    ["a".repeat(30), "a".repeat(30)],
  ])("%j is taken as %j", (typed, taken) => {
    expect(UsernameSchema.parse(typed)).toBe(taken);
  });

  test.each([
    ["", /at least 3/],
    ["ab", /at least 3/],
    ["a".repeat(31), /at most 30/],
    ["1ada", /Begin with a letter/],
    ["-ada", /Begin with a letter/],
    ["ada-", /hyphens/],
    ["a--b", /hyphens/],
    ["ada_b", /letters from a to z/],
    ["ada b", /letters from a to z/],
    ["adä", /letters from a to z/],
    ["аda", /letters from a to z/],
    ["ada\0b", /letters from a to z/],
    ["../ada", /letters from a to z/],
    ["admin", /kept for the app/],
    ["Sign-In", /kept for the app/],
  ])("%j is refused, with the reason", (typed, reason) => {
    const result = UsernameSchema.safeParse(typed);
    expect(result.error?.issues.map(({ message }) => message).join(" ")).toMatch(reason);
  });

  test("what is taken once is taken again unchanged, and is safe in an address", () => {
    assert(
      property(string(), (typed) => {
        const { success, data } = UsernameSchema.safeParse(typed);
        if (!success) return;
        expect(UsernameSchema.parse(data)).toBe(data);
        expect(encodeURIComponent(data)).toBe(data);
      }),
    );
  });
});

describe("a password", () => {
  test.each([
    ["ten characters", "kettle 7 b"],
    ["72 bytes", "abcdefgh".repeat(9)],
    ["72 bytes of two-byte letters", "äöüß".repeat(9)],
    ["blanks in it", "  four words  in a row "],
  ])("of %s is taken as it is", (_rule, password) => {
    expect(PasswordSchema.parse(password)).toBe(password);
  });

  test.each([
    ["nine characters", "kettle 7b", /at least 10/],
    ["73 bytes", "abcdefgh".repeat(9) + "i", /72 bytes/],
    ["74 bytes in 37 letters", "äöüß".repeat(9) + "ä", /72 bytes/],
    ["76 bytes in 19 emoji", "😀😃😄😁".repeat(4) + "😀😃😄", /72 bytes/],
    ["three different characters", "abcabcabcabc", /three different/],
    ["those guessed first, in any case", "PassWord1234", /guessed first/],
  ])("of %s is refused, with the reason", (_rule, password, reason) => {
    const result = PasswordSchema.safeParse(password);
    expect(result.error?.issues.map(({ message }) => message).join(" ")).toMatch(reason);
  });

  test("bcrypt would read every byte of any that is taken", () => {
    assert(
      property(string({ unit: "grapheme", maxLength: 90 }), (password) => {
        if (PasswordSchema.safeParse(password).success) {
          expect(Buffer.byteLength(password)).toBeLessThanOrEqual(72);
        }
      }),
    );
  });
});

describe("an e-mail address", () => {
  test.each([
    ["ada@example.org", "ada@example.org"],
    [" Ada@Example.ORG ", "ada@example.org"],
    ["ada+lists@mail.example.co.uk", "ada+lists@mail.example.co.uk"],
  ])("%j is taken as %j", (typed, taken) => {
    expect(EmailSchema.parse(typed)).toBe(taken);
  });

  test.each([
    "",
    "ada",
    "ada@",
    "@example.org",
    "ada@example",
    "ada example@example.org",
    "ada@example.org\r\nBcc: ben@example.org",
    "ada@example.org,ben@example.org",
    "<ada@example.org>",
    `${"a".repeat(250)}@example.org`,
  ])("%j is refused", (typed) => {
    expect(EmailSchema.safeParse(typed).success).toBe(false);
  });

  test("none that is taken can carry a second mail header", () => {
    assert(
      property(string({ maxLength: 40 }), string({ maxLength: 40 }), (before, after) => {
        expect(EmailSchema.safeParse(`${before}@example.org\n${after}`).data ?? "").not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe("a name and a bio", () => {
  test("are trimmed, and limited by what they are shown in", () => {
    expect(DisplayNameSchema.parse("  Ada Byron ")).toBe("Ada Byron");
    expect(DisplayNameSchema.safeParse(" \n ").success).toBe(false);
    expect(DisplayNameSchema.safeParse("x".repeat(81)).success).toBe(false);
    expect(BioSchema.parse("")).toBe("");
    expect(BioSchema.safeParse("x".repeat(2001)).success).toBe(false);
  });
});

describe("an id", () => {
  test("is a UUIDv7 that sorts by the time it was made", () => {
    const ids = Array.from({ length: 1000 }, createId);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(IdSchema.parse(id)).toBe(id);
  });

  test.each(["", "../../etc/passwd", "0", "not-a-uuid", "00000000-0000-7000-8000-00000000000g"])(
    "%j is none",
    (text) => {
      expect(IdSchema.safeParse(text).success).toBe(false);
    },
  );
});
