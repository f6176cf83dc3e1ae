/**
 * Who may do what: table × operation × viewer. The one place where this is written down; adapters are held to it, in
 * whatever language they enforce it.
 */
import { createId } from "#lib/domain/ids.ts";
import { snapshotTables } from "#lib/store/snapshot.ts";
import type { Auth } from "#lib/auth/port.ts";
import type { Store } from "#lib/store/port.ts";
import { cast, filledIn } from "../support/cast.ts";
import { contentOf, inPieces } from "../support/content.ts";
import type { OptionalPart } from "../support/storage-under-test.ts";
import { newDocument } from "../support/world.ts";
import {
  changedEmail,
  forgedCapability,
  type AccountScene,
  type AccountViewer,
  type Target,
  type ViewerOf,
} from "./scene.ts";

/**
 * `allowed`: it reaches the target's thing. `hidden`: the answer is the one for something that does not exist, or it only
 * reaches the viewer's own. `refused`: it throws, and says nothing about the thing.
 */
export type Outcome = "allowed" | "hidden" | "refused";

/** What a snapshot holds, and what it leaves out because it is short-lived or is bytes. */
export const tables = [...snapshotTables, "files", "uploads"] as const;
export type Table = (typeof tables)[number];

type SectionOperation<S extends keyof Store> = `${S}.${Extract<keyof Store[S], string>}`;
export type StoreOperation = { [S in keyof Store]: SectionOperation<S> }[keyof Store];
export type AuthOperation = `auth.${Extract<keyof Auth, string>}`;

export type Attempt = {
  readonly store: Store;
  readonly target: Target;
  /** A category the viewer may name as their own. */
  readonly categoryId: string | null;
};

export type StoreRow = {
  readonly table: Table;
  readonly operation: StoreOperation;
  attempt(attempt: Attempt): Promise<unknown>;
  /** Whether the target's thing was reached: seen in the answer, or changed for its owner. */
  reached(target: Target, answer: unknown): boolean | Promise<boolean>;
  readonly owned: Readonly<Record<ViewerOf<"owned">, Outcome>>;
  /** Absent where nothing of the kind exists before there is a member. */
  readonly staged?: Readonly<Record<ViewerOf<"staged">, Outcome>>;
};

/** Outcomes in the order of the columns, so that the table can be read as one. */
function owned(
  visitor: Outcome,
  forged: Outcome,
  session: Outcome,
  other: Outcome,
  owner: Outcome,
  stranger: Outcome,
): StoreRow["owned"] {
  return {
    visitor,
    "visitor with a forged capability": forged,
    "visitor with the session's capability": session,
    "visitor with another session's capability": other,
    owner,
    stranger,
  };
}

function staged(
  visitor: Outcome,
  forged: Outcome,
  session: Outcome,
  other: Outcome,
  stranger: Outcome,
): NonNullable<StoreRow["staged"]> {
  return {
    visitor,
    "visitor with a forged capability": forged,
    "visitor with the session's capability": session,
    "visitor with another session's capability": other,
    stranger,
  };
}

const ownerAlone = owned("hidden", "hidden", "hidden", "hidden", "allowed", "hidden");
const sessionAlone = staged("hidden", "hidden", "allowed", "hidden", "hidden");

const isThere = (_target: Target, answer: unknown) => answer !== null;
const holds = (answer: unknown, id: string) => JSON.stringify(answer).includes(id);

const letter = contentOf("Not yours any more.");
const signing = { expiresIn: 60, disposition: "inline", name: "letter.txt" } as const;

async function findCategory({ store, ownCategoryId }: Target) {
  return (await store.visibility.list()).find(({ id }) => id === ownCategoryId) ?? null;
}

