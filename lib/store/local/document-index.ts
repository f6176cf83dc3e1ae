/** Finds documents by whose they are, in every order they can be listed in, and knows how much each owner stores. */
import type { Document, documentSorts } from "#lib/domain/document.ts";
import { type HomeFolder, memberFolder, sessionFolder } from "./file-keys.ts";
import { createSortedList, type Place, type SortedList, type SortKey } from "./sorted-list.ts";
import type { Index } from "./table.ts";

export type DocumentSort = (typeof documentSorts)[number];

type Order = { readonly list: "created" | "name" | "size"; readonly backwards: boolean };

const orders: Readonly<Record<DocumentSort, Order>> = {
  newest: { list: "created", backwards: true },
  oldest: { list: "created", backwards: false },
  name: { list: "name", backwards: false },
  largest: { list: "size", backwards: true },
};

/** Folding can make a text longer; a cursor has to hold the key. */
const nameKeyLength = 500;

const keys: Readonly<Record<Order["list"], (document: Document) => SortKey>> = {
  created: (document) => document.createdAt,
  name: (document) => foldText(document.name).slice(0, nameKeyLength),
  size: (document) => document.size,
};

/** Text as it is compared: the same for capitals and for the two ways of writing an accent. */
export function foldText(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

export function placeOf(document: Document, sort: DocumentSort): Place {
  return { key: keys[orders[sort].list](document), id: document.id };
}

export function folderOf(document: Pick<Document, "ownerId" | "sessionId">): HomeFolder {
  return document.ownerId === null ? sessionFolder(document.sessionId ?? "") : memberFolder(document.ownerId);
}

type Shelf = {
  readonly all: Map<string, Document>;
  /** Made when an order is first asked for, so that starting up does not pay for all of them. */
  readonly lists: Map<Order["list"], SortedList<Document>>;
  /** Of the documents that are not removed. */
  documents: number;
  bytes: number;
};

export type DocumentIndex = Index<Document> & {
  usage(folder: HomeFolder): { documents: number; bytes: number };
  /** Documents in order, removed ones left out, beginning right behind `after`. */
  walk(folder: HomeFolder, sort: DocumentSort, after: Place | null): Iterable<Document>;
  /** All documents, removed ones among them. */
  all(folder: HomeFolder): Document[];
  /** Removed documents of everybody. */
  removed(): Document[];
};

export function createDocumentIndex(): DocumentIndex {
  const shelves = new Map<HomeFolder, Shelf>();
  const removed = new Map<string, Document>();

  const change: Index<Document> = (before, after) => {
    const folder = before && folderOf(before);
    const folderAfter = after && folderOf(after);
    if (before && folder !== undefined && folder !== folderAfter) takeOff(shelves, folder, before);
    if (after && folderAfter !== undefined) {
      putOn(shelves, folderAfter, folder === folderAfter ? before : undefined, after);
    }
    if (before?.removedAt) removed.delete(before.id);
    if (after?.removedAt) removed.set(after.id, after);
  };

  return Object.assign(change, {
    usage(folder: HomeFolder) {
      const shelf = shelves.get(folder);
      return { documents: shelf?.documents ?? 0, bytes: shelf?.bytes ?? 0 };
    },
    walk(folder: HomeFolder, sort: DocumentSort, after: Place | null) {
      const shelf = shelves.get(folder);
      if (!shelf) return [];
      const { list, backwards } = orders[sort];
      return listOf(shelf, list).walk({ after, backwards });
    },
    all: (folder: HomeFolder) => [...(shelves.get(folder)?.all.values() ?? [])],
    removed: () => [...removed.values()],
  });
}

function listOf(shelf: Shelf, name: Order["list"]): SortedList<Document> {
  const existing = shelf.lists.get(name);
  if (existing) return existing;
  const shown = [...shelf.all.values()].filter((document) => document.removedAt === null);
  const list = createSortedList(shown.map((row) => ({ key: keys[name](row), id: row.id, row })));
  shelf.lists.set(name, list);
  return list;
}

function takeOff(shelves: Map<HomeFolder, Shelf>, folder: HomeFolder, document: Document): void {
  const shelf = shelves.get(folder);
  if (!shelf) return;
  shelf.all.delete(document.id);
  count(shelf, document, -1);
  follow(shelf, document, undefined);
  if (shelf.all.size === 0) shelves.delete(folder);
}

function putOn(
  shelves: Map<HomeFolder, Shelf>,
  folder: HomeFolder,
  before: Document | undefined,
  after: Document,
): void {
  const shelf = shelves.get(folder) ?? { all: new Map(), lists: new Map(), documents: 0, bytes: 0 };
  if (shelf.all.size === 0) shelves.set(folder, shelf);
  shelf.all.set(after.id, after);
  if (before) count(shelf, before, -1);
  count(shelf, after, 1);
  follow(shelf, before, after);
}

function count(shelf: Shelf, document: Document, sign: 1 | -1): void {
  if (document.removedAt !== null) return;
  shelf.documents += sign;
  shelf.bytes += sign * document.size;
}

function follow(shelf: Shelf, before: Document | undefined, after: Document | undefined): void {
  const shownBefore = before?.removedAt === null ? before : undefined;
  const shownAfter = after?.removedAt === null ? after : undefined;
  for (const [name, list] of shelf.lists) {
    const place = shownBefore && { key: keys[name](shownBefore), id: shownBefore.id };
    const next = shownAfter && { key: keys[name](shownAfter), id: shownAfter.id, row: shownAfter };
    if (place && next && place.key === next.key) {
      list.replace(place, next.row);
      continue;
    }
    if (place) list.remove(place);
    if (next) list.add(next);
  }
}
