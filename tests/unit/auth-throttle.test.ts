import { expect, test } from "vitest";

import { createThrottle, type ThrottleOptions } from "#lib/auth/throttle.ts";
import { clientKey } from "#lib/auth/throttles.ts";
import { isAppError } from "#lib/domain/errors.ts";

function createTimed(options: Partial<ThrottleOptions> = {}) {
  let now = Date.parse("2026-11-20T12:00:00Z");
  const throttle = createThrottle({
    clock: () => now,
    freeTries: 3,
    firstDelaySeconds: 10,
    longestDelaySeconds: 60,
    forgetAfterSeconds: 3600,
    ...options,
  });
  /** "ok", or the sentence of the refusal. */
  const attempt = (key = "ada") => {
    try {
      throttle.take(key);
      return "ok";
    } catch (error) {
      if (isAppError(error, "rate_limited")) return error.sentence;
      throw error;
    }
  };
  return { throttle, attempt, wait: (seconds: number) => (now += seconds * 1000) };
}

test("a few tries are free, and the next one says how long to wait", () => {
  const { attempt } = createTimed();
  expect([attempt(), attempt(), attempt()]).toEqual(["ok", "ok", "ok"]);
  expect(attempt()).toBe("Too many tries in a short time. Wait 10 seconds, then try again.");
});

test("each further try waits twice as long, up to the longest delay", () => {
  const { attempt, wait } = createTimed();
  for (let free = 0; free < 3; free += 1) attempt();
  const waits: string[] = [];
  for (const seconds of [10, 20, 40, 60, 60]) {
    wait(seconds - 1);
    waits.push(attempt() === "ok" ? `less than ${seconds}` : `${seconds}`);
    wait(1);
    expect(attempt()).toBe("ok");
  }
  expect(waits).toEqual(["10", "20", "40", "60", "60"]);
});

test("a refused try does not make the wait longer", () => {
  const { attempt, wait } = createTimed();
  for (let tries = 0; tries < 30; tries += 1) attempt();
  wait(10);
  expect(attempt()).toBe("ok");
});

test("keys do not slow each other down", () => {
  const { attempt } = createTimed();
  for (let tries = 0; tries < 10; tries += 1) attempt("ada");
  expect(attempt("ben")).toBe("ok");
});

test("a key that proved itself starts afresh", () => {
  const { throttle, attempt } = createTimed();
  for (let tries = 0; tries < 3; tries += 1) attempt();
  throttle.forget("ada");
  expect([attempt(), attempt(), attempt()]).toEqual(["ok", "ok", "ok"]);
});

test("a try that is given back does not count", () => {
  const { throttle, attempt } = createTimed();
  for (let tries = 0; tries < 20; tries += 1) {
    expect(attempt()).toBe("ok");
    throttle.giveBack("ada");
  }
});

test("after a quiet time everything is forgotten", () => {
  const { attempt, wait } = createTimed();
  for (let tries = 0; tries < 4; tries += 1) attempt();
  wait(3611);
  expect([attempt(), attempt(), attempt()]).toEqual(["ok", "ok", "ok"]);
});

test("many keys push out the ones unused for longest, so memory stays bounded", () => {
  const { attempt } = createTimed({ maximumKeys: 2 });
  for (let tries = 0; tries < 4; tries += 1) attempt("ada");
  attempt("ben");
  attempt("cleo");
  expect(attempt("ada")).toBe("ok");
});

test.each([
  [10, "10 seconds"],
  [50, "50 seconds"],
  [60, "1 minute"],
  [61, "2 minutes"],
  [900, "15 minutes"],
])("a wait of %i seconds reads %s", (seconds, words) => {
  const { attempt } = createTimed({ freeTries: 1, firstDelaySeconds: seconds, longestDelaySeconds: seconds });
  attempt();
  expect(attempt()).toContain(`Wait ${words}, `);
});

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2:ffff::1", "2001:db8:1:2"],
  ["2001:0DB8:0001:0002::", "2001:db8:1:2"],
  ["2001:db8::7", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  [null, "unknown"],
])("a client at %s is counted under %s", (address, key) => {
  expect(clientKey(address)).toBe(key);
});
