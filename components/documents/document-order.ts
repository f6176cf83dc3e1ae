/** Where something new belongs in a list that was sorted and filtered by the store. */
import { documentKinds } from "#lib/domain/document-kinds.ts";
import type { DocumentView } from "#lib/domain/document-view.ts";
import type { DocumentQuery } from "#lib/domain/document.ts";

type Query = Pick<DocumentQuery, "search" | "group" | "categoryId" | "sort">;

type Compare = (a: DocumentView, b: DocumentView) => number;

const byTime: Compare = (a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0);

const orders: Readonly<Record<NonNullable<Query["sort"]>, Compare>> = {
  newest: (a, b) => byTime(b, a),
  oldest: byTime,
  name: (a, b) => a.name.localeCompare(b.name, "en", { sensitivity: "base", numeric: true }),
  largest: (a, b) => b.size - a.size,
};

/** Whether the list would show it. */
export function fitsQuery(document: DocumentView, { search, group, categoryId }: Query): boolean {
  const wanted = search?.trim().toLowerCase() ?? "";
  const text = `${document.name}\n${document.description}`.toLowerCase();
  return (
    text.includes(wanted) &&
    (!group || documentKinds[document.kind].group === group) &&
    (!categoryId || document.categoryId === categoryId)
  );
}

/** `items` with the document in its place, instead of an older state of it if there was one. */
export function placed(
  items: readonly DocumentView[],
  document: DocumentView,
  query: Query,
): readonly DocumentView[] {
  const others = items.filter(({ id }) => id !== document.id);
  const compare = orders[query.sort ?? "newest"];
  const index = others.findIndex((other) => compare(document, other) <= 0);
  const at = index === -1 ? others.length : index;
  return [...others.slice(0, at), document, ...others.slice(at)];
}
