/** Signs an account up for an onboarding that is about to be finished; the same again, in the same words, is the same account. */
import type { SupabaseClient } from "@supabase/supabase-js";

import type { PreparedAccount } from "#lib/domain/account.ts";
import { addressTaken, parseEmail, parseNewPassword, refuseAddressAsPassword } from "../entries.ts";
import type { AuthThrottles } from "../throttles.ts";
import { isRefused, passwordError, toAppError, type ServiceError } from "./errors.ts";
import { toKnown, type Known } from "./known-account.ts";
import { isEmailFree } from "./sign-in-records.ts";

type Asker = {
  /** Bound to the browser, which is signed in by it. */
  readonly supabase: SupabaseClient;
  readonly plain: () => SupabaseClient;
  readonly throttles: Pick<AuthThrottles, "signInByAddress">;
  readonly endHere: () => Promise<void>;
};

type Wanted = { readonly id: string; readonly email: string; readonly password: string };

/** Keeps what `Auth.prepareAccount` promises. */
export async function prepareAccount(
  asker: Asker,
  { id, email, password }: Wanted,
): Promise<PreparedAccount> {
  const address = parseEmail(email, "email");
  const newPassword = parseNewPassword(password, "password");
  refuseAddressAsPassword(newPassword, address);
  // Not by the browser's client: it would tie the link in the mail to this browser, and mails are read on other devices.
  const { data, error } = await asker.plain().auth.signUp({
    email: address,
    password: newPassword,
    options: { data: { onboarding_member_id: id } },
  });
  if (error) return recognise(asker, { id, email: address, password: newPassword }, error);
  // To an address that has an account the service answers with one that it made up, which nobody can sign in with.
  if (data.user?.identities?.length === 0)
    return findOwn(asker, { id, email: address, password: newPassword });
  const prepared = { id: data.user?.id ?? id, email: address, passwordHash: null };
  if (!data.session) return { ...prepared, awaitsConfirmation: true };
  const begun = await asker.supabase.auth.setSession(data.session);
  if (begun.error) throw toAppError(begun.error);
  return prepared;
}

/** What a refused sign-up says of the account that is there already. */
async function recognise(asker: Asker, wanted: Wanted, error: ServiceError): Promise<PreparedAccount> {
  if (isRefused(error, "taken")) return findOwn(asker, wanted);
  const isMailed = isRefused(error, "tooManyMails") && !(await isEmailFree(asker.plain(), wanted.email));
  if (!isMailed) throw passwordError(error, "password");
  // A link was sent a moment ago, to an account that was made then.
  return findOwn(asker, wanted);
}

/** The account that an earlier try of the same onboarding made. Throws when it is another's. */
async function findOwn(asker: Asker, { id, email, password }: Wanted): Promise<PreparedAccount> {
  asker.throttles.signInByAddress.take(email);
  const { data, error } = await asker.supabase.auth.signInWithPassword({ email, password });
  if (error && isRefused(error, "notConfirmed"))
    return { id, email, passwordHash: null, awaitsConfirmation: true };
  if (error && !isRefused(error, "wrongPair")) throw toAppError(error);
  if (!data.user) throw addressTaken();
  asker.throttles.signInByAddress.forget(email);
  const account: Known = toKnown(data.user);
  if (account.memberId === id || account.promisedId === id) {
    return { id: account.memberId, email, passwordHash: null };
  }
  await asker.endHere();
  throw addressTaken();
}
