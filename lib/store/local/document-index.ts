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
  /** Documents that were added and not looked for yet; `allOf` moves them to `all`. Most are never looked for. */
  readonly fresh: Document[];
  readonly all: Map<string, Document>;
  /** Made when an order is first asked for, so that starting up does not pay for all of them. */
  readonly lists: Map<Order["list"], SortedList<Document>>;
  /** Of the documents that are not removed. */
  documents: number;
  bytes: number;
};

export type DocumentIndex = Index<Document> & {
  usage(folder: HomeFolder): { documents: number; bytes: number };
  /** Shows documents in order, removed ones left out, beginning right behind `after`, until `visit` gives false. */
  walk(
    folder: HomeFolder,
    from: { sort: DocumentSort; after: Place | null },
    visit: (document: Document) => boolean,
  ): void;
  /** All documents, removed ones among them. */
  all(folder: HomeFolder): Document[];
  /** Removed documents of everybody. */
  removed(): Document[];
};

export function createDocumentIndex(): DocumentIndex {
  const shelves = { users: new Map<string, Shelf>(), sessions: new Map<string, Shelf>() };
  const removed = new Map<string, Document>();

  function shelfOf(document: Document): Shelf {
    const home = document.ownerId === null ? shelves.sessions : shelves.users;
    const id = document.ownerId ?? document.sessionId ?? "";
    const existing = home.get(id);
    if (existing) return existing;
    const shelf: Shelf = { fresh: [], all: new Map(), lists: new Map(), documents: 0, bytes: 0 };
    home.set(id, shelf);
    return shelf;
  }

  function shelfAt(folder: HomeFolder): Shelf | undefined {
    const [home, id = ""] = folder.split("/");
    return (home === "users" ? shelves.users : shelves.sessions).get(id);
  }

  function dropIfEmpty(document: Document, shelf: Shelf): void {
    if (allOf(shelf).size > 0) return;
    if (document.ownerId === null) shelves.sessions.delete(document.sessionId ?? "");
    else shelves.users.delete(document.ownerId);
  }

  const change: Index<Document> = (before, after) => {
    const shelf = before && shelfOf(before);
    const shelfAfter = after && shelfOf(after);
    if (before && shelf && shelf !== shelfAfter) {
      takeOff(shelf, before);
      dropIfEmpty(before, shelf);
    }
    if (after && shelfAfter) putOn(shelfAfter, shelf === shelfAfter ? before : undefined, after);
    if (before && before.removedAt !== null) removed.delete(before.id);
    if (after && after.removedAt !== null) removed.set(after.id, after);
  };

  return Object.assign(change, {
    usage(folder: HomeFolder) {
      const shelf = shelfAt(folder);
      return { documents: shelf?.documents ?? 0, bytes: shelf?.bytes ?? 0 };
    },
    walk(
      folder: HomeFolder,
      { sort, after }: { sort: DocumentSort; after: Place | null },
      visit: (document: Document) => boolean,
    ) {
      const shelf = shelfAt(folder);
      if (!shelf) return;
      const { list, backwards } = orders[sort];
      listOf(shelf, list).walk({ after, backwards }, visit);
    },
    all(folder: HomeFolder) {
      const shelf = shelfAt(folder);
      return shelf ? [...allOf(shelf).values()] : [];
    },
    removed: () => [...removed.values()],
  });
}

function allOf(shelf: Shelf): Map<string, Document> {
  for (const document of shelf.fresh.splice(0)) shelf.all.set(document.id, document);
  return shelf.all;
}

function listOf(shelf: Shelf, name: Order["list"]): SortedList<Document> {
  const existing = shelf.lists.get(name);
  if (existing) return existing;
  const shown = [...allOf(shelf).values()].filter((document) => document.removedAt === null);
  const list = createSortedList(shown.map((row) => ({ key: keys[name](row), id: row.id, row })));
  shelf.lists.set(name, list);
  return list;
}

function takeOff(shelf: Shelf, document: Document): void {
  allOf(shelf).delete(document.id);
  count(shelf, document, -1);
  follow(shelf, document, undefined);
}

function putOn(shelf: Shelf, before: Document | undefined, after: Document): void {
  if (before) {
    allOf(shelf).set(after.id, after);
    count(shelf, before, -1);
  } else {
    shelf.fresh.push(after);
  }
  count(shelf, after, 1);
  if (shelf.lists.size > 0) follow(shelf, before, after);
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
