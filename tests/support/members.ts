/** Members made before the app starts, each with a browser that is signed in already: for tests of what comes after. */
import { hash } from "@node-rs/bcrypt";
import path from "node:path";
import { mkdir } from "node:fs/promises";

import { sessionCookie } from "#lib/auth/local.ts";
import { createSecret, hashSecret } from "#lib/auth/secrets.ts";
import { createId } from "#lib/domain/ids.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import { visitor } from "#lib/domain/viewer.ts";
import { openLocalStore, type LocalStore } from "#lib/store/local/open-local-store.ts";
import { castPassword, filledIn } from "./cast.ts";

export type SeededMember = {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  /** Signs a browser in: the cookie's name and value. */
  readonly cookie: { readonly name: string; readonly value: string };
};

const day = 24 * 60 * 60 * 1000;

/** Makes `count` members in a data folder nobody has open. All have the password `castPassword`. */
export async function seedMembers(dataFolder: string, count: number): Promise<SeededMember[]> {
  await mkdir(dataFolder, { recursive: true });
  const store = await openLocalStore({
    folder: path.resolve(dataFolder),
    sessionTimeoutHours: 720,
    log: () => undefined,
  });
  try {
    const passwordHash = await hash(castPassword, { cost: 4 });
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    return await Promise.all(numbers.map((number) => seedMember(store, number, passwordHash)));
  } finally {
    await store.close();
  }
}

async function seedMember(store: LocalStore, number: number, passwordHash: string): Promise<SeededMember> {
  const username = `ada-${number}`;
  const email = `${username}@example.org`;
  const memberId = createId();
  const { capability } = await store
    .open(visitor)
    .onboarding.start({ id: createId(), memberId, data: filledIn("ada", { username, email }) });
  await store
    .open({ kind: "visitor", capability })
    .onboarding.complete({ id: memberId, email, passwordHash });
  return { id: memberId, username, email, cookie: await signIn(store, memberId) };
}

async function signIn(store: LocalStore, memberId: string): Promise<SeededMember["cookie"]> {
  const token = createSecret();
  const now = Date.now();
  await store.accounts.putSession({
    id: createId(),
    memberId,
    tokenHash: hashSecret(token),
    device: "Test browser",
    createdAt: toTimestamp(now),
    lastSeenAt: toTimestamp(now),
    expiresAt: toTimestamp(now + 30 * day),
  });
  return { name: sessionCookie, value: token };
}
