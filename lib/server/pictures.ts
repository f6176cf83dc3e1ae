/** A picture sent by the viewer of this request becomes their avatar. */
import "server-only";

import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { PictureCrop } from "#lib/domain/picture.ts";
import { changeAvatar, removeAvatar } from "#lib/services/change-avatar.ts";
import { receivePicture, receivePictureForm, withPictureFolder } from "#lib/services/receive-picture.ts";
import { getStorage } from "#lib/storage.ts";
import { signAvatar } from "./avatar-url.ts";
import { openOrStart } from "./onboarding.ts";
import type { ViewerContext } from "./viewer.ts";

/** Says on the next page what became of a picture that was sent without JavaScript. */
const pictureReport = { name: "keepintouch_picture", maxAge: 60 } as const;

export function reportPicture({ cookies }: ViewerContext, problem: string | null): void {
  if (problem === null) cookies.remove(pictureReport.name);
  else cookies.set(pictureReport.name, encodeURIComponent(problem), { maxAge: pictureReport.maxAge });
}

/** What went wrong with the picture that was sent last; null when nothing did. */
export function readPictureProblem({ cookies }: ViewerContext): string | null {
  const report = cookies.get(pictureReport.name);
  try {
    return report ? decodeURIComponent(report).slice(0, 300) : null;
  } catch {
    return null;
  }
}

export type Picture = { readonly avatarId: string | null; readonly url: string | null };

/** A picture as the raw body. A visitor's onboarding begins with it when there was none. */
export async function takePicture(
  request: Request,
  context: ViewerContext,
  crop: PictureCrop | null,
): Promise<Picture> {
  const ports = await openPorts(context);
  const { workFolder } = await getStorage();
  const avatarId = await withPictureFolder(workFolder, async (folder) => {
    const { path } = await receivePicture(request, folder);
    return changeAvatar(ports, { path, folder, crop });
  });
  return { avatarId, url: await signAvatar(ports.store, avatarId) };
}

/** Harmless without a picture. */
export async function dropPicture(context: ViewerContext): Promise<Picture> {
  await removeAvatar(context);
  return { avatarId: null, url: null };
}

/** A plain form: sends a picture, or removes it with the button `remove`. Gives what the form said, and the problem if any. */
export async function takePictureForm(
  request: Request,
  context: ViewerContext,
): Promise<{ fields: Readonly<Record<string, string>>; problem: string | null }> {
  const ports = await openPorts(context);
  const { workFolder } = await getStorage();
  return withPictureFolder(workFolder, async (folder) => {
    let fields: Readonly<Record<string, string>> = {};
    try {
      const received = await receivePictureForm(request, folder);
      fields = received.fields;
      if (fields.remove !== undefined) await removeAvatar(ports);
      else if (received.path === null)
        throw new AppError("invalid_input", { sentence: "Choose a picture first." });
      else await changeAvatar(ports, { path: received.path, folder, crop: null });
      return { fields, problem: null };
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { fields, problem: error.fields?.picture ?? error.sentence };
    }
  });
}

/** The store and viewer to change the avatar of. */
async function openPorts(context: ViewerContext): Promise<Pick<ViewerContext, "store" | "viewer">> {
  if (context.signedIn) return context;
  const { store } = await openOrStart(context);
  return { store, viewer: context.viewer };
}
