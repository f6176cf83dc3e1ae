"use client";

import { useActionState, useEffect, useRef, useState, type ReactNode } from "react";

import type { FormState } from "#lib/domain/action-result.ts";
import { editableFields, type EditableField, type ProfileConflict } from "#lib/domain/profile-change.ts";
import type { Profile } from "#lib/domain/profile.ts";
import type { VisibilityCategory } from "#lib/domain/visibility.ts";
import { BioField } from "../onboarding/bio-field.tsx";
import { BothVersions } from "../onboarding/both-versions.tsx";
import { NameField } from "../onboarding/name-field.tsx";
import { errorAt, typedBefore } from "../onboarding/refused-fields.ts";
import { UsernameField } from "../onboarding/username-field.tsx";
import { ReachPicker } from "../reach/reach-picker.tsx";
import { Callout } from "../ui/callout.tsx";
import { FieldError } from "../ui/field.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type Texts = Record<EditableField, string>;

type EditProfileFormProps = {
  profile: Profile;
  circles: readonly VisibilityCategory[];
  action: (state: FormState<null>, form: FormData) => Promise<FormState<null>>;
  /** Between the fields and the button: circles of one's own, which are forms themselves. */
  children: ReactNode;
};

const formId = "profile";

const labels: Readonly<Texts> = {
  displayName: "Your name",
  username: "Your username",
  bio: "What you wrote about yourself",
  defaultCategoryId: "Who sees new things",
};

/** One's own profile, changed and saved. What was changed elsewhere meanwhile is shown beside it, never overwritten. */
export function EditProfileForm({ profile, circles, action, children }: EditProfileFormProps) {
  const [state, submit] = useActionState(action, null);
  const refusal = state?.ok === false ? state : null;
  const conflicts = refusal?.code === "conflict" ? (refusal.current as readonly ProfileConflict[]) : [];
  const [base, setBase] = useState<Texts>(() => ({ ...pick(profile), ...theirsOf(conflicts) }));
  const [typed, setTyped] = useState<Texts>(() => ({ ...pick(profile), ...onlyFields(typedBefore(state)) }));
  /** Fields whose two versions were decided on, of the refusal they belong to. */
  const [settled, setSettled] = useState<{ state: FormState<null>; fields: readonly EditableField[] }>({
    state: null,
    fields: [],
  });
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state?.ok === false)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [name=keep], [role=alert]')?.focus();
  }, [state]);

  const edit = (field: EditableField, value: string) => setTyped((all) => ({ ...all, [field]: value }));
  const settle = (field: EditableField, theirs: string) => {
    setBase((all) => ({ ...all, [field]: theirs }));
    setSettled((all) => ({ state, fields: all.state === state ? [...all.fields, field] : [field] }));
  };
  const undecided = conflicts.filter(
    ({ field }) => settled.state !== state || !settled.fields.includes(field),
  );
  const control = (field: EditableField) => ({
    value: typed[field],
    onValue: (value: string) => edit(field, value),
    error: errorAt(state, field, typed[field]),
  });
  const inWords = (field: EditableField, text: string) =>
    field === "defaultCategoryId"
      ? (circles.find(({ id }) => id === text)?.name ?? "A removed circle")
      : text;
  const versions = (field: EditableField) => {
    const conflict = undecided.find((each) => each.field === field);
    if (!conflict) return null;
    return (
      <BothVersions
        field={field}
        label={labels[field]}
        mine={inWords(field, typed[field])}
        theirs={inWords(field, conflict.theirs)}
        onKeepMine={() => settle(field, conflict.theirs)}
        onTakeTheirs={() => {
          settle(field, conflict.theirs);
          edit(field, conflict.theirs);
        }}
      />
    );
  };

  return (
    <div className="grid gap-12">
      <form
        ref={form}
        id={formId}
        action={submit}
        noValidate
        className="grid gap-8"
        onSubmit={(event) => {
          if (undecided.length === 0) return;
          event.preventDefault();
          form.current?.querySelector<HTMLElement>("[name=keep]")?.focus();
        }}
      >
        {/* Enter presses the first button of a form: that one saves, whatever other buttons stand in it. */}
        <button type="submit" hidden tabIndex={-1} />
        {editableFields.map((field) => (
          <input key={field} type="hidden" name={`base.${field}`} value={base[field]} />
        ))}
        <NameField {...control("displayName")} />
        {versions("displayName")}
        <UsernameField {...control("username")} displayName={typed.displayName} own={profile.username} />
        {versions("username")}
        <BioField {...control("bio")} />
        {versions("bio")}
        <ReachPicker
          name="defaultCategoryId"
          label="New things are for"
          categories={circles}
          value={typed.defaultCategoryId}
          onValueChange={(id) => edit("defaultCategoryId", id)}
        />
        {refusal?.fields?.defaultCategoryId && (
          <FieldError id="default-problem">{refusal.fields.defaultCategoryId}</FieldError>
        )}
        {versions("defaultCategoryId")}
      </form>
      {children}
      {refusal && !refusal.fields && refusal.code !== "conflict" && (
        <Callout tone="danger" role="alert">
          {refusal.message}
        </Callout>
      )}
      <div className="border-line bg-paper sticky bottom-0 border-t py-4">
        <SubmitButton size="lg" form={formId}>
          Save
        </SubmitButton>
      </div>
    </div>
  );
}

function pick({ displayName, username, bio, defaultCategoryId }: Profile): Texts {
  return { displayName, username, bio, defaultCategoryId };
}

function onlyFields(values: Readonly<Record<string, string>>): Partial<Texts> {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => editableFields.some((field) => field === name)),
  );
}

function theirsOf(conflicts: readonly ProfileConflict[]): Partial<Texts> {
  return Object.fromEntries(conflicts.map(({ field, theirs }) => [field, theirs]));
}
