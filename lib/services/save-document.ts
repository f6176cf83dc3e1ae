/** Saves what a person changed about a document; when it was changed elsewhere meanwhile, both versions come to light. */
import type { DocumentView } from "#lib/domain/document-view.ts";
import { DocumentSchema, type DocumentPatch } from "#lib/domain/document.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { Store } from "#lib/store/port.ts";
import { toDocumentView } from "./view-documents.ts";

export type DocumentChange = {
  readonly id: string;
  /** The version the change was based on. */
  readonly version: number;
  readonly patch: DocumentPatch;
};

/** Throws `conflict` with the document as it is in `current` (a `DocumentView`), `not_found`, `invalid_input` with `fields`. */
export async function saveDocument(store: Store, change: DocumentChange): Promise<DocumentView> {
  try {
    return await toDocumentView(store, await store.documents.update(change.id, change.version, change.patch));
  } catch (error) {
    if (!isAppError(error, "conflict")) throw error;
    const current = DocumentSchema.safeParse(error.current);
    if (!current.success) throw error;
    throw new AppError("conflict", { cause: error, current: await toDocumentView(store, current.data) });
  }
}
