/** Who is there when access is tried: Ada with all a member can have, Cleo on her way in, Ben a member, Dan a newcomer. */
import type { PreparedAccount } from "#lib/domain/account.ts";
import { createId } from "#lib/domain/ids.ts";
import type { Store } from "#lib/store/port.ts";
import { openBrowser, type Browser } from "../support/browser.ts";
import { castPassword } from "../support/cast.ts";
import { contentOf, inPieces } from "../support/content.ts";
import { mentionsOf, takeSnapshot } from "../support/snapshots.ts";
import {
  categoryId,
  giveDocument,
  sendUpload,
  type Newcomer,
  type Person,
  type World,
} from "../support/world.ts";

/** Whose things are tried to be reached, and what there is of them. */
export type Target = {
  readonly memberId: string;
  readonly sessionId: string;
  readonly username: string;
  readonly email: string;
  /** The account they become a member with, made ready. */
  readonly account: PreparedAccount;
  readonly documentId: string;
  readonly removedDocumentId: string;
  readonly avatarId: string;
  /** A picture nothing refers to. */
  readonly spareAvatarId: string;
  readonly uploadId: string;
  /** A category of the target's own making, and one that is built in. */
  readonly ownCategoryId: string;
  readonly privateCategoryId: string;
  /** The target's stores, for seeing what an attempt did: as it is, and as who still holds the session's capability. */
  readonly store: Store;
  readonly sessionStore: Store;
};

/** Things of a member, and things staged in an open onboarding. */
export type Ownership = "owned" | "staged";

export const viewers = {
  owned: [
    "visitor",
    "visitor with a forged capability",
    "visitor with the session's capability",
    "visitor with another session's capability",
    "owner",
    "stranger",
  ],
  staged: [
    "visitor",
    "visitor with a forged capability",
    "visitor with the session's capability",
    "visitor with another session's capability",
    "stranger",
  ],
} as const satisfies Record<Ownership, readonly string[]>;

export type ViewerOf<O extends Ownership> = (typeof viewers)[O][number];

export type Scene = {
  readonly world: World;
  readonly targets: Record<Ownership, Target>;
  readonly stores: { readonly [O in Ownership]: Record<ViewerOf<O>, Store> };
  /** A category each viewer may name as their own; null for viewers who have none. */
  readonly categories: { readonly [O in Ownership]: Record<ViewerOf<O>, string | null> };
};

/** A capability of the right shape that was never given out. */
export const forgedCapability = Buffer.alloc(32, 7).toString("base64url");

const picture = contentOf("a small picture", "image/webp");

export async function createScene(world: World): Promise<Scene> {
  const [ada, ben] = [await world.join("ada"), await world.join("ben")];
  const [cleo, dan] = [await world.begin("cleo"), await world.begin("dan")];
  // She is about to finish: all that is left to do is what the attempt does.
  await world.storage.prepareAccount({ id: cleo.session.memberId, email: cleo.session.data.email });
  const club = await ada.store.visibility.create({ id: createId(), name: "Book club" });
  const owned = await settleTarget(world, ada, {
    memberId: ada.id,
    sessionId: ada.sessionId,
    username: ada.profile.username,
    email: ada.email,
    ownCategoryId: club.id,
  });
  const staged = await settleTarget(world, cleo, {
    memberId: cleo.session.memberId,
    sessionId: cleo.session.id,
    username: cleo.session.data.username,
    email: cleo.session.data.email,
    ownCategoryId: categoryId(cleo, "work"),
  });
  await ada.store.profiles.update(1, { avatarId: owned.avatarId });
  const forged = world.asVisitor(forgedCapability);
  return {
    world,
    targets: { owned, staged },
    stores: {
      owned: {
        visitor: world.visitor,
        "visitor with a forged capability": forged,
        "visitor with the session's capability": world.asVisitor(ada.capability),
        "visitor with another session's capability": dan.store,
        owner: ada.store,
        stranger: ben.store,
      },
      staged: {
        visitor: world.visitor,
        "visitor with a forged capability": forged,
        "visitor with the session's capability": cleo.store,
        "visitor with another session's capability": dan.store,
        stranger: ben.store,
      },
    },
    categories: {
      owned: {
        visitor: null,
        "visitor with a forged capability": null,
        "visitor with the session's capability": null,
        "visitor with another session's capability": categoryId(dan, "private"),
        owner: categoryId(ada, "private"),
        stranger: categoryId(ben, "private"),
      },
      staged: {
        visitor: null,
        "visitor with a forged capability": null,
        "visitor with the session's capability": categoryId(cleo, "private"),
        "visitor with another session's capability": categoryId(dan, "private"),
        stranger: categoryId(ben, "private"),
      },
    },
  };
}

