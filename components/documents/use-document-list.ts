"use client";

import { useCallback, useState } from "react";

import type { DocumentUsage, DocumentView } from "#lib/domain/document-view.ts";
import type { DocumentQuery } from "#lib/domain/document.ts";
import { displayName } from "#lib/domain/file-names.ts";
import type { Page } from "#lib/domain/pages.ts";

import { useToast } from "../ui/toast.tsx";
import type { DocumentActions } from "./document-actions.ts";
import { fitsQuery, placed } from "./document-order.ts";

type ListOptions = {
  initialPage: Page<DocumentView>;
  usage: DocumentUsage;
  query: DocumentQuery;
  actions: DocumentActions;
};

type Shown = {
  /** The page this began with; another one begins anew. */
  readonly from: Page<DocumentView>;
  readonly items: readonly DocumentView[];
  readonly nextCursor: string | null;
  readonly usage: DocumentUsage;
};

const noAnswer = "The server did not answer. Check your connection and try again.";

/** The list as it is shown: what the server gave, with what was added, changed and deleted here since. */
export function useDocumentList({ initialPage, usage, query, actions }: ListOptions) {
  const { show } = useToast();
  const begin = (): Shown => ({ from: initialPage, ...initialPage, usage });
  const [shown, setShown] = useState(begin);
  const [isLoadingMore, setIsLoadingMore] = useState(false);
  if (shown.from !== initialPage) setShown(begin());

  const complain = useCallback((message: string) => show({ message, tone: "danger" }), [show]);

  /** A new document, or one that is back. */
  const add = useCallback(
    (document: DocumentView) =>
      setShown((before) => {
        const isNew = before.items.every(({ id }) => id !== document.id);
        const items = fitsQuery(document, query) ? placed(before.items, document, query) : before.items;
        return { ...before, items, usage: isNew ? counted(before.usage, document, 1) : before.usage };
      }),
    [query],
  );

  const takeOff = useCallback(
    (document: DocumentView) =>
      setShown((before) => ({
        ...before,
        items: before.items.filter(({ id }) => id !== document.id),
        usage: counted(before.usage, document, -1),
      })),
    [],
  );

  const replace = useCallback(
    (document: DocumentView) =>
      setShown((before) => ({
        ...before,
        items: before.items.map((item) => (item.id === document.id ? document : item)),
      })),
    [],
  );

  const restore = useCallback(
    async (document: DocumentView) => {
      add(document);
      const result = await actions.restore({ id: document.id }).catch(() => null);
      if (result?.ok) return replace(result.value);
      takeOff(document);
      complain(result?.message ?? noAnswer);
    },
    [actions, add, complain, replace, takeOff],
  );

  const remove = useCallback(
    async (document: DocumentView) => {
      takeOff(document);
      const notice = show({
        message: `“${displayName(document.name)}” is deleted.`,
        undo: { onUndo: () => void restore(document) },
      });
      const result = await actions.remove({ id: document.id }).catch(() => null);
      if (result?.ok) return;
      add(document);
      complain(result?.message ?? noAnswer);
      return notice;
    },
    [actions, add, complain, restore, show, takeOff],
  );

  const changeReach = useCallback(
    async (document: DocumentView, categoryId: string) => {
      replace({ ...document, categoryId });
      const { id, version } = document;
      const result = await actions.changeReach({ id, version, categoryId }).catch(() => null);
      if (result?.ok) return replace(result.value);
      const current = result?.current as DocumentView | undefined;
      replace(current ?? document);
      complain(result?.message ?? noAnswer);
    },
    [actions, complain, replace],
  );

  const showMore = useCallback(async () => {
    setIsLoadingMore(true);
    const result = await actions.list({ ...query, cursor: shown.nextCursor }).catch(() => null);
    setIsLoadingMore(false);
    if (!result?.ok) return complain(result?.message ?? noAnswer);
    setShown((before) => ({
      ...before,
      items: [...before.items, ...unknownOf(before.items, result.value.items)],
      nextCursor: result.value.nextCursor,
    }));
  }, [actions, complain, query, shown.nextCursor]);

  return { ...shown, isLoadingMore, add, replace, remove, changeReach, showMore };
}

export type DocumentList = ReturnType<typeof useDocumentList>;

function counted(usage: DocumentUsage, { size }: DocumentView, sign: 1 | -1): DocumentUsage {
  return { ...usage, documents: usage.documents + sign, bytes: usage.bytes + sign * size };
}

function unknownOf(known: readonly DocumentView[], more: readonly DocumentView[]): DocumentView[] {
  const ids = new Set(known.map(({ id }) => id));
  return more.filter(({ id }) => !ids.has(id));
}
