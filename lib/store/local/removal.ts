/** Removing whole homes: everything of a member, or of an onboarding, with the bytes on the disk. */
import type { Changes } from "./changes.ts";
import type { Context } from "./context.ts";
import { type HomeFolder, memberFolder, sessionFolder } from "./file-keys.ts";
import type { StoredFile, Tables } from "./tables.ts";

/** What is left to do on the disk once the rows are gone. */
export type Leftovers = { readonly files: StoredFile[]; readonly uploadIds: string[] };

export function removeSession(changes: Changes, tables: Tables, sessionId: string): Leftovers {
  changes.remove(tables.sessions, sessionId);
  return removeHome(changes, tables, sessionFolder(sessionId));
}

/** Documents, files and uploads of a folder. */
function removeHome(changes: Changes, tables: Tables, folder: HomeFolder): Leftovers {
  const files = tables.filesByFolder.get(folder);
  const uploadIds = tables.uploadsByFolder.get(folder).map((upload) => upload.id);
  for (const document of tables.documentIndex.all(folder)) changes.remove(tables.documents, document.id);
  for (const file of files) changes.remove(tables.files, file.key);
  for (const id of uploadIds) changes.remove(tables.uploads, id);
  return { files, uploadIds };
}

export async function removeLeftovers({ bytes, removeParts }: Context, leftovers: Leftovers): Promise<void> {
  await bytes.retire(leftovers.files);
  await removeParts(leftovers.uploadIds);
}

/** Removes a member with everything that is theirs, out of the journal's past too. Harmless when there is nothing. */
export async function removeMember(context: Context, memberId: string): Promise<void> {
  const { engine } = context;
  const leftovers = await engine.write((changes) => removeMemberRows(changes, engine.tables, memberId));
  await removeLeftovers(context, leftovers);
  if (leftovers.hadRows) await forgetPast(context);
}

/** Removes every member and every onboarding, in one step. */
export async function removeEverybody(context: Context): Promise<void> {
  const { engine } = context;
  const leftovers = await engine.write((changes) => {
    const { tables } = engine;
    const memberIds = new Set([...tables.accounts.rows.keys(), ...tables.profiles.rows.keys()]);
    const homes: Leftovers[] = [...memberIds].map((id) => removeMemberRows(changes, tables, id));
    for (const id of [...tables.sessions.rows.keys()]) homes.push(removeSession(changes, tables, id));
    return join(homes);
  });
  await removeLeftovers(context, leftovers);
  await forgetPast(context);
}

/** Removed rows would otherwise stay readable in the journal and the backup until the next folding. */
async function forgetPast({ engine, log }: Context): Promise<void> {
  try {
    await engine.fold();
  } catch (error) {
    log(`Removed rows stay in the journal until it can be folded: ${String(error)}`);
  }
}

function join(homes: readonly Leftovers[]): Leftovers {
  return {
    files: homes.flatMap((home) => home.files),
    uploadIds: homes.flatMap((home) => home.uploadIds),
  };
}

function removeMemberRows(
  changes: Changes,
  tables: Tables,
  memberId: string,
): Leftovers & { hadRows: boolean } {
  const homes = [removeHome(changes, tables, memberFolder(memberId))];
  const sessions = tables.sessionsByMember.get(memberId);
  for (const session of sessions) homes.push(removeSession(changes, tables, session.id));
  const hadRows = sessions.length > 0 || tables.profiles.get(memberId) !== undefined;
  for (const signIn of tables.signInsByMember.get(memberId)) changes.remove(tables.signIns, signIn.id);
  for (const token of tables.tokensByMember.get(memberId)) changes.remove(tables.tokens, token.tokenHash);
  for (const category of tables.categoriesByOwner.get(memberId))
    changes.remove(tables.categories, category.id);
  changes.remove(tables.profiles, memberId);
  changes.remove(tables.accounts, memberId);
  return { ...join(homes), hadRows };
}
