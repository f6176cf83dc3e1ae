/** The deeds of the documents screens, for the viewer of the request. */
import "server-only";

import { redirect } from "next/navigation";

import type { DocumentPreview, DocumentView } from "#lib/domain/document-view.ts";
import { DocumentQuerySchema, type DocumentQuery } from "#lib/domain/document.ts";
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import type { Page } from "#lib/domain/pages.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";
import {
  openDocumentsWorkspace,
  type DocumentsWorkspaceData,
} from "#lib/services/open-documents-workspace.ts";
import { getOwnCategories } from "#lib/services/own-categories.ts";
import { saveDocument, type DocumentChange } from "#lib/services/save-document.ts";
import { getDocumentPreview, listDocumentViews, toDocumentView } from "#lib/services/view-documents.ts";
import { getUploadReceiver } from "./uploads.ts";
import { getViewerContext, type ViewerContext } from "./viewer.ts";

/** Everything the workspace shows at first; null for a visitor without an onboarding. */
export async function openWorkspace(
  context: ViewerContext,
  query: DocumentQuery,
): Promise<DocumentsWorkspaceData | null> {
  return openDocumentsWorkspace(context, await getUploadReceiver(), query);
}

export function listDocuments({ store }: ViewerContext, query: DocumentQuery): Promise<Page<DocumentView>> {
  return listDocumentViews(store, query);
}

/** Throws `not_found` for what is missing or hidden. */
export async function previewDocument({ store }: ViewerContext, id: string): Promise<DocumentPreview> {
  const preview = await getDocumentPreview(store, id);
  if (!preview) throw new AppError("not_found");
  return preview;
}

/** As `saveDocument`. */
export function changeDocument({ store }: ViewerContext, change: DocumentChange): Promise<DocumentView> {
  return saveDocument(store, change);
}

export async function restoreDocument({ store }: ViewerContext, id: string): Promise<DocumentView> {
  return toDocumentView(store, await store.documents.restore(id));
}

export type FoundDocument = {
  readonly document: DocumentPreview;
  readonly categories: readonly CategoryDraft[];
  /** Where the list is that it belongs to. */
  readonly listAddress: string;
};

/**
 * A document for a page of its own, a member's or one staged in an onboarding. Null when it is missing or hidden;
 * somebody who is neither a member nor on the way in is led to the sign-in first.
 */
export async function findDocument(id: string): Promise<FoundDocument | null> {
  const context = await getViewerContext();
  const { store, viewer, signedIn } = context;
  const own = await getOwnCategories(store, viewer);
  if (!own && !signedIn) redirect(`/sign-in?next=${encodeURIComponent(`/documents/${id}`)}`);
  const document = IdSchema.safeParse(id).success ? await getDocumentPreview(store, id) : null;
  if (!own || !document) return null;
  const listAddress = signedIn ? "/documents" : "/onboarding/documents";
  return { document, categories: own.categories, listAddress };
}

type Search = Readonly<Record<string, string | string[] | undefined>>;

/** The query in a page's address. Whatever is odd in it counts as not said. */
export function readDocumentQuery(search: Search): DocumentQuery {
  const fields = { search: search.q, group: search.kind, categoryId: search.circle, sort: search.sort };
  const query: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...fields, cursor: search.cursor })) {
    if (typeof value !== "string" || value === "") continue;
    const isFine = DocumentQuerySchema.safeParse({ [name]: value }).success;
    if (isFine) query[name] = value;
  }
  return DocumentQuerySchema.parse(query);
}
