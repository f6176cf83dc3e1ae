"use client";

import { SubmitButton } from "../ui/submit-button.tsx";
import { EmailField } from "./email-field.tsx";
import { FormMessage } from "./form-message.tsx";
import { MailSent } from "./mail-sent.tsx";
import { useFormAction, type AccountAction } from "./use-form-action.ts";

export function ForgotPasswordForm({ action }: { action: AccountAction<{ email: string }> }) {
  const { form, submit, errors, typed, message, value } = useFormAction(action);
  if (value) {
    return (
      <MailSent title="Look in your mailbox">
        If <strong className="wrap-anywhere">{value.email}</strong> has an account here, a mail with a link is
        on its way. The link works once, for one hour.
      </MailSent>
    );
  }
  return (
    <form ref={form} action={submit} noValidate className="grid gap-5">
      <p className="text-soft -mt-5 text-lg">
        Tell us your e-mail address, and we send you a link to choose a new one. Until then the old one keeps
        working.
      </p>
      <FormMessage>{message}</FormMessage>
      <EmailField
        name="email"
        label="E-mail address"
        autoComplete="username"
        defaultValue={typed.email}
        error={errors.email}
        autoFocus
      />
      <div>
        <SubmitButton size="lg">Send me a link</SubmitButton>
      </div>
    </form>
  );
}
