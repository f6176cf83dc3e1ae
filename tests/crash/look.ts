/** Looks at one life through the port, as its visitor and as its member. */
import type { Document } from "#lib/domain/document.ts";
import type { LocalStore } from "#lib/store/local/open-local-store.ts";
import type { FileRef, Store } from "#lib/store/port.ts";
import { readAll, sha256 } from "../support/content.ts";
import { byId, idOf, type LifeState } from "./life.ts";
import type { LifeProgress } from "./messages.ts";

export async function seeLife(store: LocalStore, progress: LifeProgress): Promise<LifeState> {
  const memberId = idOf(progress.life, "member");
  const avatar: FileRef = { kind: "avatar", id: idOf(progress.life, "avatar") };
  const visitor = store.open({ kind: "visitor", capability: progress.capability });
  const member = store.open({ kind: "member", memberId });
  const session = await visitor.onboarding.get();
  const profile = await member.profiles.get(memberId);
  const categories = await member.visibility.list();
  return {
    session: session && { status: session.status, bio: session.data.bio },
    staged: { documents: await seeDocuments(visitor), avatar: await hashOfFile(visitor, avatar) },
    account: (await store.accounts.findById(memberId)) !== null,
    profile: profile && { username: profile.username, bio: profile.bio, avatarId: profile.avatarId },
    categories: byId(categories.map(({ id, name }) => ({ id, name }))),
    documents: await seeDocuments(member),
    avatar: await hashOfFile(member, avatar),
  };
}

async function seeDocuments(store: Store): Promise<LifeState["documents"]> {
  const { items } = await store.documents.list({ limit: 100 });
  const seen = items.map(async ({ id, name, description, categoryId }: Document) => ({
    id,
    name,
    description,
    categoryId,
    file: await hashOfFile(store, { kind: "document", id }),
    thumbnail: await hashOfFile(store, { kind: "thumbnail", id }),
  }));
  return byId(await Promise.all(seen));
}

/** Of the bytes as they are, whatever the store says of them. */
async function hashOfFile(store: Store, ref: FileRef): Promise<string | null> {
  const opened = await store.files.open(ref);
  return opened && sha256(await readAll(opened.stream));
}
