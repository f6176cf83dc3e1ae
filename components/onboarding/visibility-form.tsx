"use client";

import { ArrowRight } from "lucide-react";
import { useActionState, useEffect } from "react";

import type { FormState } from "#lib/domain/action-result.ts";
import type { OnboardingView, SaveAnswer } from "#lib/domain/onboarding-view.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";
import { ReachPicker } from "../reach/reach-picker.tsx";
import { Callout } from "../ui/callout.tsx";
import { FieldError } from "../ui/field.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { BothVersions } from "./both-versions.tsx";
import { OverNotice, SaveNote } from "./save-note.tsx";
import { useDraft } from "./use-draft.ts";
import { useSubmitWhenSaved } from "./use-submit-when-saved.ts";

type VisibilityFormProps = {
  view: OnboardingView;
  circles: readonly CategoryDraft[];
  action: (state: FormState<null>, form: FormData) => Promise<FormState<null>>;
  back?: "review" | undefined;
  /** Between the choice and the button: circles of one's own, which are forms themselves. */
  children: React.ReactNode;
};

const formId = "visibility";

/** Who sees new things. Saved when chosen; the button goes on. */
export function VisibilityForm({ view, circles, action, back, children }: VisibilityFormProps) {
  const [state, submit] = useActionState(action, null);
  const refusal = state?.ok === false ? state : null;
  const answer = refusal?.code === "conflict" ? (refusal.current as SaveAnswer) : null;
  const { draft, status, saver } = useDraft({ view, typed: refusal?.values, conflicts: answer?.conflicts }, [
    "defaultCategoryId",
  ]);
  const submitWhenSaved = useSubmitWhenSaved(saver);
  useEffect(() => {
    if (answer) saver.receive(answer.view, answer.conflicts);
  }, [answer, saver]);

  if (status.kind === "over" || refusal?.code === "not_found") return <OverNotice />;
  const theirs = draft.conflicts.defaultCategoryId;
  const nameOf = (id: string) =>
    circles.find((circle) => circle.id === id)?.name ?? "A circle that was removed";
  const problem = refusal?.fields?.defaultCategoryId;

  return (
    <div className="grid gap-10">
      <form id={formId} action={submit} noValidate className="grid gap-4" onSubmit={submitWhenSaved}>
        <input type="hidden" name="sessionId" value={view.id} />
        <input type="hidden" name="base.defaultCategoryId" value={draft.agreed.defaultCategoryId} />
        {back && <input type="hidden" name="back" value={back} />}
        <ReachPicker
          name="defaultCategoryId"
          label="New things are for"
          categories={circles}
          value={draft.typed.defaultCategoryId}
          onValueChange={(id) => saver.edit("defaultCategoryId", id)}
        />
        {problem && <FieldError id="default-problem">{problem}</FieldError>}
        {theirs !== undefined && (
          <BothVersions
            field="defaultCategoryId"
            label="Who sees new things"
            mine={nameOf(draft.typed.defaultCategoryId)}
            theirs={nameOf(theirs)}
            onKeepMine={() => saver.keepMine("defaultCategoryId")}
            onTakeTheirs={() => saver.takeTheirs("defaultCategoryId")}
          />
        )}
      </form>
      {children}
      {refusal && !refusal.fields && refusal.code !== "conflict" && (
        <Callout tone="danger" role="alert">
          {refusal.message}
        </Callout>
      )}
      <div className="border-line flex flex-wrap items-center gap-x-6 gap-y-3 border-t pt-8">
        <SubmitButton size="lg" form={formId}>
          {back ? "Back to the overview" : "Continue"}
          <ArrowRight aria-hidden="true" />
        </SubmitButton>
        <SaveNote status={status} savedBefore />
      </div>
    </div>
  );
}
