/**
 * Signing in, as a written contract. An `Auth` is opened for one browser: it reads and sets that browser's cookies.
 *
 * - Whether an address has an account is told to nobody: `signIn` answers the same for "no such account" and "wrong
 *   password", in the same time; `requestPasswordReset` always succeeds. (The onboarding does say that an address is
 *   taken: the person could not go on otherwise. Those answers are throttled.)
 * - Tries are throttled per address and per client; over the limit throws `rate_limited`.
 * - Secrets are stored as hashes only. A revoked session is invalid on the very next request.
 */
import type { PreparedAccount } from "#lib/domain/account.ts";

/** The browser on the other side. */
export type AuthClient = {
  readonly cookies: CookieJar;
  /** For throttling and the list of sign-ins; null when it is not known. */
  readonly address: string | null;
  readonly userAgent: string | null;
  /** `http://host[:port]` as the request says it, unproved; null when there is no request. */
  readonly origin: string | null;
  /** Takes headers that have to go out with the cookies, so that no cache hands one member's session to another. */
  readonly addHeaders?: (headers: Readonly<Record<string, string>>) => void;
};

export type CookieJar = {
  get(name: string): string | null;
  /** Throws nothing where cookies cannot be set (rendering a page): the next action sets them. `maxAge` in seconds. */
  set(name: string, value: string, options: { maxAge: number }): void;
  remove(name: string): void;
};

export type SignedIn = { readonly memberId: string; readonly email: string };

export type AuthSession = {
  readonly id: string;
  /** What the browser said it was, in short words. */
  readonly device: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly isCurrent: boolean;
};

export type Auth = {
  /** Who is signed in, proved by the stored session; null otherwise. */
  current(): Promise<SignedIn | null>;
  /**
   * Makes an account ready for `onboarding.complete`, which is then called by a store opened at the same browser. `id` is
   * the one the onboarding promised; the answer's is the account's and may be another. The same again, with the same
   * password, is harmless. Throws `invalid_input` with `fields.email` when the address is taken by another account,
   * `fields.password` when the password is too weak or too long.
   */
  prepareAccount(account: { id: string; email: string; password: string }): Promise<PreparedAccount>;
  /** True when nobody has the address. Throttled. */
  isEmailFree(email: string): Promise<boolean>;
  /**
   * Follows the link that confirms a new account's address, once, and signs in here; the onboarding can be completed
   * then. `not_found` when expired, used, or where accounts need no confirming.
   */
  confirmAccount(token: string): Promise<SignedIn>;
  /**
   * Signs in and sets the cookie. Throws `invalid_input` with the one sentence for every wrong pair, and with another for
   * the right pair of an account that is not confirmed yet.
   */
  signIn(credentials: { email: string; password: string }): Promise<SignedIn>;
  /** Ends this browser's session and removes its cookie. Harmless when signed out. */
  signOut(): Promise<void>;
  /** The member's sessions, this one first, then by last use. */
  listSessions(): Promise<AuthSession[]>;
  /** Ends one of the member's sessions; `not_found` for any other. */
  revokeSession(id: string): Promise<void>;
  /** Ends all of the member's sessions but this one. */
  revokeOtherSessions(): Promise<void>;
  /** Throws `invalid_input` with `fields.currentPassword` or `fields.newPassword`. Ends all other sessions. */
  changePassword(change: { currentPassword: string; newPassword: string }): Promise<void>;
  /**
   * Sends a link valid for one hour if there is such an account. Fulfils whether or not there is, in the same time.
   * Throws `unavailable` when the address a link would have to lead to is not known for certain.
   */
  requestPasswordReset(email: string): Promise<void>;
  /** True while the link's token would work. Changes nothing. */
  isResetTokenValid(token: string): Promise<boolean>;
  /** Sets a new password with the link's token, once; ends all sessions and signs in here. `not_found` when expired or used. */
  resetPassword(reset: { token: string; newPassword: string }): Promise<SignedIn>;
  /**
   * Sends a confirmation link to the new address and a notice to the old. Nothing changes until it is followed. Throws
   * `invalid_input` with `fields.password` or `fields.newEmail`; not for an address somebody else has, whose owner is
   * told by mail instead. `unavailable` as in `requestPasswordReset`.
   */
  requestEmailChange(change: { newEmail: string; password: string }): Promise<void>;
  /** Follows the link, once. `not_found` when expired, used or of an address taken since. */
  confirmEmailChange(token: string): Promise<{ email: string }>;
  /** Throws `invalid_input` with `fields.password` unless it is the member's. For what cannot be undone. */
  verifyPassword(password: string): Promise<void>;
  /** Removes what is kept of the member beside the store: mails that were laid out for them. Goes before `profiles.remove`. */
  removeTraces(): Promise<void>;
};

/** Where a link in a mail leads. Paths are the app's; the base address is the storage's. */
export type AuthLinks = {
  readonly resetPassword: (token: string) => string;
  readonly confirmEmail: (token: string) => string;
};
