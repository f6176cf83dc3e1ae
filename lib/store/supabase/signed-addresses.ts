/** Addresses that serve files for a while. Those asked for together are made together: a page of documents costs two requests. */
import { documentKindIds, documentKinds, extensionOf } from "#lib/domain/document-kinds.ts";
import { AppError } from "#lib/domain/errors.ts";
import { safeDownloadName } from "#lib/domain/file-names.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import type { FileRef, SignedUrlOptions } from "../port.ts";
import { fileKey, memberFolder } from "./object-keys.ts";
import type { Objects } from "./objects.ts";
import { sessionOf } from "./staged-files.ts";
import type { Connection, Viewing } from "./viewing.ts";

const longestSeconds = 3600;
/** Ids in one question to the Data API: they travel in its address. */
const mostIds = 100;

type Wish = {
  readonly ref: FileRef;
  readonly options: SignedUrlOptions;
  resolve(address: string | null): void;
  reject(error: unknown): void;
};

/** What is known of a file that may be read: where it lies, and the type its document has. */
type Place = { readonly key: string; readonly mimeType: string | null };

export function createSignedAddresses(
  connection: Connection,
  viewing: Viewing,
): (ref: FileRef, options: SignedUrlOptions) => Promise<string | null> {
  let waiting: Wish[] = [];

  function answerAll(): void {
    const wishes = waiting;
    waiting = [];
    answer(wishes).catch((error: unknown) => {
      for (const wish of wishes) wish.reject(error);
    });
  }

  async function answer(wishes: readonly Wish[]): Promise<void> {
    const { objects, places } =
      viewing.memberId === null
        ? await findStaged(connection, viewing, wishes)
        : findOwn(connection, viewing, viewing.memberId, wishes);
    const keys = objects === null ? [] : wishes.map(({ ref }) => places.keyOf(ref));
    const lives = new Set(wishes.map(({ options }) => options.expiresIn));
    const [found, ...signed] = await Promise.all([
      places.find(),
      ...[...lives].map((life) => signFor(objects, wishes, keys, life)),
    ]);
    const addresses = new Map(signed.flatMap((each) => [...each]));
    for (const wish of wishes) {
      const place = found(wish.ref);
      const address = addresses.get(wish) ?? null;
      wish.resolve(place && address && dressed(address, wish.options, place));
    }
  }

  return async (ref, options) => {
    const { expiresIn } = options;
    if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > longestSeconds) {
      throw new AppError("invalid_input", { fields: { expiresIn: refusals.addressLife } });
    }
    if (!IdSchema.safeParse(ref.id).success) return null;
    return new Promise((resolve, reject) => {
      // What is asked for until this turn of the event loop ends goes together.
      if (waiting.length === 0) setImmediate(answerAll);
      waiting.push({ ref, options, resolve, reject });
    });
  };
}

async function signFor(
  objects: Pick<Objects, "sign"> | null,
  wishes: readonly Wish[],
  keys: readonly string[],
  expiresIn: number,
): Promise<Map<Wish, string | null>> {
  if (objects === null) return new Map();
  const chosen = wishes.flatMap((wish, index) => {
    const key = keys[index];
    return wish.options.expiresIn === expiresIn && key !== undefined ? [{ wish, key }] : [];
  });
  const addresses = await objects.sign([...new Set(chosen.map(({ key }) => key))], expiresIn);
  const byKey = new Map(
    [...new Set(chosen.map(({ key }) => key))].map((key, index) => [key, addresses[index]]),
  );
  return new Map(chosen.map(({ wish, key }) => [wish, byKey.get(key) ?? null]));
}

type Found = {
  readonly objects: Pick<Objects, "sign"> | null;
  readonly places: {
    keyOf(ref: FileRef): string;
    /** Null for what may not be read. */
    find(): Promise<(ref: FileRef) => Place | null>;
  };
};

