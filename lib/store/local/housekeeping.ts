/** Clears away what is past its time. What is still wanted is never touched, whatever runs beside it. */
import { toTimestamp } from "#lib/domain/time.ts";
import type { HousekeepingResult } from "../port.ts";
import type { Changes } from "./changes.ts";
import type { Context } from "./context.ts";
import { isGone } from "./documents.ts";
import { folderOf } from "./document-index.ts";
import { fileKey, parseFileKey } from "./file-keys.ts";
import { isNeeded } from "./files.ts";
import { type Leftovers, removeLeftovers, removeSession } from "./removal.ts";
import type { StoredFile } from "./tables.ts";

/** A file is put before what it belongs to is made; after this long, in milliseconds, nothing will come any more. */
const unclaimedAfter = 24 * 3_600_000;

export async function housekeep(context: Context): Promise<HousekeepingResult> {
  const sessions = await removeSessions(context);
  const documents = await removeDocuments(context);
  const uploads = await removeUploads(context);
  await removeSignIns(context);
  const unclaimed = await removeUnclaimed(context);
  const { tables } = context.engine;
  const strays = await context.bytes.sweep(
    (key, generation) => tables.files.get(key)?.generation === generation,
  );
  return { sessions, documents, uploads, files: unclaimed + strays };
}

type Removal = Leftovers & { readonly count: number };

async function remove(context: Context, work: (changes: Changes, now: number) => Removal): Promise<number> {
  const removal = await context.engine.write((changes) => work(changes, context.clock()));
  await removeLeftovers(context, removal);
  return removal.count;
}

function removeSessions(context: Context): Promise<number> {
  const { tables } = context.engine;
  return remove(context, (changes, now) => {
    const expired = [...tables.sessions.rows.values()].filter(
      (session) => session.expiresAt <= toTimestamp(now),
    );
    const left = expired.map((session) => removeSession(changes, tables, session.id));
    return {
      count: expired.length,
      files: left.flatMap((each) => each.files),
      uploadIds: left.flatMap((each) => each.uploadIds),
    };
  });
}

function removeDocuments(context: Context): Promise<number> {
  const { tables } = context.engine;
  return remove(context, (changes, now) => {
    const gone = tables.documentIndex.removed().filter((document) => isGone(document, now));
    const files: StoredFile[] = [];
    for (const document of gone) {
      changes.remove(tables.documents, document.id);
      for (const kind of ["document", "thumbnail"] as const) {
        const file = tables.files.get(fileKey(folderOf(document), { kind, id: document.id }));
        if (!file) continue;
        changes.remove(tables.files, file.key);
        files.push(file);
      }
    }
    return { count: gone.length, files, uploadIds: [] };
  });
}

function removeUploads(context: Context): Promise<number> {
  const { tables } = context.engine;
  return remove(context, (changes, now) => {
    const abandoned = [...tables.uploads.rows.values()].filter(
      (upload) => upload.expiresAt <= toTimestamp(now),
    );
    for (const upload of abandoned) changes.remove(tables.uploads, upload.id);
    return { count: abandoned.length, files: [], uploadIds: abandoned.map((upload) => upload.id) };
  });
}

async function removeSignIns({ engine, clock }: Context): Promise<void> {
  const { tables } = engine;
  await engine.write((changes) => {
    const now = toTimestamp(clock());
    for (const signIn of [...tables.signIns.rows.values()]) {
      if (signIn.expiresAt <= now) changes.remove(tables.signIns, signIn.id);
    }
    for (const token of [...tables.tokens.rows.values()]) {
      if (token.expiresAt <= now) changes.remove(tables.tokens, token.tokenHash);
    }
  });
}

/** Files that were put and never used: the document was not made, another picture was chosen. */
function removeUnclaimed(context: Context): Promise<number> {
  const { tables } = context.engine;
  return remove(context, (changes, now) => {
    const before = toTimestamp(now - unclaimedAfter);
    const unclaimed = [...tables.files.rows.values()].filter((file) => {
      const parsed = parseFileKey(file.key);
      return file.createdAt <= before && (!parsed || !isNeeded(tables, parsed.folder, parsed.ref));
    });
    for (const file of unclaimed) changes.remove(tables.files, file.key);
    return { count: unclaimed.length, files: unclaimed, uploadIds: [] };
  });
}
