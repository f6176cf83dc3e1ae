/** Saves changes to an onboarding, field by field, so that two devices never overwrite each other silently. */
import { AppError, isAppError } from "#lib/domain/errors.ts";
import {
  mergeOnboarding,
  type FieldChange,
  type FieldConflict,
  type OnboardingSession,
} from "#lib/domain/onboarding.ts";
import type { Store } from "#lib/store/port.ts";

export type SavedOnboarding = {
  readonly session: OnboardingSession;
  /** Fields that were changed elsewhere to something else: what is stored stayed as it was. */
  readonly conflicts: readonly FieldConflict[];
};

/** How often a save is merged anew when others save at the same moment. */
const mostTries = 6;

/**
 * Merges `changes` into the viewer's session. Throws `not_found` without a session, `not_allowed` once it is completed.
 * Saving nothing new writes nothing.
 */
export async function saveOnboarding(
  store: Store,
  changes: readonly FieldChange[],
): Promise<SavedOnboarding> {
  for (let tries = 1; ; tries += 1) {
    const session = await store.onboarding.get();
    if (!session) throw new AppError("not_found");
    if (session.status === "completed") throw new AppError("not_allowed");
    const { data, conflicts } = mergeOnboarding(session.data, changes);
    if (JSON.stringify(data) === JSON.stringify(session.data)) return { session, conflicts };
    try {
      return { session: await store.onboarding.update(session.version, data), conflicts };
    } catch (error) {
      if (!isAppError(error, "conflict") || tries === mostTries) throw error;
    }
  }
}
