/** What the sign-in service refuses, in the app's words; the only place that knows the service's. */
import { AppError, type ErrorCode } from "#lib/domain/errors.ts";
import { fieldError } from "../entries.ts";

/** As supabase-js gives them; `status` is missing or 0 when there was no answer. */
export type ServiceError = {
  readonly name?: string;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
};

const kinds = {
  wrongPair: ["invalid_credentials", "validation_failed", "user_banned"],
  notConfirmed: ["email_not_confirmed"],
  taken: ["user_already_exists", "email_exists", "email_conflict_identity_not_deletable"],
  weakPassword: ["weak_password"],
  samePassword: ["same_password"],
  linkUsedUp: ["otp_expired", "flow_state_expired", "flow_state_not_found", "validation_failed", "bad_jwt"],
  badAddress: ["email_address_invalid", "email_address_not_authorized", "validation_failed"],
  tooManyMails: ["over_email_send_rate_limit"],
  sessionGone: [
    "session_not_found",
    "session_expired",
    "user_not_found",
    "bad_jwt",
    "no_authorization",
    "refresh_token_not_found",
    "refresh_token_already_used",
  ],
} as const;

export function isRefused(error: ServiceError, kind: keyof typeof kinds): boolean {
  const codes: readonly string[] = kinds[kind];
  return error.code !== undefined && codes.includes(error.code);
}

/** Nobody is signed in by what was sent: it is missing, ended, or not of this service. */
export function isSignedOut(error: ServiceError): boolean {
  if (error.name === "AuthSessionMissingError" || error.name === "AuthInvalidJwtError") return true;
  const { status = 0 } = error;
  return isRefused(error, "sessionGone") || status === 401 || status === 403;
}

/** There was no answer, or one from whatever stands before the service. */
export function isAway({ status = 0 }: ServiceError): boolean {
  return status === 0 || (status > 500 && status < 600);
}

/** For what the caller has no better word for. */
export function toAppError(error: ServiceError): AppError {
  return new AppError(codeOf(error), { cause: causeOf(error) });
}

function codeOf(error: ServiceError): ErrorCode {
  const { status = 0 } = error;
  if (status === 429 || isRefused(error, "tooManyMails")) return "rate_limited";
  if (isSignedOut(error)) return "not_signed_in";
  if (isAway(error) || status === 408 || status === 500) return "unavailable";
  return "unexpected";
}

/** Without the service's own words: they may name an address. */
function causeOf({ name, status, code }: ServiceError): Error {
  return new Error(`Supabase Auth refused: ${name ?? "error"} ${status ?? 0} ${code ?? "without a code"}`);
}

/** Throws what the functions of the database refuse, when they do. */
export function throwRefusal(error: { readonly code: string } | null, status: number): void {
  if (error === null) return;
  const cause = new Error(`Supabase refused: ${status} ${error.code || "no answer"}`);
  if (status === 429) throw new AppError("rate_limited", { cause });
  if (status === 401) throw new AppError("not_signed_in", { cause });
  if (status === 0 || status >= 500) throw new AppError("unavailable", { cause });
  throw new AppError("unexpected", { cause });
}

/** A password that the service refuses for what it is, at its field; anything else as `toAppError`. */
export function passwordError(error: ServiceError, field: string): AppError {
  if (!isRefused(error, "weakPassword")) return toAppError(error);
  return fieldError(field, "That one has been found in lists of stolen passwords. Choose another.");
}
