"use client";

import { Download, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";

import type { ActionResult } from "#lib/domain/action-result.ts";
import type { DocumentPreview as Preview, DocumentView } from "#lib/domain/document-view.ts";
import { displayName } from "#lib/domain/file-names.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";

import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";
import type { DocumentActions } from "./document-actions.ts";
import { DocumentDetailsForm } from "./document-details-form.tsx";
import { DocumentFacts } from "./document-facts.tsx";
import { DocumentPreview } from "./document-preview.tsx";

type DocumentDialogProps = {
  id: string;
  /** What the list knows of it; null when it is on another page of the list. */
  known: DocumentView | null;
  categories: readonly CategoryDraft[];
  actions: DocumentActions;
  onSaved: (document: DocumentView) => void;
  onRemove: (document: DocumentView) => void;
  onClose: () => void;
};

/** One document over the list: looked at, renamed, described, downloaded, deleted. */
export function DocumentDialog({ id, known, categories, actions, ...on }: DocumentDialogProps) {
  const result = usePreview(id, actions);
  const document = result?.ok ? result.value : null;
  const name = displayName((known ?? document)?.name ?? "Document");

  return (
    <Dialog
      open
      size="wide"
      title={<bdi className="line-clamp-2 break-words">{name}</bdi>}
      onOpenChange={(isOpen) => !isOpen && on.onClose()}
    >
      {result === null && <PreviewSkeleton />}
      {result?.ok === false && (
        <Callout tone="danger" role="alert">
          {result.message}
        </Callout>
      )}
      {document && (
        <div className="grid gap-8 md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)]">
          <div className="grid content-start gap-5">
            <DocumentPreview document={document} />
            <DocumentFacts document={document} />
          </div>
          <DocumentDetailsForm
            document={known ?? document}
            categories={categories}
            save={actions.save}
            onSaved={on.onSaved}
          >
            <Button asChild variant="outline">
              <a href={document.downloadUrl} download>
                <Download aria-hidden="true" />
                Download
              </a>
            </Button>
            <Button variant="quiet" className="text-danger" onClick={() => on.onRemove(known ?? document)}>
              <Trash2 aria-hidden="true" />
              Delete
            </Button>
          </DocumentDetailsForm>
        </div>
      )}
    </Dialog>
  );
}

function usePreview(id: string, actions: DocumentActions): ActionResult<Preview> | null {
  const [seen, setSeen] = useState<{ id: string; result: ActionResult<Preview> } | null>(null);
  useEffect(() => {
    let isWanted = true;
    const show = (result: ActionResult<Preview>) => isWanted && setSeen({ id, result });
    actions.preview({ id }).then(show, () => show(noAnswer));
    return () => {
      isWanted = false;
    };
  }, [id, actions]);
  return seen?.id === id ? seen.result : null;
}

const noAnswer: ActionResult<Preview> = {
  ok: false,
  code: "unavailable",
  message: "The server did not answer. Check your connection, close this and open it again.",
};

function PreviewSkeleton() {
  return (
    <div role="status" className="grid gap-8 md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)]">
      <VisuallyHidden>Loading</VisuallyHidden>
      <Skeleton className="h-80" />
      <div className="grid content-start gap-5">
        <Skeleton className="h-11" />
        <Skeleton className="h-28" />
        <Skeleton className="h-11 w-40" />
      </div>
    </div>
  );
}
