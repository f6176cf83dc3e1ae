"use client";

import Link from "next/link";

import { FormMessage } from "../account/form-message.tsx";
import { PasswordField } from "../account/password-field.tsx";
import { useFormAction, type AccountAction } from "../account/use-form-action.ts";
import { Button } from "../ui/button.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { TextField } from "../ui/text-field.tsx";

type DeleteAccountFormProps = { action: AccountAction; username: string };

export function DeleteAccountForm({ action, username }: DeleteAccountFormProps) {
  const { form, submit, errors, typed, message } = useFormAction(action);
  return (
    <form ref={form} action={submit} noValidate className="grid gap-5">
      <FormMessage>{message}</FormMessage>
      <PasswordField
        name="password"
        label="Your password"
        autoComplete="current-password"
        error={errors.password}
      />
      <TextField
        name="confirmation"
        label={
          <>
            Type <span className="font-mono">{username}</span> to confirm
          </>
        }
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={typed.confirmation}
        error={errors.confirmation}
        required
      />
      <div className="flex flex-wrap gap-3 pt-1">
        <SubmitButton variant="danger">Delete everything for good</SubmitButton>
        <Button asChild variant="outline">
          <Link href="/settings">Keep my account</Link>
        </Button>
      </div>
    </form>
  );
}
