/** How many tries each act of signing in allows: enough for anyone who mistypes, too few for anyone who guesses. */
import { isIPv6 } from "node:net";

import type { Clock } from "#lib/domain/time.ts";
import { createThrottle, type Throttle } from "./throttle.ts";

export type AuthThrottles = {
  /** Wrong passwords for one address, whether or not it has an account. */
  readonly signInByAddress: Throttle;
  /** Wrong pairs from one client, over all addresses: many people can share one at work or behind one line. */
  readonly signInByClient: Throttle;
  /** A signed-in member's password, asked for again. */
  readonly password: Throttle;
  /** Being told that an address is taken. */
  readonly addressLookUp: Throttle;
  /** Mails to one address, so that nobody's mailbox is flooded. */
  readonly mailByAddress: Throttle;
  readonly mailByClient: Throttle;
};

const hour = 3600;

export function createAuthThrottles(clock: Clock): AuthThrottles {
  const perAddress = {
    clock,
    freeTries: 5,
    firstDelaySeconds: 10,
    longestDelaySeconds: 300,
    forgetAfterSeconds: 24 * hour,
  };
  const perClient = {
    clock,
    freeTries: 50,
    firstDelaySeconds: 10,
    longestDelaySeconds: 900,
    forgetAfterSeconds: hour,
  };
  return {
    signInByAddress: createThrottle(perAddress),
    signInByClient: createThrottle(perClient),
    password: createThrottle(perAddress),
    addressLookUp: createThrottle({ ...perClient, freeTries: 60 }),
    mailByAddress: createThrottle({
      ...perAddress,
      freeTries: 3,
      firstDelaySeconds: 60,
      longestDelaySeconds: hour,
    }),
    mailByClient: createThrottle({ ...perClient, freeTries: 20 }),
  };
}

/**
 * The key a client is counted under. Of an IPv6 address that is the network: everybody has 2^64 addresses in theirs, one
 * for each try. Unknown clients are counted together.
 */
export function clientKey(address: string | null): string {
  if (address === null) return "unknown";
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [before = "", after = ""] = (address.split("%", 1)[0] ?? "").split("::");
  const first = before.split(":").filter(Boolean);
  const last = after.split(":").filter(Boolean);
  const gap = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  return [...first, ...gap, ...last]
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":");
}