export const storeRows: readonly StoreRow[] = [
  {
    table: "profiles",
    operation: "profiles.create",
    attempt: ({ store, target }) => {
      const { displayName, username, bio, categories, defaultCategoryId } = filledIn("dan");
      const id = target.memberId;
      return store.profiles.create({ id, displayName, username, bio, categories, defaultCategoryId });
    },
    reached: isThere,
    owned: owned("refused", "refused", "refused", "refused", "allowed", "refused"),
    staged: staged("refused", "refused", "refused", "refused", "refused"),
  },
  {
    table: "profiles",
    operation: "profiles.get",
    attempt: ({ store, target }) => store.profiles.get(target.memberId),
    reached: isThere,
    owned: ownerAlone,
    staged: staged("hidden", "hidden", "hidden", "hidden", "hidden"),
  },
  {
    table: "profiles",
    operation: "profiles.getByUsername",
    attempt: ({ store, target }) => store.profiles.getByUsername(target.username),
    reached: isThere,
    owned: ownerAlone,
    staged: staged("hidden", "hidden", "hidden", "hidden", "hidden"),
  },
  {
    // Whoever picks a name has to know. A name that was only typed so far is nobody's yet.
    table: "profiles",
    operation: "profiles.isUsernameFree",
    attempt: ({ store, target }) => store.profiles.isUsernameFree(target.username),
    reached: (_target, answer) => answer === false,
    owned: owned("allowed", "allowed", "allowed", "allowed", "allowed", "allowed"),
    staged: staged("hidden", "hidden", "hidden", "hidden", "hidden"),
  },
  {
    table: "profiles",
    operation: "profiles.update",
    attempt: async ({ store }) => {
      // Everybody's own version, so that nothing is refused as stale that should be hidden.
      const refusals = [1, 2].map((version) => store.profiles.update(version, { bio: "Reached." }));
      const [first, second] = await Promise.allSettled(refusals);
      if (first?.status === "fulfilled" || second?.status === "fulfilled") return null;
      throw second?.reason;
    },
    reached: async ({ store, memberId }) => (await store.profiles.get(memberId))?.bio === "Reached.",
    owned: ownerAlone,
  },
  {
    table: "profiles",
    operation: "profiles.remove",
    attempt: ({ store }) => store.profiles.remove(),
    reached: async ({ store, memberId }) => (await store.profiles.get(memberId)) === null,
    owned: owned("refused", "refused", "refused", "refused", "allowed", "hidden"),
  },
  {
    table: "visibility_categories",
    operation: "visibility.list",
    attempt: ({ store }) => store.visibility.list(),
    reached: ({ ownCategoryId }, answer) => holds(answer, ownCategoryId),
    owned: ownerAlone,
    staged: staged("hidden", "hidden", "hidden", "hidden", "hidden"),
  },
  {
    table: "visibility_categories",
    operation: "visibility.get",
    attempt: ({ store, target }) => store.visibility.get(target.ownCategoryId),
    reached: isThere,
    owned: ownerAlone,
    staged: staged("hidden", "hidden", "hidden", "hidden", "hidden"),
  },
  {
    table: "visibility_categories",
    operation: "visibility.create",
    attempt: ({ store, target }) => store.visibility.create({ id: target.ownCategoryId, name: "Mine" }),
    reached: isThere,
    owned: owned("refused", "refused", "refused", "refused", "allowed", "refused"),
  },
  {
    table: "visibility_categories",
    operation: "visibility.update",
    attempt: ({ store, target }) => store.visibility.update(target.ownCategoryId, 1, { name: "Reached" }),
    reached: async (target) => (await findCategory(target))?.name === "Reached",
    owned: ownerAlone,
  },
  {
    table: "visibility_categories",
    operation: "visibility.remove",
    attempt: ({ store, target, categoryId }) =>
      store.visibility.remove(target.ownCategoryId, categoryId ?? target.privateCategoryId),
    reached: async (target) => (await findCategory(target)) === null,
    owned: ownerAlone,
  },
  {
    // The same start again, by whoever began it, finds what is there.
    table: "onboarding_sessions",
    operation: "onboarding.start",
    attempt: ({ store, target }) =>
      store.onboarding.start({ id: target.sessionId, memberId: target.memberId, data: filledIn("dan") }),
    reached: isThere,
    owned: owned("refused", "refused", "allowed", "refused", "refused", "refused"),
    staged: staged("refused", "refused", "allowed", "refused", "refused"),
  },
  {
    // The capability goes on opening a completed session, so that a repeated finish finds its result.
    table: "onboarding_sessions",
    operation: "onboarding.get",
    attempt: ({ store }) => store.onboarding.get(),
    reached: ({ sessionId }, answer) => holds(answer, sessionId),
    owned: owned("hidden", "hidden", "allowed", "hidden", "hidden", "hidden"),
    staged: sessionAlone,
  },
  {
    table: "onboarding_sessions",
    operation: "onboarding.update",
    attempt: ({ store }) => store.onboarding.update(1, filledIn("dan", { bio: "Reached." })),
    reached: async ({ sessionStore }) => (await sessionStore.onboarding.get())?.data.bio === "Reached.",
    owned: owned("hidden", "hidden", "refused", "hidden", "hidden", "hidden"),
    staged: sessionAlone,
  },
  {
    table: "onboarding_sessions",
    operation: "onboarding.attachViewer",
    attempt: ({ store }) => store.onboarding.attachViewer(forgedCapability),
    reached: ({ sessionId }, answer) => holds(answer, sessionId),
    owned: owned("refused", "refused", "refused", "refused", "hidden", "hidden"),
    staged: staged("refused", "refused", "refused", "refused", "hidden"),
  },
  {
    table: "onboarding_sessions",
    operation: "onboarding.createCapability",
    attempt: async ({ store }) => [await store.onboarding.createCapability(), await store.onboarding.get()],
    reached: ({ sessionId }, answer) => holds(answer, sessionId),
    owned: owned("hidden", "hidden", "refused", "hidden", "hidden", "hidden"),
    staged: sessionAlone,
  },
  {
    table: "onboarding_sessions",
    operation: "onboarding.complete",
    attempt: ({ store, target }) => store.onboarding.complete(target.account),
    reached: ({ memberId }, answer) => holds(answer, memberId),
    owned: owned("hidden", "hidden", "allowed", "refused", "hidden", "hidden"),
    staged: staged("hidden", "hidden", "allowed", "refused", "hidden"),
  },
  {
    table: "onboarding_sessions",
    operation: "onboarding.discard",
    attempt: ({ store }) => store.onboarding.discard(),
    reached: async ({ sessionStore }) => (await sessionStore.onboarding.get()) === null,
    owned: owned("hidden", "hidden", "allowed", "hidden", "hidden", "hidden"),
    staged: sessionAlone,
  },
  {
    table: "documents",
    operation: "documents.create",
    attempt: async ({ store, target, categoryId }) => {
      const { documentId: id, privateCategoryId } = target;
      // Refused to some: then there is no file either, and the document is refused for itself.
      await Promise.allSettled([
        store.files.put({ kind: "document", id }, inPieces(letter.bytes), { mimeType: letter.mimeType }),
      ]);
      const own = { id, categoryId: categoryId ?? privateCategoryId };
      return store.documents.create({
        ...newDocument({ categories: filledIn("dan").categories }, letter),
        ...own,
      });
    },
    reached: ({ documentId }, answer) => holds(answer, documentId),
    owned: owned("refused", "refused", "refused", "refused", "allowed", "refused"),
    staged: staged("refused", "refused", "allowed", "refused", "refused"),
  },
  {
    table: "documents",
    operation: "documents.get",
    attempt: ({ store, target }) => store.documents.get(target.documentId),
    reached: isThere,
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "documents",
    operation: "documents.list",
    attempt: ({ store }) => store.documents.list({ limit: 100 }),
    reached: ({ documentId }, answer) => holds(answer, documentId),
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "documents",
    operation: "documents.update",
    attempt: ({ store, target }) => store.documents.update(target.documentId, 1, { name: "Reached.txt" }),
    reached: async ({ store, documentId }) => (await store.documents.get(documentId))?.name === "Reached.txt",
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "documents",
    operation: "documents.remove",
    attempt: ({ store, target }) => store.documents.remove(target.documentId),
    reached: async ({ store, documentId }) => (await store.documents.get(documentId)) === null,
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "documents",
    operation: "documents.restore",
    attempt: ({ store, target }) => store.documents.restore(target.removedDocumentId),
    reached: async ({ store, removedDocumentId }) => (await store.documents.get(removedDocumentId)) !== null,
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "documents",
    operation: "documents.usage",
    attempt: async ({ store }) => (await store.documents.usage()).documents,
    reached: (_target, answer) => answer !== 0,
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    // Under somebody's id a viewer with files of their own reaches only a file of their own.
    table: "files",
    operation: "files.put",
    attempt: ({ store, target }) =>
      store.files.put({ kind: "avatar", id: target.avatarId }, inPieces(letter.bytes), {
        mimeType: letter.mimeType,
      }),
    reached: async ({ store, avatarId }) => {
      const opened = await store.files.open({ kind: "avatar", id: avatarId });
      await opened?.stream.cancel();
      return opened?.sha256 === letter.sha256;
    },
    owned: owned("refused", "refused", "refused", "hidden", "allowed", "hidden"),
    staged: staged("refused", "refused", "allowed", "hidden", "hidden"),
  },
  {
    table: "files",
    operation: "files.open",
    attempt: async ({ store, target }) => {
      const opened = await store.files.open({ kind: "document", id: target.documentId });
      await opened?.stream.cancel();
      return opened?.sha256 ?? null;
    },
    reached: isThere,
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "files",
    operation: "files.signedUrl",
    attempt: ({ store, target }) =>
      store.files.signedUrl({ kind: "document", id: target.documentId }, signing),
    reached: isThere,
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "files",
    operation: "files.remove",
    attempt: ({ store, target }) => store.files.remove({ kind: "avatar", id: target.spareAvatarId }),
    reached: async ({ store, spareAvatarId }) => {
      const opened = await store.files.open({ kind: "avatar", id: spareAvatarId });
      await opened?.stream.cancel();
      return opened === null;
    },
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "uploads",
    operation: "files.createUpload",
    attempt: ({ store, target }) =>
      store.files.createUpload({
        id: target.uploadId,
        purpose: "document",
        name: "mine.txt",
        declaredType: "text/plain",
        size: 10,
        categoryId: null,
      }),
    reached: (_target, answer) => holds(answer, "later.txt"),
    owned: owned("refused", "refused", "refused", "refused", "allowed", "refused"),
    staged: staged("refused", "refused", "allowed", "refused", "refused"),
  },
  {
    table: "uploads",
    operation: "files.getUpload",
    attempt: ({ store, target }) => store.files.getUpload(target.uploadId),
    reached: isThere,
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "uploads",
    operation: "files.listUploads",
    attempt: ({ store }) => store.files.listUploads(),
    reached: ({ uploadId }, answer) => holds(answer, uploadId),
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "uploads",
    operation: "files.uploadTarget",
    attempt: ({ store, target }) => store.files.uploadTarget(target.uploadId),
    reached: isThere,
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "uploads",
    operation: "files.openReceived",
    async attempt({ store, target }) {
      const received = await store.files.openReceived(target.uploadId);
      await received?.stream.cancel();
      return received;
    },
    reached: isThere,
    owned: ownerAlone,
    staged: sessionAlone,
  },
  {
    table: "uploads",
    operation: "files.removeUpload",
    attempt: ({ store, target }) => store.files.removeUpload(target.uploadId),
    reached: async ({ store, uploadId }) => (await store.files.getUpload(uploadId)) === null,
    owned: ownerAlone,
    staged: sessionAlone,
  },
];

