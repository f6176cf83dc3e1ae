/** Profiles in Supabase. */
import { checkInput } from "#lib/domain/check-input.ts";
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { ProfilePatchSchema, ProfileSchema, type Profile } from "#lib/domain/profile.ts";
import { CategoryDraftSchema } from "#lib/domain/visibility.ts";
import type { Profiles } from "../port.ts";
import type { TableRow } from "./database.ts";
import { withCurrent } from "./conflicts.ts";
import { homeShelves, memberFolder } from "./object-keys.ts";
import { removeHome } from "./objects.ts";
import { toCategoryDraft, toProfile, toProfilePatch } from "./rows.ts";
import { escapeText } from "./text.ts";
import type { Connection, Viewing } from "./viewing.ts";

const NewProfileSchema = ProfileSchema.pick({
  id: true,
  username: true,
  displayName: true,
  bio: true,
  defaultCategoryId: true,
}).extend({ categories: CategoryDraftSchema.array() });

export function createProfiles(connection: Connection, viewing: Viewing): Profiles {
  const { database } = connection;
  const { memberId, token } = viewing;

  async function find(column: "id" | "username", value: string): Promise<Profile | null> {
    if (memberId === null) return null;
    const [row] = await database.select(await token(), "users", { [column]: value });
    return row ? toProfile(row) : null;
  }

  const get = async (id: string) => (IdSchema.safeParse(id).success ? find("id", id) : null);

  return {
    async create(profile) {
      if (memberId === null || profile.id !== memberId) throw new AppError("not_allowed");
      const input = checkInput(NewProfileSchema, profile);
      const row = await database.row(await token(), "create_profile", {
        profile: {
          id: input.id,
          username: input.username,
          display_name: escapeText(input.displayName),
          bio: escapeText(input.bio),
          default_category_id: input.defaultCategoryId,
          categories: input.categories.map(toCategoryDraft),
        },
      });
      return requireProfile(row);
    },
    get,
    getByUsername: async (username) => {
      const wanted = username.trim().toLowerCase();
      return isName(wanted) ? find("username", wanted) : null;
    },
    isUsernameFree: async (username) => {
      const wanted = username.trim().toLowerCase();
      // What nobody can have needs no asking.
      return !isName(wanted) || database.value(null, "is_username_free", { wanted });
    },
    async update(version, patch) {
      const input = checkInput(ProfilePatchSchema, patch);
      if (memberId === null) throw new AppError("not_found");
      return withCurrent(
        async () =>
          requireProfile(
            await database.row(await token(), "update_profile", {
              based_on: version,
              patch: toProfilePatch(input),
            }),
          ),
        () => get(memberId),
      );
    },
    async remove() {
      if (memberId === null) throw new AppError("not_allowed");
      const folders = homeShelves.map((shelf) => `${memberFolder(memberId)}/${shelf}`);
      await removeHome(viewing.objectsOf(memberId), folders);
      await database.value(await token(), "remove_profile", {});
    },
  };
}

const isName = (text: string) => /^[a-z0-9-]{1,30}$/.test(text);

export function requireProfile(row: TableRow<"users"> | null): Profile {
  const profile = row && toProfile(row);
  if (!profile) throw new AppError("not_found");
  return profile;
}
