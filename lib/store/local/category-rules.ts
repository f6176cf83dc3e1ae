/** What has to hold for a member's categories together. */
import { z } from "zod";

import { checkInput } from "#lib/domain/check-input.ts";
import { AppError } from "#lib/domain/errors.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import {
  builtInCategories,
  type CategoryDraft,
  CategoryDraftSchema,
  maximumCategories,
  type VisibilityCategory,
} from "#lib/domain/visibility.ts";
import { foldText } from "./document-index.ts";

const CategoriesSchema = z.object({ categories: z.array(CategoryDraftSchema) });

/** A new member's categories. Throws `invalid_input` with `fields.categories` or `fields.defaultCategoryId`. */
export function checkCategories(given: readonly CategoryDraft[], defaultCategoryId: string): CategoryDraft[] {
  const { categories } = checkInput(CategoriesSchema, { categories: given });
  const refuse = (sentence: string) => new AppError("invalid_input", { fields: { categories: sentence } });
  if (categories.length > maximumCategories) throw refuse(refusals.tooManyCategories);
  for (const { kind, name } of builtInCategories) {
    const count = categories.filter((category) => category.kind === kind).length;
    if (count !== 1) throw refuse(`There has to be one circle "${name}".`);
  }
  if (new Set(categories.map((category) => category.id)).size < categories.length)
    throw new AppError("conflict");
  if (new Set(categories.map((category) => foldText(category.name))).size < categories.length) {
    throw refuse(refusals.sameCategoryName);
  }
  if (!categories.some((category) => category.id === defaultCategoryId)) {
    throw new AppError("invalid_input", { fields: { defaultCategoryId: refusals.chooseOwnCategory } });
  }
  return categories;
}

export function toCategory(draft: CategoryDraft, ownerId: string, now: string): VisibilityCategory {
  return { ...draft, ownerId, version: 1, createdAt: now, updatedAt: now };
}

/** Innermost first; ties by id. */
export function byPosition(a: CategoryDraft, b: CategoryDraft): number {
  return a.position - b.position || (a.id < b.id ? -1 : 1);
}
