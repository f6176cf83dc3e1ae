"use client";

import { SubmitButton } from "../ui/submit-button.tsx";
import { FormMessage } from "./form-message.tsx";
import { useFormAction, type AccountAction } from "./use-form-action.ts";

type ConfirmAccountFormProps = { action: AccountAction<null>; token: string };

/** A press and not the mere opening of the link: mail programs open links to look at them. */
export function ConfirmAccountForm({ action, token }: ConfirmAccountFormProps) {
  const { form, submit, message } = useFormAction(action);
  return (
    <form ref={form} action={submit} className="grid gap-5">
      <FormMessage>{message}</FormMessage>
      <input type="hidden" name="token" value={token} />
      <div>
        <SubmitButton size="lg">Confirm and make my profile</SubmitButton>
      </div>
    </form>
  );
}
