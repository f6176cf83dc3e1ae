/** Turns an onboarding into a member: the files get a second place first, then one record makes everything true at once. */
import type { PreparedAccount } from "#lib/domain/account.ts";
import { AppError, type FieldErrors } from "#lib/domain/errors.ts";
import { findProblems, toMemberFields } from "#lib/domain/onboarding-rules.ts";
import type { Profile } from "#lib/domain/profile.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { SessionRow } from "../snapshot.ts";
import { checkCategories } from "./category-rules.ts";
import type { Changes } from "./changes.ts";
import type { Context } from "./context.ts";
import type { ReservedPlace } from "./file-bytes.ts";
import { fileKey, memberFolder, parseFileKey, sessionFolder } from "./file-keys.ts";
import { putProfile } from "./profiles.ts";
import type { KnownViewer } from "./scope.ts";
import type { StoredFile, Tables } from "./tables.ts";

/** A staged file and the place it gets with its owner. */
type Move = { readonly from: StoredFile; readonly to: StoredFile; readonly place: ReservedPlace };

/** Of two finishes of one session the second waits, so that it never clears away what the first has just made true. */
const turns = new WeakMap<Context, Map<string, Promise<unknown>>>();

/** `find` gives the viewer's session. Keeps what `Onboarding.complete` promises. */
export async function completeOnboarding(
  context: Context,
  viewer: KnownViewer,
  find: () => SessionRow | null,
  account: PreparedAccount,
): Promise<Profile> {
  const session = await context.engine.read(find);
  if (!session) throw new AppError("not_found");
  const profile = await inTurn(context, session.id, () => complete(context, viewer, find, account));
  return { ...profile };
}

async function inTurn<T>(context: Context, id: string, work: () => Promise<T>): Promise<T> {
  const waiting = turns.get(context) ?? new Map<string, Promise<unknown>>();
  turns.set(context, waiting);
  const before = waiting.get(id) ?? Promise.resolve();
  const turn = before.then(work, work);
  waiting.set(id, turn);
  try {
    return await turn;
  } finally {
    if (waiting.get(id) === turn) waiting.delete(id);
  }
}

async function complete(
  context: Context,
  viewer: KnownViewer,
  find: () => SessionRow | null,
  account: PreparedAccount,
): Promise<Profile> {
  const { engine, bytes } = context;
  const { tables } = engine;
  for (;;) {
    const begun = await engine.read(() => {
      const session = find();
      if (!session) throw new AppError("not_found");
      const finished = finishedProfile(tables, session);
      if (finished) return { finished, staged: [] };
      checkAll(tables, viewer, session, account);
      return { finished: null, staged: tables.filesByFolder.get(sessionFolder(session.id)) };
    });
    if (begun.finished) return begun.finished;

    const moves = await duplicateAll(context, account.id, begun.staged);
    try {
      const profile = await engine.write((changes) => commit(context, changes, viewer, find, account, moves));
      if (profile) {
        await bytes.retire(begun.staged);
        return profile;
      }
    } catch (error) {
      await bytes.retire(moves.map((move) => move.to));
      throw error;
    } finally {
      for (const move of moves) move.place.release();
    }
    // A file came or went while the others were being placed: once more, with all of them.
    await bytes.retire(moves.map((move) => move.to));
  }
}

/** The profile a session that was completed before has become. */
function finishedProfile(tables: Tables, session: SessionRow): Profile | null {
  if (session.status === "open") return null;
  const profile = tables.profiles.get(targetOf(session));
  if (!profile) throw new AppError("not_found");
  return profile;
}

/** The id the member has or will have. */
function targetOf(session: SessionRow): string {
  return session.attachedTo ?? session.memberId;
}

async function duplicateAll(
  { bytes }: Context,
  memberId: string,
  staged: readonly StoredFile[],
): Promise<Move[]> {
  const moves: Move[] = [];
  try {
    for (const from of staged) {
      const ref = parseFileKey(from.key)?.ref;
      if (!ref) continue;
      const key = fileKey(memberFolder(memberId), ref);
      const place = bytes.reserve(key);
      moves.push({ from, place, to: { ...from, key, generation: place.generation } });
      await bytes.duplicate(from, place);
    }
    await bytes.syncPlaces(moves.map((move) => move.place));
    return moves;
  } catch (error) {
    await bytes.retire(moves.map((move) => move.to));
    for (const move of moves) move.place.release();
    throw error;
  }
}

