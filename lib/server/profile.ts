/** The signed-in member's profile: read for their own pages, changed for them. */
import "server-only";

import { redirect } from "next/navigation";

import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { ProfileChange } from "#lib/domain/profile-change.ts";
import type { DocumentView } from "#lib/domain/document-view.ts";
import type { Profile } from "#lib/domain/profile.ts";
import type { NewCategory, VisibilityCategory } from "#lib/domain/visibility.ts";
import type { SignedIn } from "#lib/auth/port.ts";
import { editProfile } from "#lib/services/edit-profile.ts";
import { listDocumentViews } from "#lib/services/view-documents.ts";
import type { Usage } from "#lib/store/port.ts";
import { signAvatar } from "./avatar-url.ts";
import type { ViewerContext } from "./viewer.ts";

type MemberContext = ViewerContext & { signedIn: SignedIn };

export type OwnProfile = {
  readonly profile: Profile;
  readonly avatarUrl: string | null;
  readonly circles: readonly VisibilityCategory[];
};

/** An account without a profile is led to where it is made. */
export async function readOwnProfile({ store, signedIn }: MemberContext): Promise<OwnProfile> {
  const [profile, circles] = await Promise.all([
    store.profiles.get(signedIn.memberId),
    store.visibility.list(),
  ]);
  if (!profile) redirect("/onboarding");
  return { profile, circles, avatarUrl: await signAvatar(store, profile.avatarId) };
}

export type DocumentsGlance = { readonly usage: Usage; readonly newest: readonly DocumentView[] };

/** How much there is, and the newest few. */
export async function glanceAtDocuments({ store }: MemberContext, count: number): Promise<DocumentsGlance> {
  const [usage, { items }] = await Promise.all([
    store.documents.usage(),
    listDocumentViews(store, { limit: count }),
  ]);
  return { usage, newest: items };
}

/** Throws `conflict` with `ProfileConflict`s when a field was changed elsewhere meanwhile, errors of `editProfile` besides. */
export async function changeOwnProfile(
  { store, signedIn }: MemberContext,
  changes: readonly ProfileChange[],
): Promise<void> {
  const { conflicts } = await editProfile(store, signedIn.memberId, changes);
  if (conflicts.length > 0) throw new AppError("conflict", { current: conflicts });
}

export async function addOwnCircle({ store }: MemberContext, circle: NewCategory): Promise<void> {
  await store.visibility.create(circle);
}

export async function renameOwnCircle(
  { store }: MemberContext,
  circle: { id: string; version: number; name: string; description: string },
): Promise<void> {
  const { id, version, name, description } = circle;
  await store.visibility.update(id, version, { name, description });
}

/** What is in it moves to `moveTo`. The circle for new things is refused in words. */
export async function removeOwnCircle(
  { store, signedIn }: MemberContext,
  { id, moveTo }: { id: string; moveTo: string },
): Promise<void> {
  const profile = await store.profiles.get(signedIn.memberId);
  if (profile?.defaultCategoryId === id)
    throw new AppError("not_allowed", {
      sentence: "New things go to this circle. Choose another one for them first, and save.",
    });
  try {
    await store.visibility.remove(id, moveTo);
  } catch (error) {
    // Somebody was faster, in another tab: it is gone, which is what was asked for.
    if (!isAppError(error, "not_found")) throw error;
  }
}
