/** Deletes the member with all that is theirs, for good: nothing is kept, not even a mail that lies in the outbox. */
import type { Auth } from "#lib/auth/port.ts";
import type { Store } from "#lib/store/port.ts";

/**
 * Throws `invalid_input` with `fields.password` unless it is the member's. Cut off on the way it may be done again; the
 * account itself goes in one step.
 */
export async function deleteAccount(
  { store, auth }: { store: Store; auth: Auth },
  { password }: { password: string },
): Promise<void> {
  await auth.verifyPassword(password);
  await auth.removeTraces();
  await store.profiles.remove();
  // The session went with the account; what is left is this browser's cookie.
  await auth.signOut();
}