/** Null when the staged files are not the ones that were placed. */
function commit(
  { engine: { tables }, clock }: Context,
  changes: Changes,
  viewer: KnownViewer,
  find: () => SessionRow | null,
  account: PreparedAccount,
  moves: readonly Move[],
): Profile | null {
  const session = find();
  if (!session) throw new AppError("not_found");
  const folder = sessionFolder(session.id);
  const staged = new Set(tables.filesByFolder.get(folder));
  if (staged.size !== moves.length || !moves.every((move) => staged.has(move.from))) return null;
  const member = checkAll(tables, viewer, session, account);
  const now = toTimestamp(clock());

  for (const { from, to } of moves) {
    changes.remove(tables.files, from.key);
    changes.put(tables.files, to);
  }
  changes.put(tables.accounts, { ...member.account, version: 1, createdAt: now, updatedAt: now });
  const { defaultCategoryId, avatarId, categories } = session.data;
  const profile = putProfile(
    changes,
    tables,
    { ...member.profile, id: account.id, defaultCategoryId, avatarId, categories },
    now,
  );
  for (const document of tables.documentIndex.all(folder)) {
    changes.put(tables.documents, { ...document, ownerId: account.id, sessionId: null });
  }
  for (const upload of tables.uploadsByFolder.get(folder)) {
    changes.put(tables.uploads, { ...upload, folder: memberFolder(account.id) });
  }
  changes.put(tables.sessions, {
    ...session,
    status: "completed",
    version: session.version + 1,
    updatedAt: now,
  });
  return profile;
}

type CheckedMember = {
  readonly account: PreparedAccount;
  readonly profile: Pick<Profile, "username" | "displayName" | "bio">;
};

/** Every rule a new member has to keep. Throws `not_allowed`, `conflict` or `invalid_input` with `fields`. */
function checkAll(
  tables: Tables,
  viewer: KnownViewer,
  session: SessionRow,
  account: PreparedAccount,
): CheckedMember {
  if (account.id !== targetOf(session)) throw new AppError("not_allowed");
  if (session.attachedTo !== null && (viewer.kind !== "member" || viewer.memberId !== session.attachedTo)) {
    throw new AppError("not_allowed");
  }
  if (tables.profiles.get(account.id)) throw new AppError("conflict");
  const typed = toMemberFields({ ...session.data, email: account.email });
  const problems: FieldErrors = {
    ...findProblems({ ...session.data, email: account.email }),
    ...(typed && takenFields(tables, account.id, typed)),
    ...findReferenceProblems(tables, session),
  };
  if (!typed || Object.keys(problems).length > 0) {
    throw new AppError("invalid_input", { fields: problems });
  }
  checkCategories(session.data.categories, session.data.defaultCategoryId);
  const { username, displayName, bio, email } = typed;
  return { account: { ...account, email }, profile: { username, displayName, bio } };
}

function takenFields(tables: Tables, id: string, typed: { username: string; email: string }): FieldErrors {
  const holder = tables.accountsByEmail.get(typed.email);
  return {
    ...(tables.profilesByUsername.get(typed.username) && { username: refusals.usernameTaken }),
    ...(holder && holder.id !== id && { email: refusals.emailTaken }),
  };
}

function findReferenceProblems(tables: Tables, { id, data }: SessionRow): FieldErrors {
  const folder = sessionFolder(id);
  const hasAvatar =
    data.avatarId === null ||
    tables.files.get(fileKey(folder, { kind: "avatar", id: data.avatarId })) !== undefined;
  const isKnown = new Set(data.categories.map((category) => category.id));
  const hasStrays = tables.documentIndex.all(folder).some((document) => !isKnown.has(document.categoryId));
  return {
    ...(!hasAvatar && { avatarId: refusals.avatarMissing }),
    ...(hasStrays && {
      documents: refusals.documentsInRemovedCategory,
    }),
  };
}
