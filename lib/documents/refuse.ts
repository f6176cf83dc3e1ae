/** Turns "we cannot take this file" into the AppError a person reads at the file's field. */

import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { AppError } from "#lib/domain/errors.ts";

/** The error for a file refused for what it is; `sentence` comes from the table in document-refusals.ts. */
export function refusal(sentence: string, cause?: unknown): AppError {
  const code = sentence === documentRefusals.tooLarge ? "too_large" : "invalid_input";
  return new AppError(code, { fields: { file: sentence }, sentence, cause });
}
