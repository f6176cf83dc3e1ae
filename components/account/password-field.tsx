import type { ReactNode } from "react";

import { Field } from "../ui/field.tsx";
import { PasswordInput } from "../ui/password-input.tsx";

type PasswordFieldProps = {
  name: string;
  label: string;
  /** `current-password` offers what the browser keeps, `new-password` a new one. */
  autoComplete: "current-password" | "new-password";
  id?: string;
  hint?: ReactNode;
  error?: string | undefined;
  autoFocus?: boolean;
};

export function PasswordField({
  name,
  label,
  autoComplete,
  id = name,
  hint,
  error,
  autoFocus,
}: PasswordFieldProps) {
  return (
    <Field {...{ id, label, hint, error }}>
      {(control) => (
        <PasswordInput {...control} name={name} autoComplete={autoComplete} autoFocus={autoFocus} required />
      )}
    </Field>
  );
}
