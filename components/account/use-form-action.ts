"use client";

import { useActionState, useEffect, useRef } from "react";

import type { ActionResult, FormState } from "#lib/domain/action-result.ts";

/** A server action a form with messages is sent to. */
export type AccountAction<T = null> = (state: FormState<T>, form: FormData) => Promise<ActionResult<T>>;

/** What a form shows of the action it was sent to; after a refusal the keyboard is where the person has to look. */
export function useFormAction<T>(action: AccountAction<T>) {
  const [state, submit] = useActionState(action, null);
  const form = useRef<HTMLFormElement>(null);
  const refusal = state?.ok === false ? state : null;

  useEffect(() => {
    if (state?.ok !== false) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true], [role=alert]")?.focus();
  }, [state]);

  return {
    form,
    submit,
    /** What the action gave; null until it succeeded. */
    value: state?.ok ? state.value : null,
    succeeded: state?.ok === true,
    /** Messages by field. */
    errors: refusal?.fields ?? {},
    /** What was typed when it was refused, secrets left out. */
    typed: refusal?.values ?? {},
    /** What is wrong with the whole; null when the fields say it. */
    message: refusal && !refusal.fields ? refusal.message : null,
    code: refusal?.code ?? null,
  };
}
