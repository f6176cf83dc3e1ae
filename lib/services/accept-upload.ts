/**
 * Turns an upload whose bytes are all there into a document: checked, cleaned, stored, listed. Every step may be cut off
 * and done again: the document's id is the upload's, so that trying twice gives one document.
 */
import { rm } from "node:fs/promises";
import path from "node:path";

import { prepareDocument, type PreparedDocument } from "#lib/documents/prepare.ts";
import type { Document } from "#lib/domain/document.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import type { FileInfo, FileRef, Store, Upload } from "#lib/store/port.ts";
import { getOwnCategories } from "./own-categories.ts";
import {
  copiesFolder,
  onDisk,
  partPath,
  partsFolder,
  receivedBytes,
  removePart,
  writePart,
} from "./upload-parts.ts";

export type AcceptDeps = {
  readonly store: Store;
  readonly viewer: Viewer;
  /** How a file is checked and cleaned; given by tests. */
  readonly prepare?: typeof prepareDocument;
  /** The storage's work folder. */
  readonly workFolder: string;
};

export type Acceptance =
  | { readonly kind: "accepted"; readonly document: Document }
  | { readonly kind: "refused"; readonly sentence: string };

/**
 * A refused upload leaves nothing behind. Throws `not_found` when the viewer has neither such an upload nor its document,
 * `conflict` when fewer or more bytes are there than were announced, `unavailable` when it may work later: the bytes stay.
 */
export async function acceptUpload(deps: AcceptDeps, id: string): Promise<Acceptance> {
  const { store, workFolder } = deps;
  const existing = await store.documents.get(id);
  if (existing) {
    await forget(deps, id);
    return { kind: "accepted", document: existing };
  }
  const upload = await store.files.getUpload(id);
  if (!upload) throw new AppError("not_found");
  const parts = partsFolder(workFolder);
  if ((await receivedBytes(parts, id)) === upload.size) return acceptFrom(deps, upload, partPath(parts, id));

  const copies = copiesFolder(workFolder);
  try {
    await copyReceived(deps, upload, copies);
    return await acceptFrom(deps, upload, partPath(copies, id));
  } finally {
    await removePart(copies, id);
  }
}

/** The upload whose bytes lie at `from`. */
async function acceptFrom(deps: AcceptDeps, upload: Upload, from: string): Promise<Acceptance> {
  const { id } = upload;
  try {
    const document = await storeDocument(deps, upload, from);
    await forget(deps, id);
    return { kind: "accepted", document };
  } catch (error) {
    if (!isAppError(error, "invalid_input") && !isAppError(error, "too_large")) throw error;
    await forget(deps, id);
    return { kind: "refused", sentence: error.fields?.file ?? error.sentence };
  }
}

/** Copies what the storage was sent to this machine. Throws `conflict` unless it is as long as was announced. */
async function copyReceived({ store }: AcceptDeps, { id, size }: Upload, folder: string): Promise<void> {
  const received = await store.files.openReceived(id);
  if (received?.size !== size) {
    await received?.stream.cancel();
    throw new AppError("conflict");
  }
  const written = await writePart(folder, id, received.stream);
  if (written !== size) throw new AppError("unavailable");
}

/** The bytes first, the announcement last: as long as it is there, the rest can be found and removed. */
async function forget({ store, workFolder }: AcceptDeps, id: string): Promise<void> {
  await removePart(partsFolder(workFolder), id);
  await store.files.removeUpload(id);
}

async function storeDocument(deps: AcceptDeps, upload: Upload, from: string): Promise<Document> {
  const { prepare = prepareDocument } = deps;
  const workFolder = path.join(deps.workFolder, "preparing", upload.id);
  try {
    const prepared = await prepare({
      path: from,
      name: upload.name,
      declaredType: upload.declaredType,
      workFolder,
    });
    return await storePrepared(deps, upload, prepared);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function storePrepared(
  deps: AcceptDeps,
  upload: Upload,
  prepared: PreparedDocument,
): Promise<Document> {
  const { store } = deps;
  const { id, name } = upload;
  const { kind, mimeType, takenAt, width, height, pageCount, durationSeconds, thumbnail } = prepared;
  const facts = { kind, mimeType, takenAt, width, height, pageCount, durationSeconds };
  try {
    const { size, sha256 } = await putFile(store, { kind: "document", id }, prepared);
    if (thumbnail) await putFile(store, { kind: "thumbnail", id }, thumbnail);
    // Given up while it was being prepared: a document that nobody waits for must not appear.
    if (!(await store.files.getUpload(id))) throw new AppError("not_found");
    const categoryId = await categoryOf(deps, upload);
    const hasThumbnail = thumbnail !== null;
    return await store.documents.create({
      ...facts,
      ...{ id, name, size, sha256, categoryId, hasThumbnail, description: "" },
    });
  } catch (error) {
    if (isAppError(error) && error.code !== "unavailable") await removeFiles(store, id);
    throw error;
  }
}

/** The category that was chosen, if it is still there; else the default one. */
async function categoryOf({ store, viewer }: AcceptDeps, upload: Upload): Promise<string> {
  const own = await getOwnCategories(store, viewer);
  if (!own) throw new AppError("not_found");
  const chosen = own.categories.find((category) => category.id === upload.categoryId);
  return chosen?.id ?? own.defaultCategoryId;
}

function putFile(
  store: Store,
  ref: FileRef,
  file: { path: string; mimeType: string; size: number; sha256: string },
): Promise<FileInfo> {
  return onDisk(() => store.files.put(ref, file, { mimeType: file.mimeType }));
}

async function removeFiles(store: Store, id: string): Promise<void> {
  await store.files.remove({ kind: "thumbnail", id });
  await store.files.remove({ kind: "document", id });
}
