/** What the database and the file service answer when they refuse, as the errors the app knows. */
import { AppError, isAppError, type ErrorCode, type FieldErrors } from "#lib/domain/errors.ts";
import { refusals } from "#lib/domain/store-refusals.ts";

/** As supabase-js gives it. Without a code there was no answer of the database at all. */
export type DatabaseError = {
  readonly code?: string | null;
  readonly message?: string | null;
  readonly details?: string | null;
};

/** The functions in supabase/migrations raise PT and an HTTP status; `message` is the code then. */
const raised: Readonly<Record<string, ErrorCode>> = {
  PT401: "not_signed_in",
  PT403: "not_allowed",
  PT404: "not_found",
  PT409: "conflict",
  PT413: "too_large",
  PT422: "invalid_input",
  PT429: "rate_limited",
  // Row level security or a missing grant: what may not be touched does not exist.
  "42501": "not_found",
  "22P02": "invalid_input",
  "22001": "invalid_input",
  "22003": "invalid_input",
  "22007": "invalid_input",
  "22008": "invalid_input",
  "23502": "invalid_input",
  "23514": "invalid_input",
  "23505": "conflict",
  // A token that expired or was signed by another key.
  PGRST301: "not_signed_in",
  PGRST302: "not_signed_in",
  PGRST303: "not_signed_in",
};

/** Classes of SQLSTATE that pass: lost connections, too little of something, two that stood in each other's way, a shutdown. */
const passing = /^(08|40|53|57|58)|^PGRST0/;

/** Rolled back, so that the same may be asked again whatever it was. */
export function isRolledBack({ code }: DatabaseError): boolean {
  return code === "40001" || code === "40P01";
}

export function toAppError(error: DatabaseError): AppError {
  const cause = causeOf(error);
  const code = raised[error.code ?? ""];
  if (code === "invalid_input") {
    return new AppError(code, { cause, fields: toFields(parseReasons(error.details)) });
  }
  if (code === "too_large" && parseReasons(error.details).reason === "space_used_up") {
    return new AppError(code, { cause, sentence: refusals.spaceUsedUp });
  }
  if (code) return new AppError(code, { cause });
  if (!error.code || passing.test(error.code)) return new AppError("unavailable", { cause });
  return new AppError("unexpected", { cause });
}

/** True for the conflict that says that staged files came, went or were replaced. */
export function isFilesChanged(error: unknown): boolean {
  if (!isAppError(error, "conflict") || !(error.cause instanceof Error)) return false;
  return (
    parseReasons("details" in error.cause ? String(error.cause.details) : null).reason === "files_changed"
  );
}

/** Code and message only: what the database says in `details` of its own accord may hold what somebody typed. */
function causeOf({ code, message, details }: DatabaseError): Error {
  const isOurs = code?.startsWith("PT") === true;
  const hasNoCode = code === null || code === undefined || code === "";
  const words = isOurs || hasNoCode ? firstLine(message) : "";
  const cause = new Error(`Supabase refused: ${code || "no answer"} ${words}`.trim());
  return isOurs ? Object.assign(cause, { details: details ?? "" }) : cause;
}

function firstLine(message: string | null | undefined): string {
  return (message ?? "").split("\n", 1)[0]?.slice(0, 200) ?? "";
}

function parseReasons(details: string | null | undefined): Readonly<Record<string, string>> {
  if (!details) return {};
  try {
    const parsed: unknown = JSON.parse(details);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, string>) : {};
  } catch {
    return {};
  }
}

function toFields(reasons: Readonly<Record<string, string>>): FieldErrors {
  return Object.fromEntries(
    Object.entries(reasons).map(([field, reason]) => [field, sentenceFor(field, reason)]),
  );
}

const sentences: Readonly<Record<string, string>> = {
  "username taken": refusals.usernameTaken,
  "email taken": refusals.emailTaken,
  "name taken": refusals.categoryNameTaken,
  "name too_many": refusals.tooManyCategories,
  "categories too_many": refusals.tooManyCategories,
  "categories builtin_missing": refusals.builtInMissing,
  "categories same_name": refusals.sameCategoryName,
  "moveTo unknown_category": refusals.chooseAnotherCategory,
  "documents unknown_category": refusals.documentsInRemovedCategory,
  "file not_whole": refusals.fileNotWhole,
  "avatarId missing": refusals.avatarMissing,
};

function sentenceFor(field: string, reason: string): string {
  const known = sentences[`${field} ${reason}`];
  if (known) return known;
  return reason === "unknown_category" ? refusals.chooseOwnCategory : refusals.anotherLook;
}

/** A refusal of the file service. It answers 400 to nearly everything: what counts is the status in its body. */
export type FileServiceRefusal = { readonly status: number; readonly code: string };

export function isMissing({ status, code }: FileServiceRefusal): boolean {
  return status === 404 || /^(NoSuchKey|not_found|NoSuchBucket)$/i.test(code);
}

/** Too slow, held by somebody else at this moment, asked too often. */
const passingRefusals = new Set([408, 423, 429]);

export function fileServiceError(refusal: FileServiceRefusal): AppError {
  const { status, code } = refusal;
  const cause = new Error(`Supabase Storage refused: ${status} ${code}`);
  if (isMissing(refusal)) return new AppError("not_found", { cause });
  if (status === 401) return new AppError("not_signed_in", { cause });
  if (status === 403) return new AppError("not_allowed", { cause });
  if (status === 409) return new AppError("conflict", { cause });
  if (status === 413) return new AppError("too_large", { cause });
  if (status === 415)
    return new AppError("invalid_input", { cause, fields: { mimeType: refusals.unknownType } });
  if (status >= 500 || passingRefusals.has(status)) return new AppError("unavailable", { cause });
  return new AppError("unexpected", { cause });
}
