/** Begins an onboarding with what was said first; nothing is stored before there is something to keep. */
import { createId } from "#lib/domain/ids.ts";
import {
  mergeOnboarding,
  type FieldChange,
  type OnboardingData,
  type OnboardingSession,
} from "#lib/domain/onboarding.ts";
import { createBuiltInCategories, safestKind } from "#lib/domain/visibility.ts";
import type { Store } from "#lib/store/port.ts";

/** What an onboarding holds before anything was said: the built-in circles, new things for the innermost. */
export function createEmptyOnboarding(): OnboardingData {
  const categories = createBuiltInCategories(createId);
  const safest = categories.find((category) => category.kind === safestKind);
  if (!safest) throw new Error("The built-in circles lack the safest one.");
  return {
    displayName: "",
    username: "",
    email: "",
    bio: "",
    avatarId: null,
    finishedSteps: [],
    categories,
    defaultCategoryId: safest.id,
  };
}

/**
 * Starts a session that holds `changes`. The capability is given out this once: whoever calls hands it to the browser.
 * A change of something that was not empty before is taken as it is: there is nothing it could contradict.
 */
export async function startOnboarding(
  store: Store,
  changes: readonly FieldChange[] = [],
): Promise<{ session: OnboardingSession; capability: string }> {
  const empty = createEmptyOnboarding();
  const rebased = changes.map((change) => ({ ...change, base: empty[change.field] }) as FieldChange);
  const { data } = mergeOnboarding(empty, rebased);
  return store.onboarding.start({ id: createId(), memberId: createId(), data });
}
