/** Accounts: the rules for e-mail addresses and passwords. */
import { z } from "zod";

/** bcrypt reads no more than 72 bytes; longer passwords would silently be cut, so they are refused. */
const maximumPasswordBytes = 72;
const minimumPasswordCharacters = 10;

/** The passwords every guesser tries first that are long enough to pass the length rule. */
const commonPasswords = new Set([
  "1234567890", "0123456789", "12345678910", "123456789a", "1q2w3e4r5t", "1qaz2wsx3edc", "abcdefghij", "administrator",
  "iloveyou123", "letmein123", "password12", "password123", "password1234", "passwordpassword", "qwerty12345", "qwerty1234",
  "qwertyuiop", "qwertyuiop123", "welcome123", "keepintouch",
]); // prettier-ignore

export const passwordRule = `At least ${minimumPasswordCharacters} characters. A few words in a row are easy to keep and hard to guess.`;

export const PasswordSchema = z
  .string()
  .min(minimumPasswordCharacters, `Use at least ${minimumPasswordCharacters} characters.`)
  .refine(
    (password) => new TextEncoder().encode(password).length <= maximumPasswordBytes,
    `Use at most ${maximumPasswordBytes} bytes: that is ${maximumPasswordBytes} plain letters, fewer with accents or emoji.`,
  )
  .refine((password) => new Set(password).size >= 4, "Use more than three different characters.")
  .refine(
    (password) => !commonPasswords.has(password.toLowerCase()),
    "That one is guessed first. Choose another.",
  );

/** Lower-cased: addresses that differ only in case reach the same person. */
export const EmailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, "Enter your e-mail address.")
  .max(254, "That is too long for an e-mail address.")
  .pipe(z.email("That does not look like an e-mail address. It should look like name@example.org."));

/**
 * An account ready to be made when the onboarding is finished. On local storage it carries the hash and becomes a row in
 * the same step as the profile; elsewhere the sign-in service has made it already and the hash is null.
 */
export type PreparedAccount = {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string | null;
  /** True when a link was sent to the address and nothing can be completed before it is followed. */
  readonly awaitsConfirmation?: boolean;
};
