/** What every page's header shows of the member, read once a request. */
import "server-only";

import { cache } from "react";

import { signAvatar } from "./avatar-url.ts";
import { getViewerContext } from "./viewer.ts";

export type ShellMember = {
  readonly displayName: string;
  readonly username: string;
  readonly avatarUrl: string | null;
};

/** Null for a visitor. */
export const getShellMember = cache(async (): Promise<ShellMember | null> => {
  const { signedIn, store } = await getViewerContext();
  const profile = signedIn && (await store.profiles.get(signedIn.memberId));
  if (!profile) return null;
  const { displayName, username, avatarId } = profile;
  return { displayName, username, avatarUrl: await signAvatar(store, avatarId) };
});
