import type { ReactNode } from "react";

import { TextField } from "../ui/text-field.tsx";

type EmailFieldProps = {
  name: string;
  label: string;
  /** `username` where one signs in, so that password managers know what belongs together. */
  autoComplete: "email" | "username";
  id?: string;
  hint?: ReactNode;
  error?: string | undefined;
  defaultValue?: string | undefined;
  autoFocus?: boolean;
};

export function EmailField(props: EmailFieldProps) {
  return (
    <TextField {...props} type="email" inputMode="email" autoCapitalize="none" spellCheck={false} required />
  );
}
