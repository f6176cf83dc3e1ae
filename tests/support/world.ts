/** A storage with people in it: opened anew for every test, closed after it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Document, NewDocument } from "#lib/domain/document.ts";
import { createId } from "#lib/domain/ids.ts";
import type { OnboardingData, OnboardingSession } from "#lib/domain/onboarding.ts";
import type { Profile } from "#lib/domain/profile.ts";
import { visitor } from "#lib/domain/viewer.ts";
import type { CategoryDraft, CategoryKind } from "#lib/domain/visibility.ts";
import type { Store } from "#lib/store/port.ts";
import { cast, categoryOf, filledIn, type CastName } from "./cast.ts";
import { contentOf, inPieces, type Content } from "./content.ts";
import type { OpenedStorage, OptionalPart, StorageUnderTest } from "./storage-under-test.ts";

/** Somebody on the way in: a visitor with an open onboarding session. */
export type Newcomer = {
  readonly name: CastName;
  readonly session: OnboardingSession;
  readonly capability: string;
  readonly store: Store;
  readonly categories: readonly CategoryDraft[];
};

/** Somebody who is in: a member with a profile and the built-in categories. */
export type Person = {
  readonly name: CastName;
  readonly id: string;
  readonly email: string;
  readonly store: Store;
  readonly profile: Profile;
  readonly categories: readonly CategoryDraft[];
  /** What opened the onboarding they came in by. */
  readonly capability: string;
  readonly sessionId: string;
};

export type World = {
  readonly storage: OpenedStorage;
  /** A visitor who never began. */
  readonly visitor: Store;
  asVisitor(capability: string | null): Store;
  asMember(memberId: string): Store;
  begin(name: CastName, changes?: Partial<OnboardingData>): Promise<Newcomer>;
  /** Finishes a newcomer's onboarding. */
  finish(newcomer: Newcomer): Promise<Person>;
  join(name: CastName, changes?: Partial<OnboardingData>): Promise<Person>;
};

/** Opens a storage for each test of the surrounding `describe`. */
export function useWorld(adapter: StorageUnderTest): () => World {
  let world: World | null = null;
  beforeEach(async () => {
    world = createWorld(await adapter.open());
  });
  afterEach(async () => {
    await world?.storage.close();
    world = null;
  });
  return () => {
    if (!world) throw new Error("a world exists only while a test runs");
    return world;
  };
}

export function createWorld(storage: OpenedStorage): World {
  const world: World = {
    storage,
    visitor: storage.open(visitor),
    asVisitor: (capability) => storage.open({ kind: "visitor", capability }),
    asMember: (memberId) => storage.open({ kind: "member", memberId }),
    async begin(name, changes) {
      const data = filledIn(name, changes);
      const { session, capability } = await world.visitor.onboarding.start({
        id: createId(),
        memberId: createId(),
        data,
      });
      return { name, session, capability, store: world.asVisitor(capability), categories: data.categories };
    },
    async finish({ name, session, capability, store, categories }) {
      const account = await storage.prepareAccount({ id: session.memberId, email: session.data.email });
      const profile = await store.onboarding.complete(account);
      return {
        name,
        id: profile.id,
        email: account.email,
        store: world.asMember(profile.id),
        profile,
        categories,
        capability,
        sessionId: session.id,
      };
    },
    async join(name, changes) {
      return world.finish(await world.begin(name, changes));
    },
  };
  return world;
}

type Owner = Pick<Person, "store" | "categories">;

export type GivenDocument = { readonly document: Document; readonly content: Content };

/** What `documents.create` takes for `content`; everything else as plain as it can be. */
export function newDocument(
  owner: Pick<Owner, "categories">,
  content: Content,
  changes: Partial<NewDocument> = {},
): NewDocument {
  return {
    id: createId(),
    name: "letter.txt",
    description: "",
    categoryId: categoryOf(owner.categories, "private").id,
    kind: "text",
    mimeType: content.mimeType,
    size: content.size,
    sha256: content.sha256,
    takenAt: null,
    width: null,
    height: null,
    pageCount: null,
    durationSeconds: null,
    hasThumbnail: false,
    ...changes,
  };
}

/** Puts the file of a document that is about to be created. */
export async function putFile(owner: Owner, id: string, content: Content): Promise<void> {
  await owner.store.files.put({ kind: "document", id }, inPieces(content.bytes), {
    mimeType: content.mimeType,
  });
}

export async function giveDocument(
  owner: Owner,
  content: Content | string = "Dear all,",
  changes: Partial<NewDocument> = {},
): Promise<GivenDocument> {
  const given = typeof content === "string" ? contentOf(content) : content;
  const document = newDocument(owner, given, changes);
  await putFile(owner, document.id, given);
  return { document: await owner.store.documents.create(document), content: given };
}

/** Sends the bytes of an announced upload to where its target says. */
export async function sendUpload(
  { storage }: Pick<World, "storage">,
  store: Store,
  id: string,
  content: Content,
): Promise<void> {
  const target = await store.files.uploadTarget(id);
  if (!target) throw new Error("there is no such upload to send bytes to");
  await storage.send(target, content.bytes);
}

export function categoryId(owner: Pick<Owner, "categories">, kind: CategoryKind): string {
  return categoryOf(owner.categories, kind).id;
}

/** A password-less way to say somebody new of the cast, with names nobody else has. */
export function someoneElse(name: CastName, suffix: string): Partial<OnboardingData> {
  return { username: `${cast[name].username}-${suffix}`, email: `${suffix}.${cast[name].email}` };
}

/** Describes one section of the contract for an adapter; an opted-out one says so, with the reason, in its place. */
export function describeSection(
  adapter: StorageUnderTest,
  section: string,
  body: (world: () => World) => void,
  needs: readonly OptionalPart[] = [],
): void {
  const reason = needs.map((part) => adapter.optOuts?.[part]).find((found) => found !== undefined);
  describe(`${adapter.name}: ${section}`, () => {
    if (reason === undefined) body(useWorld(adapter));
    else test(`left out, because ${reason}`, () => expect(reason.trim()).not.toBe(""));
  });
}

export const hour = 60 * 60 * 1000;
export const day = 24 * hour;
