/** Everything the documents workspace shows at first, for a member as for somebody on the way in. */
import type { DocumentUsage, DocumentView, UploadView } from "#lib/domain/document-view.ts";
import type { DocumentQuery } from "#lib/domain/document.ts";
import { isAppError } from "#lib/domain/errors.ts";
import type { Page } from "#lib/domain/pages.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";
import type { Store } from "#lib/store/port.ts";
import { listUploads } from "./list-uploads.ts";
import { getOwnCategories } from "./own-categories.ts";
import type { Uploader, UploadReceiver } from "./receive-uploads.ts";
import { listDocumentViews } from "./view-documents.ts";

export type DocumentsWorkspaceData = {
  /** Whose documents these are; the same before and after somebody becomes a member. */
  readonly owner: string;
  readonly initialPage: Page<DocumentView>;
  readonly uploads: readonly UploadView[];
  readonly categories: readonly CategoryDraft[];
  readonly defaultCategoryId: string;
  readonly usage: DocumentUsage;
};

/** A cursor that was cut or made up leads to the beginning of the list instead of to an error. */
async function listFrom(store: Store, query: DocumentQuery): Promise<Page<DocumentView>> {
  try {
    return await listDocumentViews(store, query);
  } catch (error) {
    if (!query.cursor || !isAppError(error, "invalid_input")) throw error;
    return listDocumentViews(store, { ...query, cursor: null });
  }
}

/** Null for a visitor without an onboarding. */
export async function openDocumentsWorkspace(
  { store, viewer }: Uploader,
  receiver: Pick<UploadReceiver, "received">,
  query: DocumentQuery,
): Promise<DocumentsWorkspaceData | null> {
  const owner = viewer.kind === "member" ? viewer.memberId : (await store.onboarding.get())?.memberId;
  const own = await getOwnCategories(store, viewer);
  if (owner === undefined || !own) return null;
  const [initialPage, uploads, usage] = await Promise.all([
    listFrom(store, query),
    listUploads(store, receiver),
    store.documents.usage(),
  ]);
  return { owner, initialPage, uploads, usage, ...own };
}
