"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition, type FormEvent } from "react";

import { documentGroups, type DocumentGroup } from "#lib/domain/document-kinds.ts";
import { documentSorts, type DocumentQuery } from "#lib/domain/document.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";

import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { documentsAddress } from "./documents-address.ts";

const groupWords: Readonly<Record<DocumentGroup, string>> = {
  photo: "Photos",
  document: "Documents",
  audio: "Audio",
};

const sortWords: Readonly<Record<(typeof documentSorts)[number], string>> = {
  newest: "Newest first",
  oldest: "Oldest first",
  name: "By name",
  largest: "Largest first",
};

/** Milliseconds of not typing before the search runs. */
const pause = 250;

/** Search, filters and order, kept in the address. Without JavaScript a form that is sent. */
export function DocumentFilters({
  query,
  categories,
}: {
  query: DocumentQuery;
  categories: readonly CategoryDraft[];
}) {
  const router = useRouter();
  const [isSearching, startSearch] = useTransition();
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);

  const search = () => {
    clearTimeout(timer.current);
    if (!form.current) return;
    const address = documentsAddress(new FormData(form.current));
    startSearch(() => router.replace(address, { scroll: false }));
  };
  const searchSoon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(search, pause);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search();
  };

  return (
    <form
      ref={form}
      role="search"
      aria-label="Documents"
      action="/documents"
      onSubmit={submit}
      className="grid grid-cols-2 gap-3 lg:grid-cols-[minmax(12rem,1fr)_repeat(3,11.5rem)]"
    >
      <span className="relative col-span-2 block lg:col-span-1">
        <Search aria-hidden="true" className="text-soft pointer-events-none absolute top-3 left-3 size-5" />
        <Input
          type="search"
          name="q"
          aria-label="Search by name or description"
          placeholder="Search"
          maxLength={200}
          defaultValue={query.search ?? ""}
          onChange={searchSoon}
          className="pr-10 pl-10"
        />
        {isSearching && <Spinner label="Searching" className="text-soft absolute top-3 right-3" />}
      </span>
      <Select name="kind" aria-label="Kind" defaultValue={query.group ?? ""} onChange={search}>
        <option value="">All kinds</option>
        {documentGroups.map((group) => (
          <option key={group} value={group}>
            {groupWords[group]}
          </option>
        ))}
      </Select>
      <Select name="circle" aria-label="Seen by" defaultValue={query.categoryId ?? ""} onChange={search}>
        <option value="">All circles</option>
        {categories.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <div className="max-lg:col-span-2">
        <Select name="sort" aria-label="Order" defaultValue={query.sort ?? "newest"} onChange={search}>
          {documentSorts.map((sort) => (
            <option key={sort} value={sort}>
              {sortWords[sort]}
            </option>
          ))}
        </Select>
      </div>
      <noscript>
        <Button type="submit" variant="outline">
          Show
        </Button>
      </noscript>
    </form>
  );
}
