/** A change to one's own profile, with what it was based on, so that two devices never overwrite each other silently. */
import type { Profile } from "./profile.ts";

export const editableFields = ["displayName", "username", "bio", "defaultCategoryId"] as const;
export type EditableField = (typeof editableFields)[number];

export type ProfileChange = {
  readonly field: EditableField;
  readonly base: string;
  readonly value: string;
};

/** A field that was changed somewhere else to something else. */
export type ProfileConflict = {
  readonly field: EditableField;
  readonly mine: string;
  readonly theirs: string;
};

/** What remains to be changed on `profile`, and where it contradicts what was changed elsewhere. */
export function mergeProfile(
  profile: Pick<Profile, EditableField>,
  changes: readonly ProfileChange[],
): { patch: Partial<Record<EditableField, string>>; conflicts: ProfileConflict[] } {
  const patch: Partial<Record<EditableField, string>> = {};
  const conflicts: ProfileConflict[] = [];
  for (const { field, base, value } of changes) {
    const theirs = profile[field];
    if (value === base || value === theirs) continue;
    if (theirs === base) patch[field] = value;
    else conflicts.push({ field, mine: value, theirs });
  }
  return { patch, conflicts };
}
