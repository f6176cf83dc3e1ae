"use client";

import { useSearchParams } from "next/navigation";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";

import type { DocumentUsage, DocumentView, UploadView } from "#lib/domain/document-view.ts";
import type { DocumentQuery } from "#lib/domain/document.ts";
import type { Page } from "#lib/domain/pages.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";

import { ReachPicker } from "../reach/reach-picker.tsx";
import { Button } from "../ui/button.tsx";
import { DropZone } from "../uploads/drop-zone.tsx";
import { UploadPanel } from "../uploads/upload-panel.tsx";
import { useUploadQueue } from "../uploads/use-upload-queue.ts";
import type { DocumentActions } from "./document-actions.ts";
import { DocumentFilters } from "./document-filters.tsx";
import { DocumentTable } from "./document-table.tsx";
import { isFiltered, nextPageAddress } from "./documents-address.ts";
import { NoDocuments, NothingFound } from "./no-documents.tsx";
import { SpaceUsed } from "./space-used.tsx";
import { useFreshAddresses } from "./use-fresh-addresses.ts";
import { useDocumentList, type DocumentList } from "./use-document-list.ts";

export type DocumentsWorkspaceProps = {
  /** Whose documents these are. */
  owner: string;
  initialPage: Page<DocumentView>;
  uploads: readonly UploadView[];
  categories: readonly CategoryDraft[];
  usage: DocumentUsage;
  /** The circle new documents get. */
  defaultCategoryId: string;
  /** `onboarding` leaves search and filters out: there is little to search yet. */
  mode: "member" | "onboarding";
  /** What `initialPage` is the answer to. */
  query?: DocumentQuery;
  actions: DocumentActions;
};

const everything: DocumentQuery = {};

const loadDialog = () =>
  import("./document-dialog.tsx").then(({ DocumentDialog }) => ({ default: DocumentDialog }));
const DocumentDialog = lazy(loadDialog);
/** Milliseconds after which the dialog is fetched, so that it opens at once later and the page is there first. */
const dialogDelay = 2_000;

/** Documents come in at the top and settle into the list below. */
export function DocumentsWorkspace(props: DocumentsWorkspaceProps) {
  const { owner, uploads, categories, defaultCategoryId, mode, query = everything, actions } = props;
  const list = useDocumentList({ initialPage: props.initialPage, usage: props.usage, query, actions });
  const { queue, state } = useUploadQueue({ owner, uploads, onAccepted: list.add });
  useFreshAddresses(props.initialPage);
  const [categoryId, setCategoryId] = useState(defaultCategoryId);
  const [openId, setOpenId] = useOpenDocument();

  useEffect(() => {
    const timer = setTimeout(() => void loadDialog().catch(() => undefined), dialogDelay);
    return () => clearTimeout(timer);
  }, []);

  const addFiles = useCallback((files: File[]) => queue?.add(files, categoryId), [queue, categoryId]);
  const focusNeighbourOf = useNeighbourFocus(list.items);
  const remove = (document: DocumentView) => {
    setOpenId(null);
    focusNeighbourOf(document);
    void list.remove(document);
  };
  const showsFilters = mode === "member" && (list.usage.documents > 0 || isFiltered(query));

  return (
    <div data-alive={queue !== null || undefined} className="grid gap-10">
      <div className="grid gap-6">
        <DropZone
          onFiles={addFiles}
          isReady={queue !== null}
          page={mode === "member" ? "documents" : "onboarding"}
          categoryId={defaultCategoryId}
        >
          <div className="flex flex-wrap items-center gap-x-3">
            <span aria-hidden="true" className="text-sm">
              New ones are seen by
            </span>
            <ReachPicker
              variant="compact"
              name="newReach"
              label="New ones are seen by"
              categories={categories}
              value={categoryId}
              onValueChange={setCategoryId}
              className="-ml-2.5"
            />
          </div>
        </DropZone>
        <UploadPanel state={state} queue={queue} />
      </div>

      <section aria-labelledby="documents-heading" className="grid gap-5">
        <div className="flex flex-wrap items-end justify-between gap-4">
          <h2 id="documents-heading" tabIndex={-1} className="text-xl">
            {mode === "member" ? "All documents" : "Added so far"}
          </h2>
          <SpaceUsed usage={list.usage} />
        </div>
        {showsFilters && <DocumentFilters query={query} categories={categories} />}
        {list.items.length > 0 && (
          <DocumentTable
            items={list.items}
            categories={categories}
            onOpen={({ id }) => setOpenId(id)}
            onRemove={remove}
            onReach={(document, id) => void list.changeReach(document, id)}
          />
        )}
        {list.items.length === 0 && (isFiltered(query) ? <NothingFound /> : <NoDocuments mode={mode} />)}
        <MoreDocuments list={list} query={query} />
      </section>

      {openId !== null && (
        <Suspense fallback={null}>
          <DocumentDialog
            key={openId}
            id={openId}
            known={list.items.find(({ id }) => id === openId) ?? null}
            categories={categories}
            actions={actions}
            onSaved={list.replace}
            onRemove={remove}
            onClose={() => setOpenId(null)}
          />
        </Suspense>
      )}
    </div>
  );
}

function MoreDocuments({ list, query }: { list: DocumentList; query: DocumentQuery }) {
  if (list.nextCursor === null) return null;
  return (
    <div className="justify-self-center">
      <Button
        variant="outline"
        className="noscript:hidden"
        pending={list.isLoadingMore}
        onClick={() => void list.showMore()}
      >
        Show more
      </Button>
      <noscript>
        <Button asChild variant="outline">
          <a href={nextPageAddress(query, list.nextCursor)}>Show more</a>
        </Button>
      </noscript>
    </div>
  );
}

/** The open document stands in the address, so that the way back closes it and a reload opens it again. */
function useOpenDocument(): [string | null, (id: string | null) => void] {
  const search = useSearchParams();
  const openId = search.get("open");
  const setOpenId = (id: string | null) => {
    if (id === openId) return;
    const next = new URLSearchParams(search);
    if (id === null) next.delete("open");
    else next.set("open", id);
    const address = next.size === 0 ? window.location.pathname : `?${next}`;
    if (id === null) window.history.replaceState(null, "", address);
    else window.history.pushState(null, "", address);
  };
  return [openId, setOpenId];
}

/** Once the row of the given document is gone, the focus goes to its neighbour instead of to the top of the page. */
function useNeighbourFocus(items: DocumentList["items"]): (document: DocumentView) => void {
  const leaving = useRef<{ id: string; target: string } | null>(null);
  useEffect(() => {
    if (!leaving.current || items.some(({ id }) => id === leaving.current?.id)) return;
    const { target } = leaving.current;
    leaving.current = null;
    // Behind the menu or dialog, which gives the focus back to what has just gone.
    setTimeout(() => window.document.getElementById(target)?.focus());
  }, [items]);
  return ({ id }) => {
    const index = items.findIndex((item) => item.id === id);
    const neighbour = items[index + 1] ?? items[index - 1];
    leaving.current = { id, target: neighbour ? `document-${neighbour.id}` : "documents-heading" };
  };
}
