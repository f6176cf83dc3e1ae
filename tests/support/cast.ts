/** The cast: Ada (owner), Ben (close friend), Cleo (acquaintance), Dan (stranger), and what they would type. */
import { createId } from "#lib/domain/ids.ts";
import type { OnboardingData } from "#lib/domain/onboarding.ts";
import {
  createBuiltInCategories,
  safestKind,
  type CategoryDraft,
  type CategoryKind,
} from "#lib/domain/visibility.ts";

export const cast = {
  ada: { displayName: "Ada Byron", username: "ada", email: "ada@example.org", bio: "Counts things." },
  ben: { displayName: "Ben Okri", username: "ben-o", email: "ben@example.org", bio: "Tells stories." },
  cleo: { displayName: "Cleo Duarte", username: "cleo", email: "cleo@example.org", bio: "Draws maps." },
  dan: { displayName: "Dan Ito", username: "dan-1", email: "dan@example.org", bio: "New in town." },
} as const;

export type CastName = keyof typeof cast;

/** Everybody's password in tests: four words, 26 bytes. */
export const castPassword = "orchard kettle seven lanes";

export function categoryOf(categories: readonly CategoryDraft[], kind: CategoryKind): CategoryDraft {
  const found = categories.find((category) => category.kind === kind);
  if (!found) throw new Error(`no category of kind ${kind}`);
  return found;
}

/** An onboarding filled in so far that it can be finished. */
export function filledIn(name: CastName, changes: Partial<OnboardingData> = {}): OnboardingData {
  const categories = createBuiltInCategories(createId);
  return {
    ...cast[name],
    avatarId: null,
    finishedSteps: ["basics", "documents", "visibility"],
    categories,
    defaultCategoryId: categoryOf(categories, safestKind).id,
    ...changes,
  };
}
