import { describe, expect, test } from "vitest";

import { linkOrigin } from "#lib/auth/link-origin.ts";
import { isAppError } from "#lib/domain/errors.ts";

describe("without a configured address", () => {
  test.each([
    "http://localhost:3000",
    "http://ada.localhost:3000",
    "http://127.0.0.1:3000",
    "http://[::1]:3000",
    "http://10.0.0.7",
    "http://172.16.4.1:8080",
    "http://172.31.255.254",
    "http://192.168.1.20:3000",
    "http://169.254.10.1",
    "http://[fd12:3456::1]:3000",
    "http://[fe80::1]:3000",
    "https://keep.local",
    "http://Kitchen-PC.local:3000",
  ])("%s is at home and may be linked to", (requestOrigin) => {
    expect(linkOrigin({ publicUrl: null, requestOrigin })).toBe(requestOrigin.toLowerCase());
  });

  test.each([
    "http://keep.example.org",
    "https://evil.example",
    "http://8.8.8.8",
    "http://172.32.0.1",
    "http://192.169.0.1",
    "http://[2001:db8::1]",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://192.168.1.20.evil.example",
    "http://local",
    "http://evil.example/.local",
    "http://evil.example#.local",
    "http://keep.local@evil.example",
    "http://",
    "not an address",
    null,
  ])("%s may have been written by a stranger and is refused", (requestOrigin) => {
    expect(refusalFor(requestOrigin)).toMatchObject({
      code: "unavailable",
      cause: { message: expect.stringContaining("KEEPINTOUCH_URL must be set") },
    });
  });

  test("the refusal shows nothing of the address", () => {
    expect(refusalFor("https://evil.example").sentence).not.toContain("evil");
  });
});

test("the configured address wins over whatever the request says", () => {
  const publicUrl = "https://keep.example.org";
  expect(linkOrigin({ publicUrl, requestOrigin: "https://evil.example" })).toBe(publicUrl);
  expect(linkOrigin({ publicUrl, requestOrigin: "http://localhost:3000" })).toBe(publicUrl);
});

function refusalFor(requestOrigin: string | null) {
  try {
    linkOrigin({ publicUrl: null, requestOrigin });
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error(`${requestOrigin} was accepted`);
}
