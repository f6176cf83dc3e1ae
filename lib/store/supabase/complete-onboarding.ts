/**
 * Finishes an onboarding: copies of the staged files are in the member's folder before one transaction makes everything
 * true, and the staged ones go afterwards. Cut off anywhere it is repeated to the same end (see the head of the migration
 * with the onboarding's functions).
 */
import { setTimeout as pause } from "node:timers/promises";

import type { PreparedAccount } from "#lib/domain/account.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { findProblems, toMemberFields } from "#lib/domain/onboarding-rules.ts";
import type { OnboardingSession } from "#lib/domain/onboarding.ts";
import type { Profile } from "#lib/domain/profile.ts";
import type { Token } from "./database.ts";
import { isFilesChanged } from "./errors.ts";
import { incomingKey, memberFolder, removedKey, sessionFolder } from "./object-keys.ts";
import type { Objects } from "./objects.ts";
import { requireProfile } from "./profiles.ts";
import { listStagedFiles, type StagedFile } from "./staged-files.ts";
import { escapeText } from "./text.ts";
import type { Connection, Viewing } from "./viewing.ts";

/** How often it begins anew when files or answers change under it. */
const rounds = 10;
/** Files copied at the same time. */
const copiesAtOnce = 4;

/** How often one is copied when it does not work at once, and the milliseconds in between at most. */
const copyTries = 4;
const betweenTries = 200;

/** Keys of staged files and how often each was replaced: what has been copied. */
type Copied = Readonly<Record<string, number>>;

/** `find` gives the viewer's session. Keeps what `Onboarding.complete` promises. */
export async function completeOnboarding(
  connection: Connection,
  viewing: Viewing,
  find: () => Promise<OnboardingSession | null>,
  account: PreparedAccount,
): Promise<Profile> {
  let session = await requireSession(find);
  let copied: Copied = {};
  // Right after signing up the browser is signed in as the member-to-be, though the viewer came as a visitor.
  const token = viewing.memberId === null ? await viewing.accessToken(account.id) : await viewing.token();
  for (let round = 1; ; round += 1) {
    try {
      const profile = await commit(connection, viewing, token, { session, account, copied });
      if (session.status === "open")
        await tidy(connection, viewing, session, account.id, Object.keys(copied));
      return profile;
    } catch (error) {
      if (!isAppError(error, "conflict") || round === rounds) throw error;
      if (isFilesChanged(error)) {
        copied = await copyAll(connection, viewing, token, session, account.id);
        continue;
      }
      const now = await requireSession(find);
      if (now.version === session.version) throw error;
      session = now;
    }
  }
}

async function requireSession(find: () => Promise<OnboardingSession | null>): Promise<OnboardingSession> {
  const session = await find();
  if (!session) throw new AppError("not_found");
  return session;
}

async function commit(
  { database }: Connection,
  { capability }: Viewing,
  token: Token,
  finish: { session: OnboardingSession; account: PreparedAccount; copied: Copied },
): Promise<Profile> {
  const { session, account, copied } = finish;
  const row = await database.row(token, "complete_onboarding", {
    account_id: account.id,
    based_on: session.version,
    ...memberFields(session, account),
    copied,
    ...capability,
  });
  return requireProfile(row);
}

/** Of a session that was completed before, nothing is looked at any more: the answer is its profile. */
function memberFields({ status, data }: OnboardingSession, account: PreparedAccount) {
  if (status === "completed") return { email: account.email, profile: {} };
  const typed = { ...data, email: account.email };
  const fields = toMemberFields(typed);
  if (!fields) throw new AppError("invalid_input", { fields: findProblems(typed) });
  const { username, displayName, bio, email } = fields;
  return {
    email,
    profile: { username, display_name: escapeText(displayName), bio: escapeText(bio) },
  };
}

async function copyAll(
  connection: Connection,
  viewing: Viewing,
  token: Token,
  session: OnboardingSession,
  memberId: string,
): Promise<Copied> {
  const files = await listStagedFiles(connection, viewing, token);
  const staged = connection.staging.reach(session.id);
  const own = viewing.objectsOf(memberId);
  const left = [...files];
  const worker = async () => {
    for (let file = left.pop(); file; file = left.pop()) await copyFile(connection, staged, own, file);
  };
  await Promise.all(Array.from({ length: copiesAtOnce }, worker));
  return Object.fromEntries(files.map(({ from_key, generation }) => [from_key, generation]));
}

/** Read where it is staged, written as the member: neither right reaches into the other's folder. */
async function copyFile(
  { log }: Connection,
  staged: Pick<Objects, "open">,
  own: Pick<Objects, "put">,
  { from_key, to_key, is_removed }: StagedFile,
): Promise<void> {
  const places = is_removed ? [removedKey(from_key), from_key] : [from_key, removedKey(from_key)];
  const target = is_removed ? removedKey(to_key) : to_key;
  for (const place of places) {
    if (await again(() => copyObject(staged, own, place, target))) return;
  }
  // Nothing is gained by holding the person up for what is not there.
  log("Supabase: a staged file has a row and no object; its document will not open.");
}

/** A copy can be begun anew; another finish of the same session may be writing the same object at this moment. */
async function again<T>(copy: () => Promise<T>): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await copy();
    } catch (error) {
      if (!isAppError(error, "unavailable") || number === copyTries) throw error;
      await pause(betweenTries * (0.5 + Math.random() / 2));
    }
  }
}

/** False when there is nothing at `from`. */
async function copyObject(
  source: Pick<Objects, "open">,
  target: Pick<Objects, "put">,
  from: string,
  to: string,
): Promise<boolean> {
  const object = await source.open(from);
  if (!object) return false;
  const size = Number.isNaN(object.size) ? null : object.size;
  await target.put(to, object.stream, { mimeType: object.mimeType, size });
  return true;
}

/** Done with: what stays behind here is a stray, which housekeeping finds. */
async function tidy(
  connection: Connection,
  viewing: Viewing,
  session: OnboardingSession,
  memberId: string,
  copied: readonly string[],
): Promise<void> {
  const staged = connection.staging.reach(session.id);
  const folder = sessionFolder(session.id);
  try {
    // Uploads under way went over to the member with everything else; what has arrived of them follows.
    const arrived = await staged.list(`${folder}/incoming`);
    for (const id of arrived) {
      const to = incomingKey(memberFolder(memberId), id);
      await copyObject(staged, viewing.objectsOf(memberId), incomingKey(folder, id), to);
    }
    const incoming = arrived.map((id) => incomingKey(folder, id));
    await staged.remove([...copied, ...copied.map(removedKey), ...incoming]);
  } catch (error) {
    connection.log(
      `Supabase: staged files of a finished onboarding are left to housekeeping (${codeOf(error)}).`,
    );
  }
}

function codeOf(error: unknown): string {
  return isAppError(error) ? error.code : "unexpected";
}
