/** Visibility categories in the local store. */
import { checkInput } from "#lib/domain/check-input.ts";
import { AppError } from "#lib/domain/errors.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import {
  CategoryPatchSchema,
  maximumCategories,
  NewCategorySchema,
  type VisibilityCategory,
} from "#lib/domain/visibility.ts";
import type { Visibility } from "../port.ts";
import { byPosition, toCategory } from "./category-rules.ts";
import type { Changes } from "./changes.ts";
import type { Context } from "./context.ts";
import { foldText } from "./document-index.ts";
import { memberFolder } from "./file-keys.ts";
import type { KnownViewer } from "./scope.ts";
import type { Tables } from "./tables.ts";

export function createVisibility({ engine, clock }: Context, viewer: KnownViewer): Visibility {
  const { tables } = engine;
  const memberId = viewer.kind === "member" ? viewer.memberId : null;
  const ownCategories = () => (memberId === null ? [] : tables.categoriesByOwner.get(memberId));

  function findOwn(id: string): VisibilityCategory | null {
    const category = tables.categories.get(id);
    return category?.ownerId === memberId ? category : null;
  }

  function requireOwn(id: string): VisibilityCategory {
    const category = findOwn(id);
    if (!category) throw new AppError("not_found");
    return category;
  }

  function requireFreeName(name: string, id: string): void {
    const isTaken = ownCategories().some(
      (other) => other.id !== id && foldText(other.name) === foldText(name),
    );
    if (isTaken) throw new AppError("invalid_input", { fields: { name: refusals.categoryNameTaken } });
  }

  return {
    list: () =>
      engine.read(() =>
        ownCategories()
          .toSorted(byPosition)
          .map((category) => ({ ...category })),
      ),
    get: (id) =>
      engine.read(() => {
        const category = findOwn(id);
        return category && { ...category };
      }),
    async create(category) {
      const input = checkInput(NewCategorySchema, category);
      const created = await engine.write((changes) => {
        if (memberId === null || !tables.profiles.get(memberId)) throw new AppError("not_allowed");
        const existing = tables.categories.get(input.id);
        if (existing && existing.ownerId !== memberId) throw new AppError("conflict");
        if (existing) return existing;
        const own = ownCategories();
        if (own.length >= maximumCategories) {
          throw new AppError("invalid_input", { fields: { name: refusals.tooManyCategories } });
        }
        requireFreeName(input.name, input.id);
        const position = Math.min(1000, 1 + Math.max(-1, ...own.map((other) => other.position)));
        const row = toCategory({ ...input, kind: "custom", position }, memberId, toTimestamp(clock()));
        changes.put(tables.categories, row);
        return row;
      });
      return { ...created };
    },
    async update(id, version, patch) {
      const input = checkInput(CategoryPatchSchema, patch);
      const updated = await engine.write((changes) => {
        const category = requireOwn(id);
        if (category.version !== version) throw new AppError("conflict", { current: { ...category } });
        const next = { ...category, ...input, version: version + 1, updatedAt: toTimestamp(clock()) };
        if (category.kind !== "custom" && hasOtherWords(category, next)) throw new AppError("not_allowed");
        requireFreeName(next.name, id);
        changes.put(tables.categories, next);
        return next;
      });
      return { ...updated };
    },
    remove: (id, moveTo) =>
      engine.write((changes) => {
        const category = requireOwn(id);
        if (category.kind !== "custom") throw new AppError("not_allowed");
        if (tables.profiles.get(category.ownerId)?.defaultCategoryId === id)
          throw new AppError("not_allowed");
        if (id === moveTo || !findOwn(moveTo)) {
          throw new AppError("invalid_input", { fields: { moveTo: refusals.chooseAnotherCategory } });
        }
        moveAll(changes, tables, category, moveTo, toTimestamp(clock()));
        changes.remove(tables.categories, id);
      }),
  };
}

function hasOtherWords(before: VisibilityCategory, after: VisibilityCategory): boolean {
  return before.name !== after.name || before.description !== after.description;
}

/** Removed documents move as well: they can come back. */
function moveAll(
  changes: Changes,
  tables: Tables,
  from: VisibilityCategory,
  categoryId: string,
  now: string,
): void {
  const folder = memberFolder(from.ownerId);
  for (const document of tables.documentIndex.all(folder)) {
    if (document.categoryId !== from.id) continue;
    changes.put(tables.documents, { ...document, categoryId, version: document.version + 1, updatedAt: now });
  }
  for (const upload of tables.uploadsByFolder.get(folder)) {
    if (upload.categoryId === from.id) changes.put(tables.uploads, { ...upload, categoryId });
  }
}
