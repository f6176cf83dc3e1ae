import { describe, expect, test } from "vitest";

import { fileServiceError, isFilesChanged, isMissing, toAppError } from "#lib/store/supabase/errors.ts";

describe("what the database refuses", () => {
  test.each([
    ["PT401", "not_signed_in"],
    ["PT403", "not_allowed"],
    ["PT404", "not_found"],
    ["PT409", "conflict"],
    ["PT413", "too_large"],
    ["PT422", "invalid_input"],
    ["PT429", "rate_limited"],
    ["42501", "not_found"],
    ["22P02", "invalid_input"],
    ["23514", "invalid_input"],
    ["23505", "conflict"],
    ["PGRST301", "not_signed_in"],
    ["PGRST303", "not_signed_in"],
    ["40001", "unavailable"],
    ["40P01", "unavailable"],
    ["53300", "unavailable"],
    ["57014", "unavailable"],
    ["08006", "unavailable"],
    ["PGRST000", "unavailable"],
    ["PGRST003", "unavailable"],
    ["", "unavailable"],
    ["42883", "unexpected"],
    ["PGRST202", "unexpected"],
  ] as const)("%s is %s", (code, expected) => {
    expect(toAppError({ code, message: "words", details: "" }).code).toBe(expected);
  });

  test("each reason is a sentence at its field", () => {
    const details = '{"username": "taken", "email": "taken", "categoryId": "unknown_category"}';
    const { fields } = toAppError({ code: "PT422", message: "invalid_input", details });
    expect(fields).toEqual({
      username: "Somebody has that name already. Try another.",
      email: "There is an account with this address already. Sign in instead, or use another address.",
      categoryId: "Choose one of your own circles.",
    });
  });

  test("a reason nobody knows is still a sentence, never the database's own word", () => {
    const { fields } = toAppError({
      code: "PT422",
      message: "invalid_input",
      details: '{"data": "rule_broken"}',
    });
    expect(fields?.data).toMatch(/^[A-Z].*\.$/);
    expect(fields?.data).not.toContain("rule_broken");
  });

  test("space that is used up says what to do about it", () => {
    const details = '{"reason": "space_used_up"}';
    expect(toAppError({ code: "PT413", message: "too_large", details }).sentence).toContain("make room");
  });

  test("staged files that changed are told from a stale version", () => {
    const changed = { code: "PT409", message: "conflict", details: '{"reason": "files_changed"}' };
    expect(isFilesChanged(toAppError(changed))).toBe(true);
    expect(isFilesChanged(toAppError({ ...changed, details: "" }))).toBe(false);
    expect(isFilesChanged(toAppError({ ...changed, code: "PT404" }))).toBe(false);
  });

  test("what somebody typed stays out of what is logged", () => {
    const { cause } = toAppError({
      code: "23505",
      message: 'duplicate key value violates unique constraint "users_username_key"',
      details: "Key (email)=(ada@example.org) already exists.",
    });
    expect(String(cause)).toContain("23505");
    expect(JSON.stringify([String(cause), cause])).not.toContain("ada@example.org");
  });
});

describe("what the file service refuses", () => {
  test.each([
    [{ status: 404, code: "NoSuchKey" }, "not_found"],
    [{ status: 400, code: "not_found" }, "not_found"],
    [{ status: 401, code: "InvalidJWT" }, "not_signed_in"],
    [{ status: 403, code: "AccessDenied" }, "not_allowed"],
    [{ status: 409, code: "KeyAlreadyExists" }, "conflict"],
    [{ status: 413, code: "EntityTooLarge" }, "too_large"],
    [{ status: 415, code: "InvalidMimeType" }, "invalid_input"],
    [{ status: 423, code: "ResourceLocked" }, "unavailable"],
    [{ status: 429, code: "SlowDown" }, "unavailable"],
    [{ status: 500, code: "InternalError" }, "unavailable"],
    [{ status: 544, code: "DatabaseTimeout" }, "unavailable"],
    [{ status: 400, code: "InvalidKey" }, "unexpected"],
  ] as const)("%j is %s", (refusal, expected) => {
    expect(fileServiceError(refusal).code).toBe(expected);
    expect(isMissing(refusal)).toBe(expected === "not_found");
  });
});
