/** Where a page finds an avatar that its viewer may see. */
import "server-only";

import type { Store } from "#lib/store/port.ts";

const anHour = 3600;

/** Null without an avatar, and for one the viewer may not see. */
export async function signAvatar(store: Store, avatarId: string | null): Promise<string | null> {
  if (avatarId === null) return null;
  return store.files.signedUrl(
    { kind: "avatar", id: avatarId },
    { expiresIn: anHour, disposition: "inline", name: "avatar.webp" },
  );
}
