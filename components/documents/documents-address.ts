/** The address of a list of documents: only what was said is in it. */
import type { DocumentQuery } from "#lib/domain/document.ts";

const fields = ["q", "kind", "circle", "sort"] as const;

/** From the fields of the filter form. */
export function documentsAddress(form: FormData): string {
  const search = new URLSearchParams();
  for (const field of fields) {
    const value = String(form.get(field) ?? "").trim();
    if (value !== "" && value !== "newest") search.set(field, value);
  }
  return search.size === 0 ? "/documents" : `/documents?${search}`;
}

/** The page after this one, for browsers without JavaScript. */
export function nextPageAddress(query: DocumentQuery, cursor: string): string {
  const said = { q: query.search, kind: query.group, circle: query.categoryId, sort: query.sort, cursor };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(said)) {
    if (value && value !== "newest") search.set(name, value);
  }
  return `/documents?${search}`;
}

/** True when the list shows only a part of what there is. */
export function isFiltered({ search, group, categoryId }: DocumentQuery): boolean {
  return Boolean(search || group || categoryId);
}
