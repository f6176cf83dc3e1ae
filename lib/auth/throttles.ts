/** How many tries each act of signing in allows: enough for anyone who mistypes, too few for anyone who guesses. */
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
