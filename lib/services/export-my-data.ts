/**
 * A member's own data as one zip, streamed: `my-data.json` in the snapshot format with their rows, and their files under
 * the names they gave them. How large the files are does not change how much memory it takes.
 */
import { PassThrough, Readable } from "node:stream";
import { finished } from "node:stream/promises";

import { ZipFile } from "yazl";

import { documentKinds } from "#lib/domain/document-kinds.ts";
import type { Document } from "#lib/domain/document.ts";
import { AppError } from "#lib/domain/errors.ts";
import { safeDownloadName } from "#lib/domain/file-names.ts";
import { maximumPageSize } from "#lib/domain/pages.ts";
import type { Profile } from "#lib/domain/profile.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { FileRef, Store } from "#lib/store/port.ts";
import {
  snapshotFormat,
  snapshotVersion,
  type SnapshotFile,
  type SnapshotTable,
} from "#lib/store/snapshot.ts";

/** A file as the snapshot lists it, and where it lies in the zip. */
export type ExportedFile = SnapshotFile & { readonly path: string };

export type ExportedData = {
  readonly format: typeof snapshotFormat;
  readonly version: number;
  readonly exportedAt: string;
  readonly tables: Readonly<Partial<Record<SnapshotTable, readonly unknown[]>>>;
  readonly files: readonly ExportedFile[];
};

type Member = { readonly memberId: string; readonly email: string };

const readMe = `These are your data from KeepInTouch.

my-data.json   Your profile, your circles and what is known of each document, as JSON that people and programs can read.
documents/     Your documents under the names you gave them. Where two had one name, a number was added.
profile/       Your picture, if you have one.

The password is not in here, since nobody has it but you.
`;

/**
 * `name` is for saving it under. The stream fails, so that the download breaks off visibly, when a file cannot be read;
 * documents removed while it runs are left out of list and files alike. Cancelling it lets go of everything.
 * Throws `not_found` without a profile.
 */
export async function exportMyData(
  store: Store,
  member: Member,
  now: number,
): Promise<{ name: string; stream: ReadableStream<Uint8Array> }> {
  const profile = await store.profiles.get(member.memberId);
  if (!profile) throw new AppError("not_found");
  return {
    name: `keepintouch-${profile.username}-${toTimestamp(now).slice(0, 10)}.zip`,
    stream: zipStream((zip) => fill(zip, store, member, profile, now)),
  };
}

async function fill(zip: Zip, store: Store, member: Member, profile: Profile, now: number): Promise<void> {
  zip.addText("READ-ME.txt", readMe, now);
  const files: ExportedFile[] = [];
  const documents: Document[] = [];

  if (profile.avatarId !== null) {
    const ref: FileRef = { kind: "avatar", id: profile.avatarId };
    const place = { key: `users/${profile.id}/profile/${profile.avatarId}`, path: "profile/picture.webp" };
    const added = await addFile(zip, store, ref, place, now);
    if (added) files.push(added);
  }

  const nameFor = createNames();
  for await (const document of listAll(store)) {
    const place = {
      key: `users/${profile.id}/documents/${document.id}`,
      path: `documents/${nameFor(document)}`,
    };
    const ref: FileRef = { kind: "document", id: document.id };
    const added = await addFile(zip, store, ref, place, Date.parse(document.createdAt));
    if (!added) continue;
    files.push(added);
    documents.push(document);
  }

  const data: ExportedData = {
    format: snapshotFormat,
    version: snapshotVersion,
    exportedAt: toTimestamp(now),
    tables: {
      accounts: [{ id: member.memberId, email: member.email }],
      profiles: [profile],
      visibility_categories: await store.visibility.list(),
      documents,
    },
    files,
  };
  zip.addText("my-data.json", `${JSON.stringify(data, null, 2)}\n`, now);
}

/** Null when the file went meanwhile. */
async function addFile(
  zip: Zip,
  store: Store,
  ref: FileRef,
  place: { key: string; path: string },
  modified: number,
): Promise<ExportedFile | null> {
  const file = await store.files.open(ref);
  if (!file) return null;
  const { size, sha256, mimeType } = file;
  await zip.addFile(place.path, file.stream, { size, modified, compress: mimeType.startsWith("text/") });
  return { ...place, size, sha256, mimeType };
}

async function* listAll(store: Store): AsyncGenerator<Document> {
  let cursor: string | null = null;
  do {
    const page = await store.documents.list({ cursor, limit: maximumPageSize, sort: "oldest" });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** Names that every file system takes and tells apart, also those that do not mind upper and lower case. */
function createNames(): (document: Document) => string {
  const taken = new Set<string>();
  return ({ name, kind }) => {
    const { extension } = documentKinds[kind];
    const stem = safeDownloadName(name, extension).slice(0, -(extension.length + 1));
    for (let number = 1; ; number += 1) {
      const candidate = `${stem}${number === 1 ? "" : ` (${number})`}.${extension}`;
      if (taken.has(candidate.toLowerCase())) continue;
      taken.add(candidate.toLowerCase());
      return candidate;
    }
  };
}

type Zip = {
  addText(path: string, text: string, modified: number): void;
  /** Fulfils when the file has been read to its end, so that one is open at a time. `modified` in milliseconds. */
  addFile(
    path: string,
    content: ReadableStream<Uint8Array>,
    file: { size: number; modified: number; compress: boolean },
  ): Promise<void>;
};

/** The zip that `write` fills, made as fast as it is read. */
function zipStream(write: (zip: Zip) => Promise<void>): ReadableStream<Uint8Array> {
  const archive = new ZipFile();
  const output = archive.outputStream.pipe(new PassThrough());
  let reading: Readable | null = null;

  const zip: Zip = {
    addText: (path, text, modified) =>
      archive.addBuffer(Buffer.from(text), path, { mtime: new Date(modified) }),
    async addFile(path, content, { size, modified, compress }) {
      if (output.destroyed) throw new Error("the zip is no longer read");
      reading = Readable.from(content, { objectMode: false });
      archive.addReadStream(reading, path, { size, compress, mtime: new Date(modified) });
      await finished(reading);
    },
  };

  const fail = (error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error("the zip could not be made", { cause: error }));
  };
  archive.on("error", fail);
  output.on("close", () => reading?.destroy());
  write(zip).then(() => archive.end(), fail);
  return toWebStream(output);
}

function toWebStream(source: Readable): ReadableStream<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = await pieces.next();
      if (piece.done) controller.close();
      else controller.enqueue(piece.value);
    },
    cancel() {
      source.destroy();
    },
  });
}
