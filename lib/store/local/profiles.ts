/** Profiles in the local store. */
import { checkInput } from "#lib/domain/check-input.ts";
import { AppError } from "#lib/domain/errors.ts";
import { type Profile, ProfilePatchSchema, ProfileSchema } from "#lib/domain/profile.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { NewProfile, Profiles } from "../port.ts";
import type { Changes } from "./changes.ts";
import type { Context } from "./context.ts";
import { fileKey, memberFolder } from "./file-keys.ts";
import { checkCategories, toCategory } from "./category-rules.ts";
import { removeMember } from "./removal.ts";
import type { KnownViewer } from "./scope.ts";
import type { Tables } from "./tables.ts";

const NewProfileSchema = ProfileSchema.pick({
  id: true,
  username: true,
  displayName: true,
  bio: true,
  defaultCategoryId: true,
});

export function createProfiles(context: Context, viewer: KnownViewer): Profiles {
  const { engine, clock } = context;
  const { tables } = engine;
  const memberId = viewer.kind === "member" ? viewer.memberId : null;

  return {
    async create(profile) {
      if (profile.id !== memberId) throw new AppError("not_allowed");
      const input = checkInput(NewProfileSchema, profile);
      const created = await engine.write((changes) => {
        const existing = tables.profiles.get(input.id);
        if (existing) return existing;
        const member = { ...input, avatarId: null, categories: profile.categories };
        return putProfile(changes, tables, member, toTimestamp(clock()));
      });
      return { ...created };
    },
    get: (id) => engine.read(() => (id === memberId ? copyOf(tables.profiles.get(id)) : null)),
    getByUsername: (username) =>
      engine.read(() => {
        const profile = tables.profilesByUsername.get(username.trim().toLowerCase());
        return profile?.id === memberId ? copyOf(profile) : null;
      }),
    isUsernameFree: (username) =>
      engine.read(() => tables.profilesByUsername.get(username.trim().toLowerCase()) === undefined),
    async update(version, patch) {
      const input = checkInput(ProfilePatchSchema, patch);
      const updated = await engine.write((changes) => {
        const profile = memberId === null ? undefined : tables.profiles.get(memberId);
        if (!profile) throw new AppError("not_found");
        if (profile.version !== version) throw new AppError("conflict", { current: { ...profile } });
        const next = { ...profile, ...input, version: version + 1, updatedAt: toTimestamp(clock()) };
        checkReferences(tables, next);
        changes.put(tables.profiles, next);
        return next;
      });
      return { ...updated };
    },
    async remove() {
      if (memberId === null) throw new AppError("not_allowed");
      await removeMember(context, memberId);
    },
  };
}

/**
 * Adds a profile with its categories. Throws `invalid_input` with `fields` when the name is taken or the categories break
 * a rule, `conflict` when the id of a category belongs to somebody else.
 */
export function putProfile(
  changes: Changes,
  tables: Tables,
  member: NewProfile & Pick<Profile, "avatarId">,
  now: string,
): Profile {
  const { categories, ...fields } = member;
  const checked = checkCategories(categories, member.defaultCategoryId);
  if (checked.some((category) => tables.categories.get(category.id))) throw new AppError("conflict");
  const profile: Profile = { ...fields, version: 1, createdAt: now, updatedAt: now };
  for (const category of checked) changes.put(tables.categories, toCategory(category, member.id, now));
  checkReferences(tables, profile);
  changes.put(tables.profiles, profile);
  return profile;
}

function checkReferences(tables: Tables, profile: Profile): void {
  const fields: Record<string, string> = {};
  const holder = tables.profilesByUsername.get(profile.username);
  if (holder && holder.id !== profile.id) fields.username = refusals.usernameTaken;
  if (tables.categories.get(profile.defaultCategoryId)?.ownerId !== profile.id) {
    fields.defaultCategoryId = refusals.chooseOwnCategory;
  }
  if (profile.avatarId !== null && !hasAvatar(tables, profile.id, profile.avatarId)) {
    fields.avatarId = "That picture did not arrive. Choose it again.";
  }
  if (Object.keys(fields).length > 0) throw new AppError("invalid_input", { fields });
}

function hasAvatar(tables: Tables, memberId: string, id: string): boolean {
  return tables.files.get(fileKey(memberFolder(memberId), { kind: "avatar", id })) !== undefined;
}

function copyOf(profile: Profile | undefined): Profile | null {
  return profile ? { ...profile } : null;
}
