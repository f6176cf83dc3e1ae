/** Gives the viewer a new avatar, or none: the picture is cleaned and cut first, and the old one goes last. */
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import type { PictureCrop } from "#lib/domain/picture.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import { prepareAvatar } from "#lib/documents/prepare.ts";
import type { Store } from "#lib/store/port.ts";
import { saveOnboarding } from "./save-onboarding.ts";
import { onDisk } from "./upload-parts.ts";

type Ports = { readonly store: Store; readonly viewer: Viewer };

/**
 * Takes the picture at `path` and gives the avatar's id. `folder` takes what is written on the way; the caller removes it.
 * Throws `invalid_input` with `fields.picture` when it is no picture we take, `not_found` without a profile or onboarding.
 */
export async function changeAvatar(
  ports: Ports,
  picture: { path: string; folder: string; crop: PictureCrop | null },
): Promise<string> {
  const prepared = await prepare(picture);
  const id = createId();
  await onDisk(() =>
    ports.store.files.put({ kind: "avatar", id }, prepared, { mimeType: prepared.mimeType }),
  );
  try {
    await replaceAvatar(ports, id);
  } catch (error) {
    await ports.store.files.remove({ kind: "avatar", id });
    throw error;
  }
  return id;
}

export async function removeAvatar(ports: Ports): Promise<void> {
  await replaceAvatar(ports, null);
}

async function prepare({ path, folder, crop }: { path: string; folder: string; crop: PictureCrop | null }) {
  try {
    return await prepareAvatar({ path, workFolder: folder, ...(crop && { crop }) });
  } catch (error) {
    if (!isAppError(error) || error.fields?.file === undefined) throw error;
    throw new AppError(error.code, { cause: error, fields: { picture: error.fields.file } });
  }
}

/** Of two pictures chosen at the same moment the later one stays: nobody is asked about a thing they can see. */
async function replaceAvatar(ports: Ports, avatarId: string | null): Promise<void> {
  const before =
    ports.viewer.kind === "member"
      ? await setOnProfile(ports, avatarId)
      : await setOnSession(ports, avatarId);
  if (before !== null && before !== avatarId) await ports.store.files.remove({ kind: "avatar", id: before });
}

/** Gives the avatar there was before. */
async function setOnSession({ store }: Ports, avatarId: string | null): Promise<string | null> {
  const session = await store.onboarding.get();
  if (!session) throw new AppError("not_found");
  let base = session.data.avatarId;
  for (;;) {
    const { conflicts, session: saved } = await saveOnboarding(store, [
      { field: "avatarId", base, value: avatarId },
    ]);
    if (conflicts.length === 0) return base;
    base = saved.data.avatarId;
  }
}

async function setOnProfile({ store, viewer }: Ports, avatarId: string | null): Promise<string | null> {
  if (viewer.kind !== "member") throw new AppError("not_signed_in");
  for (;;) {
    const profile = await store.profiles.get(viewer.memberId);
    if (!profile) throw new AppError("not_found");
    try {
      await store.profiles.update(profile.version, { avatarId });
      return profile.avatarId;
    } catch (error) {
      if (!isAppError(error, "conflict")) throw error;
    }
  }
}
