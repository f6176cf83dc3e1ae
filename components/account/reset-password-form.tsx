"use client";

import { passwordRule } from "#lib/domain/account.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { FormMessage } from "./form-message.tsx";
import { PasswordField } from "./password-field.tsx";
import { useFormAction, type AccountAction } from "./use-form-action.ts";

export function ResetPasswordForm({ action, token }: { action: AccountAction; token: string }) {
  const { form, submit, errors, message } = useFormAction(action);
  return (
    <form ref={form} action={submit} noValidate className="grid gap-5">
      <FormMessage>{message}</FormMessage>
      <input type="hidden" name="token" value={token} />
      <PasswordField
        name="newPassword"
        label="New password"
        autoComplete="new-password"
        hint={passwordRule}
        error={errors.newPassword}
        autoFocus
      />
      <div>
        <SubmitButton size="lg">Save and sign in</SubmitButton>
      </div>
    </form>
  );
}
