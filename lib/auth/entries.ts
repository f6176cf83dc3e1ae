/** What people enter to sign in or to change how they do: checked by the rules of lib/domain, refused at the field. */
import { EmailSchema, PasswordSchema } from "#lib/domain/account.ts";
import { AppError } from "#lib/domain/errors.ts";

export function parseEmail(email: string, field: string): string {
  const parsed = EmailSchema.safeParse(email);
  if (parsed.success) return parsed.data;
  throw fieldError(field, parsed.error.issues[0]?.message ?? "That does not look like an e-mail address.");
}

/** For looking up and counting tries: a malformed address is one that nobody has. */
export function normaliseAddress(email: string): string {
  return email.trim().toLowerCase().slice(0, 254);
}

export function parseNewPassword(password: string, field: string): string {
  const parsed = PasswordSchema.safeParse(password);
  if (parsed.success) return parsed.data;
  throw fieldError(field, parsed.error.issues[0]?.message ?? "Choose another password.");
}

export function fieldError(field: string, message: string): AppError {
  return new AppError("invalid_input", { fields: { [field]: message } });
}

export function wrongPair(): AppError {
  return new AppError("invalid_input", {
    sentence: "This e-mail address and password do not belong together. Check both and try again.",
  });
}

export function wrongPassword(field: string): AppError {
  return fieldError(field, "That is not your password.");
}

export function samePassword(): AppError {
  return fieldError("newPassword", "That is the password you have. Choose another.");
}

export function addressTaken(): AppError {
  return fieldError("email", "There is an account with this address already. Sign in instead.");
}

/** Throws for a password that everybody who knows the address would try. */
export function refuseAddressAsPassword(password: string, address: string): void {
  if (password.toLowerCase() !== address) return;
  throw fieldError("password", "Choose something other than your e-mail address.");
}
