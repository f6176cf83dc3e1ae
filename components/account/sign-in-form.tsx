"use client";

import Link from "next/link";

import { SubmitButton } from "../ui/submit-button.tsx";
import { EmailField } from "./email-field.tsx";
import { FormMessage } from "./form-message.tsx";
import { PasswordField } from "./password-field.tsx";
import { useFormAction, type AccountAction } from "./use-form-action.ts";

type SignInFormProps = {
  action: AccountAction;
  /** Where to go afterwards. */
  next: string;
};

export function SignInForm({ action, next }: SignInFormProps) {
  const { form, submit, errors, typed, message } = useFormAction(action);
  return (
    <form ref={form} action={submit} noValidate className="grid gap-5">
      <FormMessage>{message}</FormMessage>
      <input type="hidden" name="next" value={next} />
      <EmailField
        name="email"
        label="E-mail address"
        autoComplete="username"
        defaultValue={typed.email}
        error={errors.email}
        autoFocus
      />
      <PasswordField
        name="password"
        label="Password"
        autoComplete="current-password"
        error={errors.password}
      />
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3 pt-1">
        <SubmitButton size="lg">Sign in</SubmitButton>
        <Link href="/forgot-password" className="link">
          Forgot your password?
        </Link>
      </div>
    </form>
  );
}
