/**
 * A fetch for Supabase: nothing waits for ever, and what is safe to ask again is asked again when nobody answered. Throws
 * `unavailable` in the end, with the cause; the log gets one line without a key, a token or anything a person typed.
 */
import { setTimeout as pause } from "node:timers/promises";

import { AppError } from "#lib/domain/errors.ts";
import { partOf, type Pulse } from "./pulse.ts";

export type Fetch = typeof fetch;

export type SteadyFetchOptions = {
  readonly fetch: Fetch;
  readonly pulse: Pulse;
  readonly log: (message: string) => void;
  /** Milliseconds a request may take; one for a file, until its first byte: how fast the rest goes is up to who reads it. */
  readonly timeout?: number;
  /** Milliseconds a request may take that sends a file. */
  readonly fileTimeout?: number;
  /** Milliseconds before each further try, at most: the true pause is between half of it and all. */
  readonly pauses?: readonly number[];
};

/** Functions that only read, or that may be asked twice because the caller made the id or the end is the same. */
const repeatableFunctions = new Set([
  ...[
    "get_onboarding",
    "find_document",
    "find_file",
    "list_documents",
    "list_uploads",
    "list_onboarding_files",
  ],
  ...["measure_space", "is_username_free", "is_email_free", "list_stray_objects"],
  ...["create_profile", "create_category", "create_document", "announce_upload", "start_onboarding"],
  ...["create_onboarding_capability", "attach_onboarding", "complete_onboarding", "remove_document"],
  ...["restore_document", "forget_upload", "remove_profile", "record_file"],
]);

/** Storage requests by POST that make nothing: signed addresses, lists. */
const repeatableStoragePaths = /^\/storage\/v1\/object\/(sign|upload\/sign|list)\//;

/** The service is not there, or somebody between us and it gave up. */
const passingStatuses = new Set([502, 503, 504, 520, 521, 522, 523, 524]);

const seconds = (milliseconds: number) => `${Math.round(milliseconds / 100) / 10} s`;

export function createSteadyFetch(options: SteadyFetchOptions): Fetch {
  const { pulse, log } = options;
  const { timeout = 10_000, fileTimeout = 300_000, pauses = [200, 800] } = options;

  return async (input, init = {}) => {
    const request = describe(input, init);
    const part = partOf(request.path);
    const tries = request.isRepeatable ? pauses.length + 1 : 1;
    for (let number = 1; ; number += 1) {
      const limit = request.sendsFile ? fileTimeout : timeout;
      const outcome = await tryOnce(options.fetch, input, init, {
        limit,
        isOverAtHeaders: request.readsFile,
      });
      // Broken off by whoever asked: that says nothing about who was asked.
      if ("error" in outcome && init.signal?.aborted) throw init.signal.reason;
      const failure = failureOf(outcome, limit);
      if (failure === null) pulse.answered(part);
      else pulse.failed(part, failure);
      if (failure !== null && number < tries) {
        if ("response" in outcome) await outcome.response.body?.cancel();
        await pause((pauses[number - 1] ?? 0) * (0.5 + Math.random() / 2));
        continue;
      }
      if (failure !== null) {
        const times = number === 1 ? "" : ` (tried ${number} times)`;
        log(`Supabase: ${request.method} ${request.path}: ${failure}${times}`);
      }
      if ("response" in outcome) return outcome.response;
      throw new AppError("unavailable", { cause: outcome.error });
    }
  };
}

type Described = {
  readonly method: string;
  /** Without the query, which may hold tokens and what was typed. */
  readonly path: string;
  readonly isRepeatable: boolean;
  readonly sendsFile: boolean;
  readonly readsFile: boolean;
};

function describe(input: Parameters<Fetch>[0], init: RequestInit): Described {
  const url = new URL(input instanceof Request ? input.url : input);
  const method = (init.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
  const path = url.pathname;
  const isStream = init.body instanceof ReadableStream || input instanceof Request;
  const isReading = method === "GET" || method === "HEAD" || method === "OPTIONS";
  const called = /^\/rest\/v1\/rpc\/(\w+)$/.exec(path)?.[1] ?? "";
  const isSafe =
    isReading ||
    repeatableFunctions.has(called) ||
    (path.startsWith("/storage/") && (method === "DELETE" || repeatableStoragePaths.test(path)));
  return {
    method,
    path,
    isRepeatable: isSafe && !isStream,
    sendsFile: isStream,
    readsFile: isReading && path.startsWith("/storage/v1/object/"),
  };
}

type Outcome = { readonly response: Response } | { readonly error: unknown };

async function tryOnce(
  send: Fetch,
  input: Parameters<Fetch>[0],
  init: RequestInit,
  { limit, isOverAtHeaders }: { limit: number; isOverAtHeaders: boolean },
): Promise<Outcome> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException("too late", "TimeoutError")), limit);
  timer.unref();
  const signals = [late.signal, ...(init.signal ? [init.signal] : [])];
  try {
    const response = await send(input, { ...init, signal: AbortSignal.any(signals) });
    if (isOverAtHeaders) clearTimeout(timer);
    return { response };
  } catch (error) {
    clearTimeout(timer);
    return { error };
  }
}

/** In words for the log; null when there was an answer, whatever it says. */
function failureOf(outcome: Outcome, limit: number): string | null {
  if ("response" in outcome) {
    const { status } = outcome.response;
    return passingStatuses.has(status) ? `answered ${status}` : null;
  }
  const { error } = outcome;
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${seconds(limit)}`;
  return codeOf(error) ?? "the connection failed";
}

/** Node puts what the system said into the cause. */
function codeOf(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && "code" in cause ? String(cause.code) : null;
}
