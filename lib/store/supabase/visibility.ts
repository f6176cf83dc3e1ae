/** Visibility categories in Supabase. */
import { checkInput } from "#lib/domain/check-input.ts";
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { CategoryPatchSchema, NewCategorySchema, type VisibilityCategory } from "#lib/domain/visibility.ts";
import type { Visibility } from "../port.ts";
import { withCurrent } from "./conflicts.ts";
import type { TableRow } from "./database.ts";
import { toCategory, toCategoryPatch } from "./rows.ts";
import { escapeText } from "./text.ts";
import type { Connection, Viewing } from "./viewing.ts";

export function createVisibility({ database }: Connection, { memberId, token }: Viewing): Visibility {
  async function get(id: string): Promise<VisibilityCategory | null> {
    if (memberId === null || !IdSchema.safeParse(id).success) return null;
    const where = { id, owner_id: memberId };
    const [row] = await database.select(await token(), "visibility_categories", where);
    return row ? toCategory(row) : null;
  }

  return {
    async list() {
      if (memberId === null) return [];
      const where = { owner_id: memberId };
      const rows = await database.select(await token(), "visibility_categories", where, ["position", "id"]);
      return rows.map(toCategory);
    },
    get,
    async create(category) {
      const { id, name, description } = checkInput(NewCategorySchema, category);
      if (memberId === null) throw new AppError("not_allowed");
      const row = await database.row(await token(), "create_category", {
        category: { id, name: escapeText(name), description: escapeText(description) },
      });
      return requireCategory(row);
    },
    async update(id, version, patch) {
      const input = checkInput(CategoryPatchSchema, patch);
      requireOwnId(memberId, id);
      return withCurrent(
        async () =>
          requireCategory(
            await database.row(await token(), "update_category", {
              category_id: id,
              based_on: version,
              patch: toCategoryPatch(input),
            }),
          ),
        () => get(id),
      );
    },
    async remove(id, moveTo) {
      requireOwnId(memberId, id);
      const isId = IdSchema.safeParse(moveTo).success;
      // An id nobody has is refused like one that is not there.
      const move_to = isId ? moveTo : id;
      await database.value(await token(), "remove_category", { category_id: id, move_to });
    },
  };
}

function requireOwnId(memberId: string | null, id: string): void {
  if (memberId === null || !IdSchema.safeParse(id).success) throw new AppError("not_found");
}

function requireCategory(row: TableRow<"visibility_categories"> | null): VisibilityCategory {
  if (!row) throw new AppError("not_found");
  return toCategory(row);
}
