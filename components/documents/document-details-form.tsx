"use client";

import { useActionState, useEffect, useRef, type ReactNode } from "react";

import type { FormState } from "#lib/domain/action-result.ts";
import type { DocumentView } from "#lib/domain/document-view.ts";
import { displayName } from "#lib/domain/file-names.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";

import { ReachPicker } from "../reach/reach-picker.tsx";
import { Callout } from "../ui/callout.tsx";
import { Field } from "../ui/field.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { TextField } from "../ui/text-field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import type { DocumentActions } from "./document-actions.ts";

type DetailsFormProps = {
  document: DocumentView;
  categories: readonly CategoryDraft[];
  save: DocumentActions["save"];
  onSaved?: (document: DocumentView) => void;
  /** More to do, beside "Save". */
  children?: ReactNode;
};

/** Name, description and circle. When it was changed elsewhere meanwhile, both versions stand there and the person decides. */
export function DocumentDetailsForm({ document, categories, save, onSaved, children }: DetailsFormProps) {
  const [state, action] = useActionState<FormState<DocumentView>, FormData>(save, null);
  const saved = useRef(onSaved);

  useEffect(() => {
    saved.current = onSaved;
  }, [onSaved]);
  useEffect(() => {
    if (state?.ok) saved.current?.(state.value);
  }, [state]);

  const refusal = state?.ok === false ? state : null;
  const theirs = refusal?.code === "conflict" ? (refusal.current as DocumentView | undefined) : undefined;
  const stored = state?.ok ? state.value : (theirs ?? document);
  const typed = refusal?.values ?? {};
  const chosen = typed.categoryId ?? stored.categoryId;

  return (
    <form action={action} className="grid content-start gap-5">
      <input type="hidden" name="id" value={stored.id} />
      <input type="hidden" name="version" value={stored.version} />
      {refusal && !theirs && !refusal.fields && (
        <Callout tone="danger" role="alert">
          {refusal.message}
        </Callout>
      )}
      {theirs && <BothVersions mine={typed} theirs={theirs} categories={categories} />}
      {state?.ok && (
        <Callout role="status">
          <p>Saved.</p>
        </Callout>
      )}
      <TextField
        name="name"
        label="Name"
        autoComplete="off"
        maxLength={500}
        defaultValue={typed.name ?? stored.name}
        error={refusal?.fields?.name}
      />
      <Field
        id="description"
        label="Description"
        optional
        hint="When, where, who. It helps you to find it again."
        error={refusal?.fields?.description}
      >
        {(control) => (
          <Textarea
            {...control}
            name="description"
            rows={3}
            maxLength={2000}
            defaultValue={typed.description ?? stored.description}
          />
        )}
      </Field>
      <div className="grid gap-1">
        <span aria-hidden="true" className="font-[600]">
          Seen by
        </span>
        <ReachPicker
          key={chosen}
          variant="compact"
          name="categoryId"
          label="Seen by"
          categories={categories}
          defaultValue={chosen}
          className="-ml-2.5"
        />
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton>{theirs ? "Save mine" : "Save"}</SubmitButton>
        {children}
      </div>
    </form>
  );
}

type BothVersionsProps = {
  mine: Readonly<Record<string, string>>;
  theirs: DocumentView;
  categories: readonly CategoryDraft[];
};

const fieldWords = { name: "Name", description: "Description", categoryId: "Seen by" } as const;

/** What is stored, beside what was typed here: nothing of either is lost until the person saves. */
function BothVersions({ mine, theirs, categories }: BothVersionsProps) {
  const inWords = (field: keyof typeof fieldWords, value: string) => {
    if (field === "categoryId") return categories.find(({ id }) => id === value)?.name ?? "Another circle";
    return displayName(value) || "Nothing";
  };
  const differing = (Object.keys(fieldWords) as (keyof typeof fieldWords)[]).filter(
    (field) => mine[field] !== undefined && mine[field] !== theirs[field],
  );
  return (
    <Callout tone="waiting" role="alert" title="This was changed somewhere else in the meantime">
      <p>Your version is in the fields below. Save it to keep it, or copy over what is stored.</p>
      <dl className="mt-3 grid gap-3">
        {differing.map((field) => (
          <div key={field}>
            <dt className="text-sm font-[600]">{fieldWords[field]}, as stored</dt>
            <dd className="whitespace-pre-wrap">
              <bdi>{inWords(field, theirs[field])}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </Callout>
  );
}
