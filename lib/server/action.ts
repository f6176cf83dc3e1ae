/** The one wrapper around every server action: same origin, viewer, zod, AppError → result. */
import "server-only";

import { headers } from "next/headers";
import type { z } from "zod";

import type { ActionResult, FormState, Refusal } from "#lib/domain/action-result.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { SignedIn } from "#lib/auth/port.ts";
import { logFailure } from "./log.ts";
import { isSameOrigin } from "./same-origin.ts";
import { getViewerContext, type ViewerContext } from "./viewer.ts";

type Access = "anyone" | "member";
type ContextFor<A extends Access> = A extends "member"
  ? ViewerContext & { signedIn: SignedIn }
  : ViewerContext;

type ActionOptions<S extends z.ZodType, A extends Access> = {
  /** Checks the form's fields or the caller's argument. */
  readonly input: S;
  /** Who may call it; `member` answers `not_signed_in` to everyone else. */
  readonly access: A;
};

type Handler<S extends z.ZodType, A extends Access, T> = (
  input: z.output<S>,
  context: ContextFor<A>,
) => Promise<T>;

/** Fields whose content is never given back to a page. */
const secretField = /password|token|capability/i;

/**
 * An action for `useActionState` and plain form posts. A field sent several times is an array. When refused, what was
 * typed comes back in `values`. `redirect()` inside the handler works.
 */
export function createFormAction<S extends z.ZodType, A extends Access, T>(
  options: ActionOptions<S, A>,
  handler: Handler<S, A, T>,
): (state: FormState<T>, form: FormData) => Promise<ActionResult<T>> {
  return async (_state, form) => {
    const result = await run(options, readForm(form), handler);
    return result.ok ? result : { ...result, values: readTyped(form) };
  };
}

/** An action called from a component with one argument. */
export function createCallAction<S extends z.ZodType, A extends Access, T>(
  options: ActionOptions<S, A>,
  handler: Handler<S, A, T>,
): (input: z.input<S>) => Promise<ActionResult<T>> {
  return (input) => run(options, input, handler);
}

async function run<S extends z.ZodType, A extends Access, T>(
  { input, access }: ActionOptions<S, A>,
  raw: unknown,
  handler: Handler<S, A, T>,
): Promise<ActionResult<T>> {
  try {
    if (!isSameOrigin(await headers())) throw new AppError("not_allowed");
    const context = await getViewerContext();
    if (access === "member" && !context.signedIn) throw new AppError("not_signed_in");
    const parsed = parseInput(input, raw);
    return { ok: true, value: await handler(parsed, context as ContextFor<A>) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    logFailure("action", error);
    return toRefusal(error);
  }
}

/** zod's first message for each field → AppError. */
export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[String(issue.path[0] ?? "form")] ??= issue.message;
  throw new AppError("invalid_input", { fields });
}

export function toRefusal(error: AppError): Refusal {
  return {
    ok: false,
    code: error.code,
    message: error.sentence,
    ...(error.fields && { fields: error.fields }),
    ...(error.current !== undefined && { current: error.current }),
  };
}

function readForm(form: FormData): Record<string, FormDataEntryValue | FormDataEntryValue[]> {
  const fields: Record<string, FormDataEntryValue | FormDataEntryValue[]> = {};
  for (const name of new Set(form.keys())) {
    // Next puts its own bookkeeping into the form.
    if (name.startsWith("$ACTION")) continue;
    const values = form.getAll(name);
    fields[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return fields;
}

function readTyped(form: FormData): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const [name, value] of form.entries()) {
    if (typeof value === "string" && !name.startsWith("$ACTION") && !secretField.test(name))
      typed[name] = value;
  }
  return typed;
}
