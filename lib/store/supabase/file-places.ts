/** Where files lie that a viewer may read, many at once: as few questions as can be, whatever the number. */
import type { FileRef } from "../port.ts";
import { fileKey, memberFolder } from "./object-keys.ts";
import type { Objects } from "./objects.ts";
import { sessionOf } from "./staged-files.ts";
import type { Connection, Viewing } from "./viewing.ts";

/** Ids in one question to the Data API: they travel in its address. */
const mostIds = 100;

export type FilePlaces = {
  /** Null where there is nothing to reach. */
  readonly objects: Pick<Objects, "sign"> | null;
  /** Where the file would lie. Null for one that is known not to be there. */
  keyOf(ref: FileRef): string | null;
  /** What is known of files that may be read; may be asked while their keys are used already. */
  describe(): Promise<(ref: FileRef) => FileDescription | null>;
};

/** `mimeType` null: not known. */
export type FileDescription = { readonly mimeType: string | null };

export function findPlaces(
  connection: Connection,
  viewing: Viewing,
  refs: readonly FileRef[],
): Promise<FilePlaces> {
  const { memberId } = viewing;
  return memberId === null
    ? placesStaged(connection, viewing, refs)
    : placesOf(connection, viewing, memberId, refs);
}

/** A member's own: the file service says what there is, the database which documents are removed. */
async function placesOf(
  { database }: Connection,
  viewing: Viewing,
  memberId: string,
  refs: readonly FileRef[],
): Promise<FilePlaces> {
  return {
    objects: viewing.objectsOf(memberId),
    keyOf: (ref) => fileKey(memberFolder(memberId), ref),
    async describe() {
      const token = await viewing.token();
      const ofDocuments = refs.filter(({ kind }) => kind !== "avatar");
      const rows = await inChunks(ofDocuments, (id) => database.select(token, "documents", { id }));
      const documents = new Map(rows.map((row) => [row.id, row]));
      return (ref) => {
        const document = ref.kind === "avatar" ? undefined : documents.get(ref.id);
        if (document && document.removed_at !== null) return null;
        return { mimeType: ref.kind === "document" ? (document?.mime_type ?? null) : null };
      };
    },
  };
}

type StagedFile = { readonly key: string } & FileDescription;

/** What is staged: the database lists it for the capability, and only then anything is reached. */
async function placesStaged(
  connection: Connection,
  viewing: Viewing,
  refs: readonly FileRef[],
): Promise<FilePlaces> {
  const files = await listStaged(connection, viewing, refs);
  const [first] = files.values();
  const find = ({ kind, id }: FileRef) => files.get(`${kind} ${id}`) ?? null;
  return {
    objects: first ? connection.staging.reach(sessionOf(first.key)) : null,
    keyOf: (ref) => find(ref)?.key ?? null,
    describe: async () => find,
  };
}

/** By kind and id. */
async function listStaged(
  { database }: Connection,
  { capability }: Viewing,
  refs: readonly FileRef[],
): Promise<ReadonlyMap<string, StagedFile>> {
  const [ref, ...others] = refs;
  if (ref && others.length === 0) {
    const args = { file_kind: ref.kind, ref_id: ref.id, ...capability };
    const row = await database.row(null, "find_file", args);
    return new Map(row ? [[`${row.kind} ${row.ref_id}`, { key: row.key, mimeType: row.mime_type }]] : []);
  }
  const rows = await inChunks(refs, (values) =>
    database.among(null, "list_onboarding_files", { ...capability }, { column: "ref_id", values }),
  );
  const readable = rows.filter((row) => !row.is_removed);
  return new Map(readable.map((row) => [`${row.kind} ${row.ref_id}`, { key: row.from_key, mimeType: null }]));
}

async function inChunks<T>(
  refs: readonly FileRef[],
  ask: (ids: readonly string[]) => Promise<T[]>,
): Promise<T[]> {
  const ids = [...new Set(refs.map(({ id }) => id))];
  const chunks = Array.from({ length: Math.ceil(ids.length / mostIds) }, (_, number) =>
    ids.slice(number * mostIds, (number + 1) * mostIds),
  );
  return (await Promise.all(chunks.map(ask))).flat();
}
