"use client";

import { EmailField } from "../account/email-field.tsx";
import { FormMessage } from "../account/form-message.tsx";
import { MailSent } from "../account/mail-sent.tsx";
import { PasswordField } from "../account/password-field.tsx";
import { useFormAction, type AccountAction } from "../account/use-form-action.ts";
import { SubmitButton } from "../ui/submit-button.tsx";
import { ChangeDisclosure } from "./change-disclosure.tsx";

type ChangeEmailProps = { email: string; action: AccountAction<{ newEmail: string }> };

export function ChangeEmail({ email, action }: ChangeEmailProps) {
  const { form, submit, errors, typed, message, value, code } = useFormAction(action);
  return (
    <>
      <p className="font-[550] wrap-anywhere">{email}</p>
      {value && (
        <MailSent title="One step is left">
          We sent a link to <strong className="wrap-anywhere">{value.newEmail}</strong>. Follow it within one
          hour, and you sign in with that address. Until then nothing changes.
        </MailSent>
      )}
      <ChangeDisclosure key={value?.newEmail} label="Change address" open={code !== null}>
        <form ref={form} action={submit} noValidate className="grid gap-5">
          <FormMessage>{message}</FormMessage>
          <EmailField
            name="newEmail"
            label="New e-mail address"
            autoComplete="email"
            hint="We send a link there, to be sure that it is yours."
            defaultValue={typed.newEmail}
            error={errors.newEmail}
          />
          <PasswordField
            id="email-password"
            name="password"
            label="Your password"
            autoComplete="current-password"
            error={errors.password}
          />
          <div>
            <SubmitButton>Send the link</SubmitButton>
          </div>
        </form>
      </ChangeDisclosure>
    </>
  );
}
