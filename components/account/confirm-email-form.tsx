"use client";

import { MailCheck } from "lucide-react";
import Link from "next/link";

import { Button } from "../ui/button.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { FormMessage } from "./form-message.tsx";
import { useFormAction, type AccountAction } from "./use-form-action.ts";

type ConfirmEmailFormProps = { action: AccountAction<{ email: string }>; token: string };

/** A press and not the mere opening of the link: mail programs open links to look at them. */
export function ConfirmEmailForm({ action, token }: ConfirmEmailFormProps) {
  const { form, submit, message, value } = useFormAction(action);
  if (value) {
    return (
      <div role="status" className="grid justify-items-start gap-5">
        <p className="bg-action-soft flex items-start gap-3 rounded-md px-5 py-4">
          <MailCheck aria-hidden="true" className="text-action mt-0.5 size-6 shrink-0" />
          <span>
            Confirmed. From now on you sign in with <strong className="wrap-anywhere">{value.email}</strong>.
          </span>
        </p>
        <Button asChild>
          <Link href="/settings">Go to your settings</Link>
        </Button>
      </div>
    );
  }
  return (
    <form ref={form} action={submit} className="grid gap-5">
      <FormMessage>{message}</FormMessage>
      <input type="hidden" name="token" value={token} />
      <div>
        <SubmitButton size="lg">Confirm this address</SubmitButton>
      </div>
    </form>
  );
}
