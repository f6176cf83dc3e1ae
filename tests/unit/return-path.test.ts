import { expect, test } from "vitest";

import { toReturnPath } from "#lib/domain/return-path.ts";

test.each([
  "/documents",
  "/documents?sort=name&page=2",
  "/settings#email",
  "/profile/ada",
  "/a//b",
  "/ä?q=ö",
])("%s is a page of ours", (asked) => {
  expect(decodeURI(toReturnPath(asked, "/profile"))).toBe(asked);
});

test.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/..//evil.example",
  "/./\\evil.example",
  "javascript:alert(1)",
  "documents",
  "",
  " /documents",
  "/api/me/export",
  "/sign-in?next=/sign-in",
  `/${"a".repeat(3000)}`,
  undefined,
  ["/documents", "/settings"],
])("%s is not, and leads to the fallback", (asked) => {
  expect(toReturnPath(asked, "/profile")).toBe("/profile");
});
