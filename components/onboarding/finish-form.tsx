"use client";

import Link from "next/link";
import { useActionState, useEffect, useRef } from "react";

import type { FormState } from "#lib/domain/action-result.ts";
import { pathOfField, typedFields } from "#lib/domain/onboarding-rules.ts";
import { Callout } from "../ui/callout.tsx";
import { Field } from "../ui/field.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { largeControl } from "./name-field.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { OverNotice } from "./save-note.tsx";

type FinishFormProps = {
  action: (state: FormState<null>, form: FormData) => Promise<FormState<null>>;
  email: string;
  /** The profile is made and its password chosen: this form signs in. */
  isDone?: boolean;
};

const names = {
  displayName: "Your name",
  username: "Your username",
  email: "Your e-mail address",
  bio: "What you wrote about yourself",
};

/** The password, and the last press. Pressing twice, or in two tabs, makes one account. */
export function FinishForm({ action, email, isDone = false }: FinishFormProps) {
  const [state, submit] = useActionState(action, null);
  const refusal = state?.ok === false ? state : null;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"] a')?.focus();
  }, [refusal]);

  if (refusal?.code === "not_found") return <OverNotice />;
  const fields = refusal?.fields ?? {};
  const elsewhere = typedFields.filter((field) => fields[field] !== undefined);

  return (
    <form ref={form} action={submit} noValidate className="grid gap-6">
      {/* For password managers: what the password is kept for. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      {elsewhere.length > 0 && (
        <Callout tone="danger" role="alert" title="Before your profile can be made">
          <ul className="grid gap-1">
            {elsewhere.map((field) => (
              <li key={field}>
                {names[field]}: {fields[field]}{" "}
                <Link href={withBack(pathOfField(field))} className="link">
                  Change {names[field].toLowerCase()}
                </Link>
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {fields.defaultCategoryId && (
        <Callout tone="danger" role="alert">
          {fields.defaultCategoryId}{" "}
          <Link href="/onboarding/visibility?back=review" className="link">
            Change who sees new things
          </Link>
        </Callout>
      )}
      {refusal && !refusal.fields && (
        <Callout tone="danger" role="alert">
          {refusal.message}
        </Callout>
      )}
      {isDone ? (
        <Field id="password" label="Password" error={fields.password}>
          {(control) => (
            <PasswordInput
              {...control}
              name="password"
              autoComplete="current-password"
              className={largeControl}
            />
          )}
        </Field>
      ) : (
        <NewPasswordField key={fields.password} error={fields.password} />
      )}
      <div>
        <SubmitButton size="lg">{isDone ? "Go to my profile" : "Make my profile"}</SubmitButton>
      </div>
    </form>
  );
}

function withBack(path: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}back=review`;
}
