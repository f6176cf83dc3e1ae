/** Passwords are kept as bcrypt hashes only, made and compared off the event loop; comparing takes as long for nobody as for somebody. */
import { hash, verify } from "@node-rs/bcrypt";

import { createSecret } from "./secrets.ts";

const cost = 10;
/** bcrypt reads no further: a longer password would pass by its beginning alone. */
const longestPasswordBytes = 72;

let decoy: Promise<string> | undefined;

/** Makes what absent accounts are compared with, so that the first of them takes no longer than the rest. */
export function prepareDecoy(): Promise<string> {
  decoy ??= hash(createSecret(), { cost });
  return decoy;
}

export function hashPassword(password: string): Promise<string> {
  return hash(password, { cost });
}

/** False for a null hash too, after the same work. */
export async function isPasswordOf(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await verify(password, passwordHash ?? (await prepareDecoy()));
  return matches && passwordHash !== null && Buffer.byteLength(password) <= longestPasswordBytes;
}
