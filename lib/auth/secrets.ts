/** Secrets that prove something by being known: made here, given out once, stored as a hash only. */
import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, base64url. */
export function createSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256, lower-case hex. Without salt: what it hides is random and long, so it cannot be guessed. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
