"use client";

import { ArrowRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { useActionState, useEffect, useRef, type ReactNode } from "react";

import type { FormState } from "#lib/domain/action-result.ts";
import { fieldsOf, type BasicsPart, type TypedField } from "#lib/domain/onboarding-rules.ts";
import type { OnboardingView, SaveAnswer } from "#lib/domain/onboarding-view.ts";
import { Callout } from "../ui/callout.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { BioField } from "./bio-field.tsx";
import { BothVersions } from "./both-versions.tsx";
import type { DraftSaver, SaverState } from "./draft-saver.ts";
import { EmailField } from "./email-field.tsx";
import { NameField } from "./name-field.tsx";
import { errorAt, typedBefore } from "./refused-fields.ts";
import { OverNotice, SaveNote } from "./save-note.tsx";
import { useDraft } from "./use-draft.ts";
import { useSubmitWhenSaved } from "./use-submit-when-saved.ts";
import { UsernameField } from "./username-field.tsx";

export type BasicsFormAction = (state: FormState<null>, form: FormData) => Promise<FormState<null>>;

type BasicsFormProps = {
  part: BasicsPart;
  view: OnboardingView | null;
  action: BasicsFormAction;
  /** Where "Continue" leads when these answers were opened from there. */
  back?: "review" | undefined;
};

const labels: Readonly<Record<TypedField, string>> = {
  displayName: "Your name",
  username: "Your username",
  email: "Your e-mail address",
  bio: "What you wrote about yourself",
};

/** One group of the first questions. Saved while it is typed; the button saves it too, and goes on. */
export function BasicsForm({ part, view, action, back }: BasicsFormProps) {
  const [state, submit] = useActionState(action, null);
  const refusal = state?.ok === false ? state : null;
  const answer = refusal?.code === "conflict" ? (refusal.current as SaveAnswer) : null;
  const fields = fieldsOf(part);
  const { draft, status, saver } = useDraft(
    { view, typed: typedBefore(state), conflicts: answer?.conflicts },
    fields,
  );
  const form = useRef<HTMLFormElement>(null);
  const submitWhenSaved = useSubmitWhenSaved(saver);
  usePreloadedTyping(form, fields, saver);
  useRefreshOnceBegun(view, draft.sessionId);
  useEffect(() => {
    if (answer) saver.receive(answer.view, answer.conflicts);
  }, [answer, saver]);
  useFocusOnRefusal(form, state);

  if (status.kind === "over" || refusal?.code === "not_found") return <OverNotice />;
  const general = refusal && !refusal.fields && refusal.code !== "conflict" ? refusal.message : null;

  return (
    <form ref={form} action={submit} noValidate className="grid gap-8" onSubmit={submitWhenSaved}>
      {/* Enter presses the first button of a form: that one goes on, whatever other buttons stand before "Continue". */}
      <button type="submit" hidden tabIndex={-1} />
      <input type="hidden" name="part" value={part} />
      <input type="hidden" name="sessionId" value={draft.sessionId ?? ""} />
      {back && <input type="hidden" name="back" value={back} />}
      {fields.map((field) => (
        <div key={field} className="grid gap-4">
          <input type="hidden" name={`base.${field}`} value={draft.agreed[field]} />
          {renderField(field, { draft, saver, error: errorAt(state, field, draft.typed[field]) })}
          {draft.conflicts[field] !== undefined && (
            <BothVersions
              field={field}
              label={labels[field]}
              mine={draft.typed[field]}
              theirs={draft.conflicts[field]}
              onKeepMine={() => saver.keepMine(field)}
              onTakeTheirs={() => saver.takeTheirs(field)}
            />
          )}
        </div>
      ))}
      {general && (
        <Callout tone="danger" role="alert">
          {general}
        </Callout>
      )}
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <SubmitButton size="lg">
          {back ? "Back to the overview" : "Continue"}
          <ArrowRight aria-hidden="true" />
        </SubmitButton>
        <SaveNote status={status} savedBefore={draft.sessionId !== null} />
      </div>
    </form>
  );
}

type FieldContext = { draft: SaverState["draft"]; saver: DraftSaver; error: string | undefined };

function renderField(field: TypedField, { draft, saver, error }: FieldContext): ReactNode {
  const control = {
    value: draft.typed[field],
    onValue: (value: string) => saver.edit(field, value),
    error,
  };
  switch (field) {
    case "displayName":
      return <NameField {...control} autoFocus />;
    case "username":
      return <UsernameField {...control} displayName={draft.typed.displayName} />;
    case "email":
      return <EmailField {...control} />;
    case "bio":
      return <BioField {...control} />;
  }
}

/** What the rest of the page offers once there is something to come back to. */
function useRefreshOnceBegun(view: OnboardingView | null, sessionId: string | null) {
  const router = useRouter();
  useEffect(() => {
    if (view === null && sessionId !== null) router.refresh();
  }, [router, view, sessionId]);
}

/** People type before the page's script has loaded: what stands in the fields then counts. */
function usePreloadedTyping(
  form: React.RefObject<HTMLFormElement | null>,
  fields: readonly TypedField[],
  saver: DraftSaver,
) {
  useEffect(() => {
    for (const field of fields) {
      const control = form.current?.elements.namedItem(field);
      const isText = control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement;
      // Against what the server wrote into the page: the draft may know more by now, from another tab.
      if (isText && control.value !== control.defaultValue) saver.edit(field, control.value);
    }
  }, [form, fields, saver]);
}

/** After a refusal the first field that needs another look has the focus. */
export function useFocusOnRefusal(form: React.RefObject<HTMLFormElement | null>, state: FormState<unknown>) {
  useEffect(() => {
    if (state?.ok === false) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, state]);
}
