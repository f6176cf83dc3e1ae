"use client";

import { useActionState } from "react";

import type { FormState } from "#lib/domain/action-result.ts";
import { Callout } from "../ui/callout.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { forgetUnsent } from "./browser-ports.ts";

type FollowLinkFormProps = {
  action: (state: FormState<null>, form: FormData) => Promise<FormState<null>>;
  capability: string;
  label: string;
};

export function FollowLinkForm({ action, capability, label }: FollowLinkFormProps) {
  const [state, submit] = useActionState(action, null);
  return (
    <form action={submit} onSubmit={forgetUnsent} className="grid gap-4">
      <input type="hidden" name="capability" value={capability} />
      {state?.ok === false && (
        <Callout tone="danger" role="alert">
          {state.message}
        </Callout>
      )}
      <div>
        <SubmitButton size="lg">{label}</SubmitButton>
      </div>
    </form>
  );
}