export type AccountAttempt = {
  readonly scene: AccountScene;
  readonly viewer: AccountViewer;
  readonly auth: Auth;
};

export type AccountRow = {
  readonly table: Table;
  readonly operation: AuthOperation;
  attempt(attempt: AccountAttempt): Promise<unknown>;
  reached(scene: AccountScene, answer: unknown): boolean | Promise<boolean>;
  readonly outcomes: Readonly<Record<AccountViewer, Outcome>>;
  /** Whether Ada's mailbox has links in it, for a new password and for a new address. They take their time to be sent. */
  readonly hasLinks?: true;
  /** Where the adapter opted out of it there is nothing to reach: what would be allowed is hidden. */
  readonly needs?: OptionalPart;
};

function account(
  visitor: Outcome,
  forged: Outcome,
  owner: Outcome,
  stranger: Outcome,
): AccountRow["outcomes"] {
  return { visitor, "visitor with a forged cookie": forged, owner, stranger };
}

const isAda = ({ ada }: AccountScene, answer: unknown) => holds(answer, ada.id);
const isElsewhereEnded = async ({ elsewhere }: AccountScene) => (await elsewhere.auth.current()) === null;
const newPassword = "lantern river copper moss";

export const accountRows: readonly AccountRow[] = [
  {
    table: "accounts",
    operation: "auth.current",
    attempt: ({ auth }) => auth.current(),
    reached: isAda,
    outcomes: account("hidden", "hidden", "allowed", "hidden"),
  },
  {
    // Under any other id the address is taken, whoever asks.
    table: "accounts",
    operation: "auth.prepareAccount",
    attempt: ({ auth }) =>
      auth.prepareAccount({ id: createId(), email: cast.ada.email, password: newPassword }),
    reached: isThereForAccount,
    outcomes: account("refused", "refused", "refused", "refused"),
  },
  {
    table: "accounts",
    operation: "auth.isEmailFree",
    attempt: ({ auth }) => auth.isEmailFree(cast.ada.email),
    reached: (_scene, answer) => answer === false,
    outcomes: account("allowed", "allowed", "allowed", "allowed"),
  },
  {
    table: "accounts",
    operation: "auth.signIn",
    attempt: ({ auth, scene, viewer }) =>
      auth.signIn({ email: cast.ada.email, password: scene.passwords[viewer] }),
    reached: isAda,
    outcomes: account("refused", "refused", "allowed", "refused"),
  },
  {
    table: "accounts",
    operation: "auth.signOut",
    attempt: ({ auth }) => auth.signOut(),
    reached: async ({ browsers }) => (await browsers.owner.auth.current()) === null,
    outcomes: account("hidden", "hidden", "allowed", "hidden"),
  },
  {
    table: "accounts",
    operation: "auth.listSessions",
    attempt: ({ auth }) => auth.listSessions(),
    reached: ({ elsewhereId }, answer) => holds(answer, elsewhereId),
    outcomes: account("refused", "refused", "allowed", "hidden"),
  },
  {
    table: "accounts",
    operation: "auth.revokeSession",
    attempt: ({ auth, scene }) => auth.revokeSession(scene.elsewhereId),
    reached: isElsewhereEnded,
    outcomes: account("refused", "refused", "allowed", "hidden"),
  },
  {
    table: "accounts",
    operation: "auth.revokeOtherSessions",
    attempt: ({ auth }) => auth.revokeOtherSessions(),
    reached: isElsewhereEnded,
    outcomes: account("refused", "refused", "allowed", "hidden"),
  },
  {
    table: "accounts",
    operation: "auth.changePassword",
    attempt: ({ auth, scene, viewer }) =>
      auth.changePassword({ currentPassword: scene.passwords[viewer], newPassword }),
    reached: isElsewhereEnded,
    outcomes: account("refused", "refused", "allowed", "refused"),
  },
  {
    // Anybody may ask; what comes of it is in the owner's mailbox only.
    table: "accounts",
    operation: "auth.requestPasswordReset",
    attempt: ({ auth }) => auth.requestPasswordReset(cast.ada.email),
    reached: async ({ world }) =>
      (await world.storage.mails()).some(({ to, token }) => to === cast.ada.email && token !== null),
    outcomes: account("allowed", "allowed", "allowed", "allowed"),
  },
  {
    table: "accounts",
    operation: "auth.isResetTokenValid",
    attempt: ({ auth, scene, viewer }) => auth.isResetTokenValid(scene.tokens[viewer].reset),
    reached: (_scene, answer) => answer === true,
    hasLinks: true,
    outcomes: account("hidden", "hidden", "allowed", "hidden"),
  },
  {
    table: "accounts",
    operation: "auth.resetPassword",
    attempt: ({ auth, scene, viewer }) =>
      auth.resetPassword({ token: scene.tokens[viewer].reset, newPassword }),
    reached: isElsewhereEnded,
    hasLinks: true,
    outcomes: account("hidden", "hidden", "allowed", "hidden"),
  },
  {
    table: "accounts",
    operation: "auth.requestEmailChange",
    attempt: ({ auth, scene, viewer }) =>
      auth.requestEmailChange({ newEmail: `new.${changedEmail}`, password: scene.passwords[viewer] }),
    reached: async ({ world }) =>
      (await world.storage.mails()).some(({ to }) => to === `new.${changedEmail}`),
    outcomes: account("refused", "refused", "allowed", "refused"),
  },
  {
    table: "accounts",
    operation: "auth.confirmEmailChange",
    attempt: ({ auth, scene, viewer }) => auth.confirmEmailChange(scene.tokens[viewer].confirm),
    reached: async ({ browsers }) => (await browsers.owner.auth.current())?.email === changedEmail,
    hasLinks: true,
    outcomes: account("hidden", "hidden", "allowed", "hidden"),
  },
  {
    // Ada's account is confirmed: there is no such link, and everybody guesses.
    table: "accounts",
    operation: "auth.confirmAccount",
    attempt: ({ auth, scene }) => auth.confirmAccount(scene.tokens.visitor.confirm),
    reached: isAda,
    outcomes: account("hidden", "hidden", "hidden", "hidden"),
  },
  {
    table: "accounts",
    operation: "auth.verifyPassword",
    attempt: ({ auth, scene, viewer }) => auth.verifyPassword(scene.passwords[viewer]),
    reached: () => true,
    outcomes: account("refused", "refused", "allowed", "refused"),
  },
  {
    table: "accounts",
    operation: "auth.removeTraces",
    attempt: ({ auth }) => auth.removeTraces(),
    reached: async ({ world }) => (await world.storage.mails()).every(({ to }) => to !== cast.ada.email),
    hasLinks: true,
    outcomes: account("refused", "refused", "allowed", "hidden"),
    needs: "kept mails",
  },
];

function isThereForAccount(_scene: AccountScene, answer: unknown): boolean {
  return answer !== null;
}
