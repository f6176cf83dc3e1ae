/** Every expected failure is one of these codes; one table gives its HTTP status and the sentence a person reads. */

export const errorTable = {
  not_signed_in: { status: 401, sentence: "Please sign in to go on." },
  not_allowed: { status: 403, sentence: "That request was refused. Reload the page and try again." },
  not_found: {
    status: 404,
    sentence: "That is not here. It may have been removed, or the link may have expired.",
  },
  invalid_input: { status: 422, sentence: "Something in there needs another look." },
  conflict: {
    status: 409,
    sentence: "This was changed somewhere else in the meantime. Have a look at both versions.",
  },
  too_large: { status: 413, sentence: "That is larger than we can take." },
  rate_limited: { status: 429, sentence: "Too many tries in a short time. Wait a moment, then try again." },
  unavailable: {
    status: 503,
    sentence: "We could not save that just now. Nothing you saved before is lost. Try again in a moment.",
  },
  unexpected: {
    status: 500,
    sentence: "Something went wrong on our side. Nothing you saved is lost. Please try again.",
  },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** Field name → sentence for the person, shown at that field. */
export type FieldErrors = Readonly<Record<string, string>>;

type AppErrorOptions = {
  /** Logged, never shown. */
  cause?: unknown;
  /** Messages for people, by field name. */
  fields?: FieldErrors;
  /** Replaces the table's sentence when there is something more helpful to say to the person. */
  sentence?: string;
  /** For `conflict`: the row as it is now, so that both versions can be shown. */
  current?: unknown;
};

/** The only error class. Thrown below the screens; turned into output by the action wrapper, the route helper and the CLI's main. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldErrors | undefined;
  readonly sentence: string;
  readonly current: unknown;
  /** All that reaches the error page of a page that could not be drawn: it can say that waiting helps. */
  readonly digest?: string;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.sentence ?? errorTable[code].sentence, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = options.fields;
    this.sentence = options.sentence ?? errorTable[code].sentence;
    this.current = options.current;
    if (code === "unavailable") this.digest = code;
  }

  get status(): number {
    return errorTable[this.code].status;
  }
}

/**
 * True for an AppError, optionally of the given code. Told by its name, not its class: bundling and hot reload give each
 * part of the app its own copy of the class, while they share one store that throws.
 */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return isNamedAppError(error) && (code === undefined || error.code === code);
}

function isNamedAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError" && "code" in error && "sentence" in error;
}