async function settleTarget(
  world: World,
  owner: Person | Newcomer,
  given: Pick<Target, "memberId" | "sessionId" | "username" | "email" | "ownCategoryId">,
): Promise<Target> {
  const account = await world.storage.prepareAccount({ id: given.memberId, email: given.email });
  const { document } = await giveDocument(owner, "Dear all,", { hasThumbnail: true });
  const removed = await giveDocument(owner, "a draft");
  await owner.store.documents.remove(removed.document.id);
  const [avatarId, spareAvatarId] = [createId(), createId()];
  for (const ref of [
    { kind: "thumbnail", id: document.id },
    { kind: "avatar", id: avatarId },
    { kind: "avatar", id: spareAvatarId },
  ] as const) {
    await owner.store.files.put(ref, inPieces(picture.bytes), { mimeType: picture.mimeType });
  }
  const upload = await owner.store.files.createUpload({
    id: createId(),
    purpose: "document",
    name: "later.txt",
    declaredType: "text/plain",
    size: 10,
    categoryId: null,
  });
  await sendUpload(world, owner.store, upload.id, contentOf("0123456789"));
  return {
    ...given,
    account,
    documentId: document.id,
    removedDocumentId: removed.document.id,
    avatarId,
    spareAvatarId,
    uploadId: upload.id,
    privateCategoryId: categoryId(owner, "private"),
    store: owner.store,
    sessionStore: world.asVisitor(owner.capability),
  };
}

/** All that is the target's, as text: equal before and after when nothing of theirs was touched. */
export async function belongingsOf(scene: Scene, target: Target): Promise<string[]> {
  const snapshot = await takeSnapshot(scene.world.storage.admin);
  const uploads = await target.store.files.listUploads();
  return [...mentionsOf(snapshot, [target.memberId, target.sessionId]), JSON.stringify(uploads)];
}

export const accountViewers = ["visitor", "visitor with a forged cookie", "owner", "stranger"] as const;
export type AccountViewer = (typeof accountViewers)[number];

/** Ada signed in on two devices; Ben signed in. */
export type AccountScene = {
  readonly world: World;
  readonly ada: Person;
  readonly elsewhere: Browser;
  readonly elsewhereId: string;
  readonly browsers: Record<AccountViewer, Browser>;
  /** What each viewer knows: their own password, or a guess. */
  readonly passwords: Record<AccountViewer, string>;
  /** The tokens each viewer can present: Ada has hers from her mails, everybody else has to guess. */
  readonly tokens: Record<AccountViewer, { readonly reset: string; readonly confirm: string }>;
};

export const changedEmail = "countess@example.org";

/** Without links, Ada's tokens are as good as none. */
export async function createAccountScene(
  world: World,
  { hasLinks = false }: { hasLinks?: boolean } = {},
): Promise<AccountScene> {
  const { storage } = world;
  const [ada, ben] = [await world.join("ada"), await world.join("ben")];
  const signedIn = async (person: Person) => {
    const browser = openBrowser(storage);
    await browser.auth.signIn({ email: person.email, password: castPassword });
    return browser;
  };
  const elsewhere = await signedIn(ada);
  const owner = await signedIn(ada);
  const stranger = await signedIn(ben);
  const sessions = await owner.auth.listSessions();
  const [cookieName] = [...owner.cookies.keys()];
  const forgedCookies = new Map([[cookieName ?? "", { value: forgedCapability, maxAge: 3600 }]]);

  if (hasLinks) {
    await owner.auth.requestPasswordReset(ada.email);
    await owner.auth.requestEmailChange({ newEmail: changedEmail, password: castPassword });
  }
  const mails = await storage.mails();
  const tokenTo = (to: string) => mails.find((mail) => mail.to === to && mail.token !== null)?.token ?? "";
  const guess = { reset: forgedCapability, confirm: forgedCapability };
  return {
    world,
    ada,
    elsewhere,
    elsewhereId: sessions.find(({ isCurrent }) => !isCurrent)?.id ?? "",
    browsers: {
      visitor: openBrowser(storage),
      "visitor with a forged cookie": openBrowser(storage, { cookies: forgedCookies }),
      owner,
      stranger,
    },
    passwords: {
      visitor: "a guess of a visitor",
      "visitor with a forged cookie": "a guess of a forger",
      owner: castPassword,
      // Everybody in the cast has one password; a stranger's guess has to differ from it.
      stranger: "a guess of a stranger",
    },
    tokens: {
      visitor: guess,
      "visitor with a forged cookie": guess,
      owner: { reset: tokenTo(ada.email), confirm: tokenTo(changedEmail) },
      stranger: guess,
    },
  };
}

/** Everything about Ada's account that an attempt could change. */
export async function accountOf({ world, ada, elsewhere }: AccountScene): Promise<string> {
  const snapshot = await takeSnapshot(world.storage.admin);
  const current = await elsewhere.auth.current();
  const sessions = current === null ? [] : await elsewhere.auth.listSessions();
  return JSON.stringify([mentionsOf(snapshot, [ada.id]), current, sessions.map(({ id }) => id)]);
}
