"use client";

import { passwordRule } from "#lib/domain/account.ts";
import { FormMessage } from "../account/form-message.tsx";
import { PasswordField } from "../account/password-field.tsx";
import { useFormAction, type AccountAction } from "../account/use-form-action.ts";
import { Callout } from "../ui/callout.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { ChangeDisclosure } from "./change-disclosure.tsx";

type ChangePasswordProps = { email: string; action: AccountAction<{ changedAt: string }> };

export function ChangePassword({ email, action }: ChangePasswordProps) {
  const { form, submit, errors, message, value, code } = useFormAction(action);
  return (
    <>
      {value && (
        <Callout role="status">Your password is changed. Every other browser was signed out.</Callout>
      )}
      <ChangeDisclosure key={value?.changedAt} label="Change password" open={code !== null}>
        <form ref={form} action={submit} noValidate className="grid gap-5">
          <FormMessage>{message}</FormMessage>
          {/* Tells password managers which account the new password belongs to. */}
          <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
          <PasswordField
            name="currentPassword"
            label="Current password"
            autoComplete="current-password"
            error={errors.currentPassword}
          />
          <PasswordField
            name="newPassword"
            label="New password"
            autoComplete="new-password"
            hint={passwordRule}
            error={errors.newPassword}
          />
          <div>
            <SubmitButton>Save password</SubmitButton>
          </div>
        </form>
      </ChangeDisclosure>
    </>
  );
}
