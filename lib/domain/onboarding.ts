/** Onboarding sessions: what is gathered before there is an account, in which order, and how two devices' changes meet. */
import { z } from "zod";

import { IdSchema } from "./ids.ts";
import { TimestampSchema } from "./time.ts";
import { CategoryDraftSchema } from "./visibility.ts";

export const onboardingSteps = ["basics", "documents", "visibility", "review"] as const;
export type OnboardingStep = (typeof onboardingSteps)[number];

/**
 * What was typed so far. Kept as typed, even where it would not pass yet: nobody's words are lost to a rule.
 * The rules are applied when a step is finished and again at the end.
 */
export const OnboardingDataSchema = z.object({
  displayName: z.string().max(1000),
  username: z.string().max(1000),
  email: z.string().max(1000),
  bio: z.string().max(20_000),
  avatarId: IdSchema.nullable(),
  /** Steps the person said they were done with. */
  finishedSteps: z.array(z.enum(onboardingSteps)).max(onboardingSteps.length),
  categories: z.array(CategoryDraftSchema).max(50),
  defaultCategoryId: IdSchema,
});
export type OnboardingData = z.infer<typeof OnboardingDataSchema>;
export type OnboardingField = keyof OnboardingData;

export const OnboardingSessionSchema = z.object({
  id: IdSchema,
  /** The id the member will have; made at the start so that finishing twice makes one member. */
  memberId: IdSchema,
  data: OnboardingDataSchema,
  /** `completed` sessions stay until they expire, so that a repeated finish finds its result. */
  status: z.enum(["open", "completed"]),
  /** The signed-in member it was attached to, who alone may then finish it; null before. */
  attachedTo: IdSchema.nullable(),
  version: z.number().int().min(1),
  createdAt: TimestampSchema,
  updatedAt: TimestampSchema,
  expiresAt: TimestampSchema,
});
export type OnboardingSession = z.infer<typeof OnboardingSessionSchema>;

/** A change to one field, with the value it was based on. */
export type FieldChange<F extends OnboardingField = OnboardingField> = {
  [K in F]: { readonly field: K; readonly base: OnboardingData[K]; readonly value: OnboardingData[K] };
}[F];

/** A field that two places changed to different values since they last agreed. */
export type FieldConflict = {
  readonly field: OnboardingField;
  readonly mine: OnboardingData[OnboardingField];
  readonly theirs: OnboardingData[OnboardingField];
};

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Union of what both sides added to `base`, without what either removed; order of `theirs`, then what `mine` added. */
function mergeById<T>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  idOf: (item: T) => string,
): T[] | null {
  const baseById = new Map(base.map((item) => [idOf(item), item]));
  const mineById = new Map(mine.map((item) => [idOf(item), item]));
  const theirsById = new Map(theirs.map((item) => [idOf(item), item]));
  const merged: T[] = [];
  for (const item of theirs) {
    const id = idOf(item);
    const before = baseById.get(id);
    const own = mineById.get(id);
    if (own === undefined) {
      if (before === undefined) merged.push(item);
      else if (!isSame(before, item)) return null;
      continue;
    }
    if (isSame(own, item) || (before !== undefined && isSame(own, before))) merged.push(item);
    else if (before !== undefined && isSame(item, before)) merged.push(own);
    else return null;
  }
  for (const item of mine) {
    const id = idOf(item);
    if (theirsById.has(id)) continue;
    const before = baseById.get(id);
    if (before === undefined) merged.push(item);
    else if (!isSame(before, item)) return null;
  }
  return merged;
}

/**
 * Three-way merge, field by field. A field changed on one side only takes that side; changed to the same on both is
 * agreed; lists merge by item. What is left is a true conflict: the stored value stays and both are given back.
 */
export function mergeOnboarding(
  current: OnboardingData,
  changes: readonly FieldChange[],
): { data: OnboardingData; conflicts: FieldConflict[] } {
  const data: OnboardingData = structuredClone(current);
  const conflicts: FieldConflict[] = [];
  for (const change of changes) {
    const theirs = current[change.field];
    if (isSame(change.value, change.base) || isSame(change.value, theirs)) continue;
    if (isSame(theirs, change.base)) {
      assign(data, change.field, change.value);
      continue;
    }
    const merged = mergeLists(change, current);
    if (merged) Object.assign(data, structuredClone(merged));
    else conflicts.push({ field: change.field, mine: change.value, theirs });
  }
  return { data, conflicts };
}

function assign(data: OnboardingData, field: OnboardingField, value: OnboardingData[OnboardingField]): void {
  Object.assign(data, { [field]: structuredClone(value) });
}

function mergeLists(change: FieldChange, current: OnboardingData): Partial<OnboardingData> | null {
  if (change.field === "finishedSteps") {
    const merged = mergeById(change.base, change.value, current.finishedSteps, (step) => step);
    return merged && { finishedSteps: merged };
  }
  if (change.field === "categories") {
    const merged = mergeById(change.base, change.value, current.categories, (category) => category.id);
    return merged && { categories: merged };
  }
  return null;
}

/** The first step that is not finished; `review` when all before it are. */
export function firstUnfinishedStep(data: OnboardingData): OnboardingStep {
  return onboardingSteps.find((step) => step !== "review" && !data.finishedSteps.includes(step)) ?? "review";
}

/** True when `step` may be shown: every step before it is finished. */
export function canOpenStep(data: OnboardingData, step: OnboardingStep): boolean {
  return onboardingSteps.indexOf(step) <= onboardingSteps.indexOf(firstUnfinishedStep(data));
}

/** True when there is something a returning person would miss. */
export function hasProgress(data: OnboardingData): boolean {
  const typed = [data.displayName, data.username, data.email, data.bio].some((text) => text.trim() !== "");
  return typed || data.avatarId !== null || data.finishedSteps.length > 0;
}
