/** Adds, renames and removes circles of one's own while there is only an onboarding to keep them. */
import { AppError } from "#lib/domain/errors.ts";
import type { OnboardingSession } from "#lib/domain/onboarding.ts";
import {
  maximumCategories,
  NewCategorySchema,
  type CategoryDraft,
  type NewCategory,
} from "#lib/domain/visibility.ts";
import type { Store } from "#lib/store/port.ts";
import { saveOnboarding } from "./save-onboarding.ts";

export const nameUsed = "You have a circle of that name already.";
export const tooManyCircles = `That would be more than ${maximumCategories} circles. Remove one first.`;
export const isDefaultCircle = "New things go to this circle. Choose another one for them first.";

export type CircleWords = Pick<CategoryDraft, "name" | "description">;

/** The same id again changes nothing. Throws `invalid_input` with `fields.name` for a name in use or one circle too many. */
export async function addDraftCircle(store: Store, circle: NewCategory): Promise<OnboardingSession> {
  const session = await getOpenSession(store);
  const { categories } = session.data;
  const { id, name, description } = NewCategorySchema.parse(circle);
  if (categories.some((category) => category.id === id)) return session;
  refuseUsedName(categories, name, id);
  if (categories.length >= maximumCategories) throw refusal(tooManyCircles);
  const position = Math.max(...categories.map((category) => category.position)) + 1;
  return saveCategories(store, categories, [
    ...categories,
    { id, kind: "custom", name, description, position },
  ]);
}

/** `base` is what the person saw. Throws `conflict` when it was renamed elsewhere meanwhile, `not_found` when it is gone. */
export async function renameDraftCircle(
  store: Store,
  id: string,
  { base, words }: { base: CircleWords; words: CircleWords },
): Promise<OnboardingSession> {
  const { categories } = (await getOpenSession(store)).data;
  requireOwn(categories, id);
  refuseUsedName(categories, words.name, id);
  const withWords = (change: CircleWords) =>
    categories.map((category) => (category.id === id ? { ...category, ...change } : category));
  return saveCategories(store, withWords(base), withWords(words));
}

/** What is in it moves to `moveTo` first, so that nothing is ever in a circle that is gone. Removing it again is harmless. */
export async function removeDraftCircle(
  store: Store,
  id: string,
  moveTo: string,
): Promise<OnboardingSession> {
  const session = await getOpenSession(store);
  const { categories, defaultCategoryId } = session.data;
  if (!categories.some((category) => category.id === id)) return session;
  requireOwn(categories, id);
  if (id === defaultCategoryId) throw refusal(isDefaultCircle);
  const isTarget = id !== moveTo && categories.some((category) => category.id === moveTo);
  if (!isTarget) throw new AppError("invalid_input", { fields: { moveTo: "Choose where these things go." } });
  await moveDocuments(store, id, moveTo);
  return saveCategories(
    store,
    categories,
    categories.filter((category) => category.id !== id),
  );
}

async function moveDocuments(store: Store, from: string, to: string): Promise<void> {
  for (;;) {
    const { items } = await store.documents.list({ categoryId: from, limit: 100 });
    if (items.length === 0) return;
    for (const document of items) {
      await store.documents.update(document.id, document.version, { categoryId: to });
    }
  }
}

async function getOpenSession(store: Store): Promise<OnboardingSession> {
  const session = await store.onboarding.get();
  if (!session) throw new AppError("not_found");
  return session;
}

async function saveCategories(
  store: Store,
  base: CategoryDraft[],
  value: CategoryDraft[],
): Promise<OnboardingSession> {
  const saved = await saveOnboarding(store, [{ field: "categories", base, value }]);
  if (saved.conflicts.length > 0) throw new AppError("conflict", { current: saved.session.data.categories });
  return saved.session;
}

function requireOwn(categories: readonly CategoryDraft[], id: string): void {
  const category = categories.find((each) => each.id === id);
  if (!category) throw new AppError("not_found");
  if (category.kind !== "custom") throw new AppError("not_allowed");
}

function refuseUsedName(categories: readonly CategoryDraft[], name: string, ownId: string): void {
  const folded = name.trim().toLocaleLowerCase();
  const isUsed = categories.some(
    (category) => category.id !== ownId && category.name.toLocaleLowerCase() === folded,
  );
  if (isUsed) throw refusal(nameUsed);
}

function refusal(sentence: string): AppError {
  return new AppError("invalid_input", { fields: { name: sentence } });
}
