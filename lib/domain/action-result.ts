/** What a server action or route answers: a value, or a refusal a person can act on. */
import type { ErrorCode, FieldErrors } from "./errors.ts";

export type Refusal = {
  readonly ok: false;
  readonly code: ErrorCode;
  /** One sentence for the person. */
  readonly message: string;
  /** Messages by field name. */
  readonly fields?: FieldErrors;
  /** What was typed, secrets left out, so that a form can show it again. */
  readonly values?: Readonly<Record<string, string>>;
  /** For `conflict`: what is stored. */
  readonly current?: unknown;
};

export type ActionResult<T = null> = { readonly ok: true; readonly value: T } | Refusal;

/** The state a form begins with, before anything was sent. */
export type FormState<T = null> = ActionResult<T> | null;