/** A member's own: the file service says what there is, the database which documents are removed. Both are asked at once. */
function findOwn(connection: Connection, viewing: Viewing, memberId: string, wishes: readonly Wish[]): Found {
  const keyOf = (ref: FileRef) => fileKey(memberFolder(memberId), ref);
  const ids = idsOf(wishes.filter(({ ref }) => ref.kind !== "avatar"));
  const find = async () => {
    const token = await viewing.token();
    const rows = await Promise.all(
      inChunks(ids).map((chunk) => connection.database.select(token, "documents", { id: chunk })),
    );
    const documents = new Map(rows.flat().map((row) => [row.id, row]));
    return (ref: FileRef): Place | null => {
      const document = ref.kind === "avatar" ? undefined : documents.get(ref.id);
      if (document && document.removed_at !== null) return null;
      return { key: keyOf(ref), mimeType: ref.kind === "document" ? (document?.mime_type ?? null) : null };
    };
  };
  return { objects: viewing.objectsOf(memberId), places: { keyOf, find } };
}

/** What is staged: the database lists it for the capability, and only then anything is signed. */
async function findStaged(connection: Connection, viewing: Viewing, wishes: readonly Wish[]): Promise<Found> {
  const [wish] = wishes;
  const files =
    wishes.length === 1 && wish
      ? await findOne(connection, viewing, wish.ref)
      : await findAll(connection, viewing, wishes);
  const byRef = new Map(files.map((file) => [`${file.kind} ${file.ref_id}`, file]));
  const place = (ref: FileRef): Place | null => {
    const file = byRef.get(`${ref.kind} ${ref.id}`);
    return file ? { key: file.key, mimeType: file.mimeType } : null;
  };
  const session = files[0] ? sessionOf(files[0].key) : null;
  return {
    objects: session === null ? null : connection.staging.reach(session),
    places: {
      // A key nothing lies under stands for what is not there.
      keyOf: (ref) => place(ref)?.key ?? fileKey(`sessions/${session}`, ref),
      find: async () => place,
    },
  };
}

type KnownFile = {
  readonly kind: string;
  readonly ref_id: string;
  readonly key: string;
  readonly mimeType: string | null;
};

async function findOne(
  { database }: Connection,
  { capability }: Viewing,
  ref: FileRef,
): Promise<KnownFile[]> {
  const row = await database.row(null, "find_file", { file_kind: ref.kind, ref_id: ref.id, ...capability });
  return row ? [{ kind: row.kind, ref_id: row.ref_id, key: row.key, mimeType: row.mime_type }] : [];
}

async function findAll(
  { database }: Connection,
  { capability }: Viewing,
  wishes: readonly Wish[],
): Promise<KnownFile[]> {
  const found = await Promise.all(
    inChunks(idsOf(wishes)).map((values) =>
      database.among(null, "list_onboarding_files", { ...capability }, { column: "ref_id", values }),
    ),
  );
  return found
    .flat()
    .filter((file) => !file.is_removed)
    .map(({ kind, ref_id, from_key }) => ({ kind, ref_id, key: from_key, mimeType: null }));
}

const idsOf = (wishes: readonly Wish[]) => [...new Set(wishes.map(({ ref }) => ref.id))];

function inChunks(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / mostIds) }, (_, number) =>
    ids.slice(number * mostIds, (number + 1) * mostIds),
  );
}

/** How it is to be shown goes along in the address; the token in it is for the object alone. */
function dressed(address: string, { disposition, name }: SignedUrlOptions, { mimeType }: Place): string {
  // Behind the #, which browsers keep to themselves: no server needs the name of what it shows.
  if (disposition === "inline") return `${address}#${encodeURIComponent(name.toWellFormed())}`;
  return `${address}&download=${encodeURIComponent(safeDownloadName(name, extensionFor(mimeType, name)))}`;
}

function extensionFor(mimeType: string | null, name: string): string {
  const kind = documentKindIds.find((id) => documentKinds[id].mimeType === mimeType);
  return kind ? documentKinds[kind].extension : extensionOf(name);
}
