/** Identifiers: UUIDv7 made by the caller, so that a repeated create is the same row and ids sort by time. */
import { z } from "zod";

/** Lower-case UUID of any version, as every id in the app is. */
export const IdSchema = z.uuid().toLowerCase();

const largestCounter = 0xfff;
let lastTime = 0;
let counter = 0;

/**
 * A new UUIDv7: unique, and greater than every one this process made before, within a millisecond and when the clock is
 * set back too (RFC 9562, sections 5.7 and 6.2, method 1: a counter in `rand_a`).
 */
export function createId(): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  const [high = 0, low = 0] = random;
  const now = Date.now();
  if (now > lastTime) {
    lastTime = now;
    // Begins in the lower half, so that there is room to count on.
    counter = ((high << 8) | low) & (largestCounter >> 1);
  } else if (counter < largestCounter) {
    counter += 1;
  } else {
    lastTime += 1;
    counter = 0;
  }
  const time = lastTime.toString(16).padStart(12, "0");
  const variant = (0x80 | ((random[2] ?? 0) & 0x3f)).toString(16);
  const rest = [...random.subarray(3)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${variant}${rest.slice(0, 2)}-${rest.slice(2)}`;
}
