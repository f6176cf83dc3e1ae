/** Changes the viewer's own profile, field by field. */
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { mergeProfile, type ProfileChange, type ProfileConflict } from "#lib/domain/profile-change.ts";
import { ProfilePatchSchema, type Profile } from "#lib/domain/profile.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import type { Store } from "#lib/store/port.ts";

export type EditedProfile = { readonly profile: Profile; readonly conflicts: readonly ProfileConflict[] };

/**
 * With a conflict nothing is changed: the person sees both versions first. Throws `invalid_input` with `fields` when a rule
 * is broken or the username is taken.
 */
export async function editProfile(
  store: Store,
  memberId: string,
  typed: readonly ProfileChange[],
): Promise<EditedProfile> {
  const changes = typed.map(folded);
  for (;;) {
    const profile = await store.profiles.get(memberId);
    if (!profile) throw new AppError("not_found");
    const { patch, conflicts } = mergeProfile(profile, changes);
    if (conflicts.length > 0 || Object.keys(patch).length === 0) return { profile, conflicts };
    try {
      return { profile: await store.profiles.update(profile.version, patch), conflicts };
    } catch (error) {
      if (isAppError(error, "conflict")) continue;
      throw isAppError(error, "invalid_input") ? inOurWords(error) : error;
    }
  }
}

/** Trimmed and folded as it will be stored, so that a trailing space is no change. Throws `invalid_input`. */
function folded(change: ProfileChange): ProfileChange {
  const checked = ProfilePatchSchema.safeParse({ [change.field]: change.value });
  const value = checked.data?.[change.field];
  if (value !== undefined) return { ...change, value };
  const sentence = checked.error?.issues[0]?.message ?? "This needs another look.";
  throw new AppError("invalid_input", { fields: { [change.field]: sentence } });
}

function inOurWords(error: AppError): AppError {
  if (error.fields?.username === undefined) return error;
  return new AppError("invalid_input", {
    cause: error,
    fields: { ...error.fields, username: refusals.usernameTaken },
  });
}
