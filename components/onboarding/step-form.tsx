"use client";

import { ArrowRight } from "lucide-react";
import { useActionState, type ReactNode } from "react";

import type { FormState } from "#lib/domain/action-result.ts";
import { Callout } from "../ui/callout.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { OverNotice } from "./save-note.tsx";

type StepFormProps = {
  action: (state: FormState<null>, form: FormData) => Promise<FormState<null>>;
  back?: "review" | undefined;
  label: string;
  /** Words beside the button. */
  children?: ReactNode;
};

/** The way on from a step whose answers are saved by other means. */
export function StepForm({ action, back, label, children }: StepFormProps) {
  const [state, submit] = useActionState(action, null);
  const refusal = state?.ok === false ? state : null;
  if (refusal?.code === "not_found") return <OverNotice />;
  return (
    <form action={submit} className="border-line grid gap-4 border-t pt-8">
      {back && <input type="hidden" name="back" value={back} />}
      {refusal && (
        <Callout tone="danger" role="alert">
          {refusal.message}
        </Callout>
      )}
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <SubmitButton size="lg">
          {back ? "Back to the overview" : label}
          <ArrowRight aria-hidden="true" />
        </SubmitButton>
        {children}
      </div>
    </form>
  );
}
