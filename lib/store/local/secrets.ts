/** Secrets that are given out once and stored as a hash only. */
import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, base64url. */
export function createSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** Lower-case hex of the SHA-256. Looking a secret up by its hash tells nothing by how long it takes. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
