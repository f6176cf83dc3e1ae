/** The deeds a page hands to the workspace. They are server actions; components do not know where they live. */
import type { ActionResult, FormState } from "#lib/domain/action-result.ts";
import type { DocumentPreview, DocumentView } from "#lib/domain/document-view.ts";
import type { DocumentQuery } from "#lib/domain/document.ts";
import type { Page } from "#lib/domain/pages.ts";

export type DocumentActions = {
  list: (query: DocumentQuery) => Promise<ActionResult<Page<DocumentView>>>;
  preview: (input: { id: string }) => Promise<ActionResult<DocumentPreview>>;
  /** When stale, `current` in the refusal is the `DocumentView` as it is. */
  changeReach: (input: {
    id: string;
    version: number;
    categoryId: string;
  }) => Promise<ActionResult<DocumentView>>;
  /** A form with `id`, `version`, `name`, `description` and `categoryId`. */
  save: (state: FormState<DocumentView>, form: FormData) => Promise<ActionResult<DocumentView>>;
  remove: (input: { id: string }) => Promise<ActionResult>;
  restore: (input: { id: string }) => Promise<ActionResult<DocumentView>>;
};
