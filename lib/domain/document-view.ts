/** What screens know of documents and uploads: the rows' own words, with addresses that can be put on a page. */
import type { Document } from "./document.ts";

/** A document as a list shows it. */
export type DocumentView = Pick<
  Document,
  | "id"
  | "name"
  | "description"
  | "categoryId"
  | "kind"
  | "size"
  | "takenAt"
  | "width"
  | "height"
  | "pageCount"
  | "durationSeconds"
  | "version"
  | "createdAt"
> & {
  /** Null for what has no picture. */
  readonly thumbnailUrl: string | null;
  /** Serves the file under a safe name, to be saved. */
  readonly downloadUrl: string;
};

/** A document as it is looked at on its own. */
export type DocumentPreview = DocumentView & {
  /** Serves the file to be shown in place; null for kinds a browser cannot show. */
  readonly fileUrl: string | null;
  /** The beginning of a text; null for all other kinds. */
  readonly excerpt: TextExcerpt | null;
};

export type TextExcerpt = { readonly text: string; readonly isWhole: boolean };

/** An upload under way, with the bytes that have arrived. */
export type UploadView = {
  readonly id: string;
  readonly name: string;
  readonly declaredType: string;
  readonly size: number;
  readonly received: number;
};

/** What the viewer stores and may store. */
export type DocumentUsage = {
  readonly documents: number;
  readonly bytes: number;
  readonly maximumDocuments: number;
  readonly maximumBytes: number;
};

/** How a finished upload ended. */
export type UploadOutcome =
  | { readonly kind: "accepted"; readonly document: DocumentView }
  | { readonly kind: "refused"; readonly sentence: string };
