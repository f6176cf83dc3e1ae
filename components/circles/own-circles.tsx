"use client";

import { Plus } from "lucide-react";
import { useActionState, useEffect, useRef, useState } from "react";

import type { FormState } from "#lib/domain/action-result.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";
import { placeCategories } from "../reach/reach-category.ts";
import { Rings } from "../brand/rings.tsx";
import { Callout } from "../ui/callout.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { TextField } from "../ui/text-field.tsx";
import { OwnCircle } from "./own-circle.tsx";

export type CircleAction = (state: FormState<null>, form: FormData) => Promise<FormState<null>>;

/** A circle as it is kept: with a version for a member, without one in an onboarding. */
export type KeptCircle = CategoryDraft & { readonly version?: number };

type OwnCirclesProps = {
  circles: readonly KeptCircle[];
  /** The id a circle that is added gets; made with the page, so that a form sent twice adds one. */
  nextId: string;
  addAction: CircleAction;
  renameAction: CircleAction;
  removeAction: CircleAction;
};

/** The circles one made oneself: add, rename, remove. Every deed is a form, so all of it works without JavaScript. */
export function OwnCircles({ circles, nextId, addAction, renameAction, removeAction }: OwnCirclesProps) {
  const own = placeCategories(circles).filter((circle) => circle.kind === "custom");
  const news = useNews(own.map((circle) => circle.name));

  return (
    <section aria-labelledby="own-circles" className="grid gap-5">
      <div>
        <h2 id="own-circles" className="text-lg">
          Circles of your own
        </h2>
        <p className="text-soft">The choir, the flat share, everyone from the summer in Lisbon. Optional.</p>
      </div>
      <p role="status" className="sr-only">
        {news}
      </p>
      {own.length > 0 && (
        <ul className="border-line border-y">
          {own.map((circle) => (
            <li key={circle.id} className="border-line flex gap-4 border-b py-3 last:border-0">
              <Rings kind="custom" mark={circle.mark} size="md" className="mt-1" />
              <OwnCircle
                circle={circle}
                version={circles.find((kept) => kept.id === circle.id)?.version}
                others={circles.filter((other) => other.id !== circle.id)}
                renameAction={renameAction}
                removeAction={removeAction}
              />
            </li>
          ))}
        </ul>
      )}
      <AddCircle key={nextId} id={nextId} action={addAction} />
    </section>
  );
}

function AddCircle({ id, action }: { id: string; action: CircleAction }) {
  const [state, submit] = useActionState(action, null);
  const refusal = state?.ok === false ? state : null;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusal]);

  return (
    <form
      ref={form}
      action={submit}
      noValidate
      aria-labelledby="add-circle"
      className="grid gap-4 sm:grid-cols-2"
    >
      <h3 id="add-circle" className="text-base sm:col-span-2">
        Add one
      </h3>
      <input type="hidden" name="id" value={id} />
      <TextField
        name="name"
        id="circle-name"
        label="Name"
        maxLength={200}
        autoComplete="off"
        defaultValue={refusal?.values?.name ?? ""}
        error={refusal?.fields?.name}
      />
      <TextField
        name="description"
        id="circle-description"
        label="Who that is"
        optional
        maxLength={1000}
        autoComplete="off"
        defaultValue={refusal?.values?.description ?? ""}
        error={refusal?.fields?.description}
      />
      {refusal && !refusal.fields && (
        <Callout tone="danger" role="alert" className="sm:col-span-2">
          {refusal.message}
        </Callout>
      )}
      <div>
        <SubmitButton variant="outline">
          <Plus aria-hidden="true" />
          Add this circle
        </SubmitButton>
      </div>
    </form>
  );
}

/** What to say to those who do not see the list change. */
function useNews(names: readonly string[]): string {
  const key = JSON.stringify(names);
  const [seen, setSeen] = useState({ key, news: "" });
  if (seen.key !== key) {
    const before = JSON.parse(seen.key) as string[];
    const added = names.filter((name) => !before.includes(name));
    const gone = before.filter((name) => !names.includes(name));
    setSeen({ key, news: tell(added, gone) });
  }
  return seen.news;
}

function tell(added: readonly string[], gone: readonly string[]): string {
  if (added.length > 0 && gone.length > 0)
    return `${gone.join(", ")} is called ${added.join(", ")} from here on.`;
  if (added.length > 0) return `${added.join(", ")} is one of your circles.`;
  return gone.length > 0 ? `${gone.join(", ")} was removed.` : "";
}
