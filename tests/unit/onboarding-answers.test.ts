import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { measurePassword } from "#components/onboarding/password-strength.ts";
import { findProblems, firstOpenPart, pathOfField, toMemberFields } from "#lib/domain/onboarding-rules.ts";
import { UsernameSchema } from "#lib/domain/profile.ts";
import { suggestUsernames } from "#lib/domain/username-suggestion.ts";

const ada = { displayName: "Ada Lovelace", username: "ada", email: "ada@example.org", bio: "" };

describe("the answers of the first step", () => {
  test("pass when all rules are kept", () => {
    expect(findProblems(ada)).toEqual({});
    expect(toMemberFields(ada)).toEqual(ada);
  });

  test("are trimmed and folded as they become a member", () => {
    const typed = { displayName: " Ada ", username: " Ada ", email: "Ada@Example.org ", bio: " Hi " };
    expect(toMemberFields(typed)).toEqual({
      displayName: "Ada",
      username: "ada",
      email: "ada@example.org",
      bio: "Hi",
    });
  });

  test.each([
    ["displayName", "  ", "Tell people what to call you."],
    ["username", "", "Choose a username."],
    ["username", "ad", "A username has at least 3 characters."],
    ["username", "ada_l", "Use only letters from a to z, digits and hyphens."],
    ["username", "аda", "Use only letters from a to z, digits and hyphens."],
    ["username", "admin", "That name is kept for the app. Try another."],
    ["email", "", "Enter your e-mail address."],
    ["email", "ada@", "That does not look like an e-mail address. It should look like name@example.org."],
    ["bio", "x".repeat(2001), "Keep this to 2,000 characters or fewer."],
  ] as const)("say at %s what to do about %j", (field, value, sentence) => {
    expect(findProblems({ ...ada, [field]: value })).toEqual({ [field]: sentence });
  });

  test("lead to the page that asks for the first one missing", () => {
    expect(firstOpenPart({ ...ada, displayName: "" })).toBe("name");
    expect(firstOpenPart({ ...ada, email: "" })).toBe("email");
    expect(firstOpenPart(ada)).toBe("about");
    expect(pathOfField("email")).toBe("/onboarding/basics?part=email");
  });
});

describe("suggested usernames", () => {
  test.each([
    ["Ada Lovelace", "ada"],
    ["Zoë Müller", "zoe"],
    ["Søren Ærø", "soren"],
    ["Łukasz Weiß", "lukasz"],
    ["Dr. Ben O'Neill", "ben-oneill"],
  ])("for %s offer %s", (name, expected) => {
    expect(suggestUsernames(name)).toContain(expected);
  });

  test.each(["", "   ", "李雷", "🙂", "1234"])("are none for %j, rather than a bad one", (name) => {
    expect(suggestUsernames(name)).toEqual([]);
  });

  test("keep the rule, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (name) => {
        for (const username of suggestUsernames(name)) {
          expect(UsernameSchema.parse(username)).toBe(username);
        }
      }),
    );
  });
});

describe("the words about a password", () => {
  test("repeat the rule while it is broken", () => {
    expect(measurePassword("short")).toEqual({ level: 0, words: "Use at least 10 characters." });
    expect(measurePassword("é".repeat(40)).words).toContain("at most 72 bytes");
    expect(measurePassword("password123").words).toBe("That one is guessed first. Choose another.");
  });

  test("say nothing before anything is typed", () => {
    expect(measurePassword("")).toEqual({ level: 0, words: "" });
  });

  test("grow with length and variety", () => {
    expect(measurePassword("abcdabcdab").level).toBe(1);
    expect(measurePassword("four plain words here").level).toBe(3);
    expect(measurePassword("window-seat9").level).toBeGreaterThanOrEqual(2);
  });
});
