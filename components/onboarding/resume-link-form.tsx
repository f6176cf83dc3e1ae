"use client";

import { useActionState } from "react";

import type { ActionResult, FormState } from "#lib/domain/action-result.ts";
import { Callout } from "../ui/callout.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type Link = { url: string };

type ResumeLinkFormProps = {
  action: (state: FormState<Link>, form: FormData) => Promise<ActionResult<Link>>;
};

/** Makes the link when asked to, and shows it this once. */
export function ResumeLinkForm({ action }: ResumeLinkFormProps) {
  const [state, submit] = useActionState(action, null);
  if (state?.ok) return <ShownLink url={state.value.url} />;
  return (
    <form action={submit} className="grid gap-5">
      {state && (
        <Callout tone="danger" role="alert">
          {state.message}
        </Callout>
      )}
      <div>
        <SubmitButton size="lg">Make a link</SubmitButton>
      </div>
    </form>
  );
}

function ShownLink({ url }: Link) {
  return (
    <div className="animate-rise grid gap-5">
      <Field
        id="link"
        label="Your link"
        hint="Open it on the other device. Whoever has it can see and change what you typed, so send it only to yourself."
      >
        {(control) => <Input {...control} readOnly value={url} className="font-mono text-sm" />}
      </Field>
      <div>
        <CopyButton text={url}>Copy the link</CopyButton>
      </div>
    </div>
  );
}
