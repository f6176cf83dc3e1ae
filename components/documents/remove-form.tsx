"use client";

import { Trash2 } from "lucide-react";
import { useActionState } from "react";

import type { ActionResult, FormState } from "#lib/domain/action-result.ts";

import { Callout } from "../ui/callout.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type RemoveFormProps = {
  id: string;
  remove: (state: FormState, form: FormData) => Promise<ActionResult>;
};

/** Deletes and leads to the list, where it can be undone. */
export function RemoveForm({ id, remove }: RemoveFormProps) {
  const [state, action] = useActionState<FormState, FormData>(remove, null);
  return (
    <form action={action} className="grid gap-3">
      <input type="hidden" name="id" value={id} />
      {state?.ok === false && (
        <Callout tone="danger" role="alert">
          {state.message}
        </Callout>
      )}
      <div>
        <SubmitButton variant="quiet" className="text-danger -ml-4">
          <Trash2 aria-hidden="true" />
          Delete
        </SubmitButton>
      </div>
    </form>
  );
}
