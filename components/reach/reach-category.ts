import type { CategoryDraft } from "#lib/domain/visibility.ts";

import { levelOf } from "../brand/rings.tsx";

/** What the picker needs to know of a category. */
export type ReachCategory = Pick<CategoryDraft, "id" | "name" | "description" | "kind">;

export type PlacedCategory = ReachCategory & {
  /** Among circles of one's own, which one: it decides the pattern of its ring. */
  mark: number;
};

/** From the innermost outwards, circles of one's own last and in the order they were given. */
export function placeCategories(categories: readonly ReachCategory[]): PlacedCategory[] {
  const builtIn = categories
    .filter((category) => category.kind !== "custom")
    .sort((a, b) => levelOf(a.kind) - levelOf(b.kind))
    .map((category) => ({ ...category, mark: 0 }));
  const own = categories
    .filter((category) => category.kind === "custom")
    .map((category, mark) => ({ ...category, mark }));
  return [...builtIn, ...own];
}
