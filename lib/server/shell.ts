/** What every page's header shows of the member, read once a request. */
import "server-only";

import { cache } from "react";

import { getViewerContext } from "./viewer.ts";

export type ShellMember = {
  readonly displayName: string;
  readonly username: string;
  readonly avatarUrl: string | null;
};

/** Seconds a picture's address works: longer than a page stays open without asking again. */
const avatarSeconds = 3600;

/** Null for a visitor. */
export const getShellMember = cache(async (): Promise<ShellMember | null> => {
  const { signedIn, store } = await getViewerContext();
  const profile = signedIn && (await store.profiles.get(signedIn.memberId));
  if (!profile) return null;
  const { displayName, username, avatarId } = profile;
  const avatarUrl =
    avatarId &&
    (await store.files.signedUrl(
      { kind: "avatar", id: avatarId },
      { expiresIn: avatarSeconds, disposition: "inline", name: "picture.webp" },
    ));
  return { displayName, username, avatarUrl };
});
