import type { FieldConflict } from "#lib/domain/onboarding.ts";
import {
  draftFields,
  type DraftChange,
  type DraftField,
  type OnboardingView,
} from "#lib/domain/onboarding-view.ts";

export type DraftData = Readonly<Record<DraftField, string>>;

/** What one tab knows: what it last agreed on with the server, what was typed since, and where the two contradict. */
export type Draft = {
  readonly sessionId: string | null;
  readonly version: number;
  readonly updatedAt: string | null;
  readonly agreed: DraftData;
  readonly typed: DraftData;
  /** Field → what is stored instead. Such a field is not sent until the person chose. */
  readonly conflicts: Readonly<Partial<Record<DraftField, string>>>;
};

const nothing: DraftData = { displayName: "", username: "", email: "", bio: "", defaultCategoryId: "" };

export function createDraft(view: OnboardingView | null): Draft {
  const data = view ? pick(view) : nothing;
  return {
    sessionId: view?.id ?? null,
    version: view?.version ?? 0,
    updatedAt: view?.updatedAt ?? null,
    agreed: data,
    typed: data,
    conflicts: {},
  };
}

export function typeInto(draft: Draft, field: DraftField, value: string): Draft {
  return { ...draft, typed: { ...draft.typed, [field]: value } };
}

/** What the server does not have yet, fields in conflict left out. */
export function unsentChanges(draft: Draft): DraftChange[] {
  return draftFields
    .filter((field) => draft.typed[field] !== draft.agreed[field] && draft.conflicts[field] === undefined)
    .map((field) => ({ field, base: draft.agreed[field], value: draft.typed[field] }));
}

type Answer = {
  readonly view: OnboardingView;
  /** What was sent to get this answer; empty when the news came from elsewhere. */
  readonly sent?: readonly DraftChange[];
  readonly conflicts?: readonly FieldConflict[];
};

/** Takes in what the server has. What was typed since stays; what was changed elsewhere and not here is taken over. */
export function receive(draft: Draft, { view, sent = [], conflicts = [] }: Answer): Draft {
  if (draft.sessionId === view.id && view.version < draft.version) return draft;
  const stored = pick(view);
  const next = { agreed: { ...draft.agreed }, typed: { ...draft.typed }, conflicts: { ...draft.conflicts } };
  for (const field of draftFields) {
    const theirs = stored[field];
    const mine = draft.typed[field];
    const answered = sent.find((change) => change.field === field);
    const isRefused = conflicts.some((conflict) => conflict.field === field);
    delete next.conflicts[field];
    if (mine === theirs) {
      next.agreed[field] = theirs;
    } else if (answered && !isRefused) {
      next.agreed[field] = theirs;
      if (mine === answered.value) next.typed[field] = theirs;
    } else if (mine === draft.agreed[field]) {
      next.agreed[field] = theirs;
      next.typed[field] = theirs;
    } else if (theirs !== draft.agreed[field]) {
      next.conflicts[field] = theirs;
    }
  }
  return { ...next, sessionId: view.id, version: view.version, updatedAt: view.updatedAt };
}

/** Mine stays, and is sent as a change of theirs: seen and decided. */
export function keepMine(draft: Draft, field: DraftField): Draft {
  const theirs = draft.conflicts[field];
  if (theirs === undefined) return draft;
  return { ...without(draft, field), agreed: { ...draft.agreed, [field]: theirs } };
}

export function takeTheirs(draft: Draft, field: DraftField): Draft {
  const theirs = draft.conflicts[field];
  if (theirs === undefined) return draft;
  return {
    ...without(draft, field),
    agreed: { ...draft.agreed, [field]: theirs },
    typed: { ...draft.typed, [field]: theirs },
  };
}

/** Puts changes back that this browser kept because they could not be sent. */
export function restoreUnsent(draft: Draft, changes: readonly DraftChange[]): Draft {
  let next = draft;
  for (const { field, base, value } of changes) {
    const stored = draft.agreed[field];
    if (value === stored) continue;
    next = typeInto(next, field, value);
    if (stored !== base) next = { ...next, conflicts: { ...next.conflicts, [field]: stored } };
  }
  return next;
}

function without(draft: Draft, field: DraftField): Draft {
  const conflicts = { ...draft.conflicts };
  delete conflicts[field];
  return { ...draft, conflicts };
}

function pick({ data }: OnboardingView): DraftData {
  const { displayName, username, email, bio, defaultCategoryId } = data;
  return { displayName, username, email, bio, defaultCategoryId };
}
