"use client";

import { ChevronDown } from "lucide-react";
import { useActionState } from "react";

import type { PlacedCategory } from "../reach/reach-category.ts";
import { Callout } from "../ui/callout.tsx";
import { Field, FieldError } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { CircleAction, KeptCircle } from "./own-circles.tsx";

type OwnCircleProps = {
  circle: PlacedCategory;
  version: number | undefined;
  /** Where its things can go when it is removed. */
  others: readonly KeptCircle[];
  renameAction: CircleAction;
  removeAction: CircleAction;
};

export function OwnCircle({ circle, version, others, renameAction, removeAction }: OwnCircleProps) {
  return (
    <details className="group min-w-0 grow">
      <summary className="flex cursor-pointer list-none items-start gap-3 rounded-sm [&::-webkit-details-marker]:hidden">
        <span className="grid min-w-0 grow">
          <span className="font-[600]">{circle.name}</span>
          {circle.description && <span className="text-soft text-sm">{circle.description}</span>}
        </span>
        <span className="link inline-flex shrink-0 items-center gap-1 text-sm">
          Change<span className="sr-only"> {circle.name}</span>
          <ChevronDown aria-hidden="true" className="size-4 group-open:rotate-180" />
        </span>
      </summary>
      <div className="grid gap-8 pt-5 pb-3">
        <Rename circle={circle} version={version} action={renameAction} />
        <Remove circle={circle} others={others} action={removeAction} />
      </div>
    </details>
  );
}

type RenameProps = { circle: PlacedCategory; version: number | undefined; action: CircleAction };

function Rename({ circle, version, action }: RenameProps) {
  const [state, submit] = useActionState(action, null);
  const refusal = state?.ok === false ? state : null;
  const isBehind = refusal?.code === "conflict";

  return (
    <form action={submit} noValidate className="grid gap-4">
      <input type="hidden" name="id" value={circle.id} />
      <input type="hidden" name="base.name" value={circle.name} />
      <input type="hidden" name="base.description" value={circle.description} />
      {version !== undefined && <input type="hidden" name="version" value={version} />}
      <TextField
        name="name"
        id={`name-${circle.id}`}
        label="Name"
        autoComplete="off"
        defaultValue={refusal?.values?.name ?? circle.name}
        error={refusal?.fields?.name}
      />
      <TextField
        name="description"
        id={`description-${circle.id}`}
        label="Who that is"
        optional
        autoComplete="off"
        defaultValue={refusal?.values?.description ?? circle.description}
        error={refusal?.fields?.description}
      />
      {refusal && !refusal.fields && (
        <Callout tone={isBehind ? "waiting" : "danger"} role="alert">
          {isBehind
            ? `This circle was changed somewhere else. It is called “${circle.name}” there. Save again to use your words instead.`
            : refusal.message}
        </Callout>
      )}
      <div>
        <SubmitButton size="sm">Save the name</SubmitButton>
      </div>
    </form>
  );
}

type RemoveProps = { circle: PlacedCategory; others: readonly KeptCircle[]; action: CircleAction };

function Remove({ circle, others, action }: RemoveProps) {
  const [state, submit] = useActionState(action, null);
  const refusal = state?.ok === false ? state : null;
  const problem = refusal && (refusal.fields?.name ?? refusal.fields?.moveTo ?? refusal.message);
  const id = `move-${circle.id}`;

  return (
    <form action={submit} className="border-line grid gap-3 border-t pt-5">
      <input type="hidden" name="id" value={circle.id} />
      <Field
        id={id}
        label={`Remove ${circle.name}`}
        hint="Nothing in it is lost: it moves to the circle you choose here."
      >
        {(control) => (
          <Select {...control} name="moveTo" defaultValue={refusal?.values?.moveTo ?? others[0]?.id}>
            {others.map((other) => (
              <option key={other.id} value={other.id}>
                {other.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {problem && (
        <div role="alert">
          <FieldError id={`${id}-problem`}>{problem}</FieldError>
        </div>
      )}
      <div>
        <SubmitButton size="sm" variant="danger">
          Move and remove
        </SubmitButton>
      </div>
    </form>
  );
}
