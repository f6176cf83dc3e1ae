"use client";

import { useActionState } from "react";

import type { ActionResult, FormState } from "#lib/domain/action-result.ts";

import { Callout } from "../ui/callout.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type RemovedNoticeProps = {
  id: string;
  restore: (state: FormState, form: FormData) => Promise<ActionResult>;
};

/** After deleting without JavaScript: the way back, as a form. */
export function RemovedNotice({ id, restore }: RemovedNoticeProps) {
  const [state, action] = useActionState<FormState, FormData>(restore, null);
  return (
    <Callout role="status">
      <form action={action} className="flex flex-wrap items-center justify-between gap-3">
        <input type="hidden" name="id" value={id} />
        <p>{state?.ok === false ? state.message : "The document is deleted."}</p>
        <SubmitButton variant="outline" size="sm">
          Undo
        </SubmitButton>
      </form>
    </Callout>
  );
}
