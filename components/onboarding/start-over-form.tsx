"use client";

import { useActionState } from "react";

import type { FormState } from "#lib/domain/action-result.ts";
import { Callout } from "../ui/callout.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { forgetUnsent, tellOtherTabs } from "./browser-ports.ts";

type StartOverFormProps = {
  action: (state: FormState<null>, form: FormData) => Promise<FormState<null>>;
  label: string;
  tone: "primary" | "danger";
};

export function StartOverForm({ action, label, tone }: StartOverFormProps) {
  const [state, submit] = useActionState(action, null);
  return (
    <form
      action={submit}
      onSubmit={() => {
        forgetUnsent();
        tellOtherTabs({ kind: "over" });
      }}
      className="grid gap-4"
    >
      {state?.ok === false && (
        <Callout tone="danger" role="alert">
          {state.message}
        </Callout>
      )}
      <div>
        <SubmitButton size="lg" variant={tone}>
          {label}
        </SubmitButton>
      </div>
    </form>
  );
}
