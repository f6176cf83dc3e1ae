/** What local sign-in keeps: accounts, sign-in sessions and one-time tokens, each with the promise its storage gives. */
import { z } from "zod";

import { EmailSchema } from "./account.ts";
import { IdSchema } from "./ids.ts";
import { TimestampSchema } from "./time.ts";

/** SHA-256 of a secret, lower-case hex. The secret itself is nowhere. */
export const SecretHashSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const AccountRecordSchema = z.object({
  /** The member's id. */
  id: IdSchema,
  email: EmailSchema,
  /** bcrypt; null for a member who came from elsewhere and has to set a password first. */
  passwordHash: z.string().min(1).max(200).nullable(),
  version: z.number().int().min(1),
  createdAt: TimestampSchema,
  updatedAt: TimestampSchema,
});
export type AccountRecord = z.infer<typeof AccountRecordSchema>;

export const SignInRecordSchema = z.object({
  id: IdSchema,
  memberId: IdSchema,
  tokenHash: SecretHashSchema,
  /** What the browser said it was, in short words. */
  device: z.string().max(200),
  createdAt: TimestampSchema,
  lastSeenAt: TimestampSchema,
  expiresAt: TimestampSchema,
});
export type SignInRecord = z.infer<typeof SignInRecordSchema>;

export const OneTimeTokenSchema = z.object({
  tokenHash: SecretHashSchema,
  purpose: z.enum(["reset_password", "confirm_email"]),
  memberId: IdSchema,
  /** What the token was made for, such as the new address; null when the purpose says it all. */
  payload: z.string().max(1000).nullable(),
  createdAt: TimestampSchema,
  expiresAt: TimestampSchema,
});
export type OneTimeToken = z.infer<typeof OneTimeTokenSchema>;
export type TokenPurpose = OneTimeToken["purpose"];

/**
 * Storage for sign-in. No viewer: whoever calls has checked a secret or is about to.
 *
 * As with the store, a write is acknowledged once it survives a power cut, each method happens whole or not at all, rows
 * given out are copies, and a full disk throws `unavailable`. Expired sessions and tokens are as if they did not exist.
 * An account is made by `onboarding.complete`; `profiles.remove` takes it with its sessions and tokens.
 */
export type AccountRecords = {
  findById(id: string): Promise<AccountRecord | null>;
  /** Upper and lower case do not matter. */
  findByEmail(email: string): Promise<AccountRecord | null>;
  /**
   * Sets the password hash, ends every session of the member but `keepSessionId` and voids all their one-time tokens, in
   * one step: whoever held the old password may have asked for one. Throws `not_found` without such an account.
   */
  updatePassword(
    id: string,
    passwordHash: string,
    options: { keepSessionId: string | null },
  ): Promise<AccountRecord>;
  /**
   * Sets the address and voids all the member's one-time tokens, which went to the old one. Throws `invalid_input` with
   * `fields.email` when another account has it (of two racing for one address one gets it) and `not_found` without such
   * an account.
   */
  updateEmail(id: string, email: string): Promise<AccountRecord>;

  /** Stores a session. Throws `not_found` when its member has no account. */
  putSession(session: SignInRecord): Promise<void>;
  findSession(tokenHash: string): Promise<SignInRecord | null>;
  /** By last use, the latest first. */
  listSessions(memberId: string): Promise<SignInRecord[]>;
  /** Moves `lastSeenAt` and `expiresAt`. Changes nothing within a minute of the last time, so it may be called for every request; harmless without a session. */
  touchSession(id: string, seen: { lastSeenAt: string; expiresAt: string }): Promise<void>;
  /** True when there was such a session of this member. */
  removeSession(memberId: string, id: string): Promise<boolean>;
  /** Ends all of the member's sessions but `keepSessionId`; null keeps none. Gives how many ended. */
  removeSessions(memberId: string, keepSessionId: string | null): Promise<number>;

  /** Stores a token; earlier ones of the same member and purpose stop working. Throws `not_found` when the member has no account. */
  putToken(token: OneTimeToken): Promise<void>;
  /** The token without using it up. */
  peekToken(purpose: TokenPurpose, tokenHash: string): Promise<OneTimeToken | null>;
  /** The token, once: exactly one caller receives it, all others null. */
  takeToken(purpose: TokenPurpose, tokenHash: string): Promise<OneTimeToken | null>;
};
