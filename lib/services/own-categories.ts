/** The viewer's own visibility categories, whether they are a member or still on the way in. */
import type { Viewer } from "#lib/domain/viewer.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";
import type { Store } from "#lib/store/port.ts";

export type OwnCategories = {
  /** By position. */
  readonly categories: readonly CategoryDraft[];
  /** The category new things get. */
  readonly defaultCategoryId: string;
};

/** Null for a visitor without an onboarding, and for a member without a profile. */
export async function getOwnCategories(store: Store, viewer: Viewer): Promise<OwnCategories | null> {
  if (viewer.kind === "visitor") {
    const session = await store.onboarding.get();
    if (!session) return null;
    const { categories, defaultCategoryId } = session.data;
    return { categories: categories.toSorted(byPosition), defaultCategoryId };
  }
  const [profile, categories] = await Promise.all([
    store.profiles.get(viewer.memberId),
    store.visibility.list(),
  ]);
  return (
    profile && { categories: categories.toSorted(byPosition), defaultCategoryId: profile.defaultCategoryId }
  );
}

function byPosition(a: CategoryDraft, b: CategoryDraft): number {
  return a.position - b.position;
}
