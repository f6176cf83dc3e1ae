"use client";

import { Download, Ellipsis, Eye, Trash2 } from "lucide-react";
import type { MouseEvent } from "react";

import { documentKinds } from "#lib/domain/document-kinds.ts";
import type { DocumentView } from "#lib/domain/document-view.ts";
import { displayName } from "#lib/domain/file-names.ts";
import type { CategoryDraft } from "#lib/domain/visibility.ts";

import { ReachPicker } from "../reach/reach-picker.tsx";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { DropdownMenu, MenuItem, MenuSeparator } from "../ui/dropdown-menu.tsx";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";
import { DocumentThumbnail } from "./document-thumbnail.tsx";
import { bytesInWords, dayInWords, kindInWords } from "./facts-in-words.ts";

type DocumentTableProps = {
  items: readonly DocumentView[];
  categories: readonly CategoryDraft[];
  onOpen: (document: DocumentView) => void;
  onRemove: (document: DocumentView) => void;
  onReach: (document: DocumentView, categoryId: string) => void;
};

/*
 * The roles are written out because laying a table out as cards takes its native ones away, and with them what a screen
 * reader says about rows and columns.
 */
const cell = "align-middle sm:table-cell sm:px-3 sm:py-3";

/** Documents in a table; on a phone each row is a card. */
export function DocumentTable({ items, ...rest }: DocumentTableProps) {
  return (
    <table role="table" aria-label="Your documents" className="block w-full text-left sm:table">
      <thead role="rowgroup" className="sr-only sm:not-sr-only sm:table-header-group">
        <tr role="row" className="border-edge text-soft border-b text-sm sm:table-row">
          <th role="columnheader" scope="col" className="py-2 pr-3 font-[550] sm:w-1/2">
            Name
          </th>
          <th role="columnheader" scope="col" className="px-3 py-2 font-[550]">
            Seen by
          </th>
          <th
            role="columnheader"
            scope="col"
            className="hidden px-3 py-2 text-right font-[550] sm:table-cell"
          >
            Size
          </th>
          <th
            role="columnheader"
            scope="col"
            className="hidden px-3 py-2 font-[550] whitespace-nowrap sm:table-cell"
          >
            Date
          </th>
          <th role="columnheader" scope="col">
            <VisuallyHidden>What you can do</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup" className="block sm:table-row-group">
        {items.map((document) => (
          <DocumentRow key={document.id} document={document} {...rest} />
        ))}
      </tbody>
    </table>
  );
}

type DocumentRowProps = Omit<DocumentTableProps, "items"> & { document: DocumentView };

function DocumentRow({ document, categories, onOpen, onRemove, onReach }: DocumentRowProps) {
  const name = displayName(document.name);
  return (
    <tr
      role="row"
      className="border-line animate-appear grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 border-b py-3 last:border-0 sm:table-row sm:py-0"
    >
      <td role="cell" className={cn(cell, "min-w-0 sm:max-w-0 sm:pl-0")}>
        <div className="flex min-w-0 items-center gap-4">
          <DocumentThumbnail document={document} />
          <div className="grid min-w-0 gap-0.5">
            <NameLink document={document} name={name} onOpen={onOpen} />
            <span className="text-soft truncate text-sm">{subtitle(document)}</span>
            <span className="text-soft text-sm tabular-nums sm:hidden">
              {bytesInWords(document.size)}, <DocumentDate document={document} />
            </span>
          </div>
        </div>
      </td>
      <td role="cell" className={cn(cell, "order-3 col-span-2 -ml-2.5 sm:ml-0 sm:px-0.5")}>
        <ReachPicker
          variant="compact"
          name={`reach-${document.id}`}
          label={`Who may see ${name}`}
          categories={categories}
          value={document.categoryId}
          onValueChange={(categoryId) => onReach(document, categoryId)}
        />
      </td>
      <td
        role="cell"
        className={cn(cell, "text-soft hidden text-right text-sm whitespace-nowrap tabular-nums")}
      >
        {bytesInWords(document.size)}
      </td>
      <td role="cell" className={cn(cell, "text-soft hidden text-sm whitespace-nowrap tabular-nums")}>
        <DocumentDate document={document} />
      </td>
      <td role="cell" className={cn(cell, "order-2 text-right sm:pr-0")}>
        <DropdownMenu
          trigger={
            <Button variant="quiet" size="icon" aria-label={`More about ${name}`} className="noscript:hidden">
              <Ellipsis aria-hidden="true" />
            </Button>
          }
        >
          <MenuItem onSelect={() => onOpen(document)}>
            <Eye aria-hidden="true" />
            Look at it and edit
          </MenuItem>
          <MenuItem asChild>
            <a href={document.downloadUrl} download>
              <Download aria-hidden="true" />
              Download
            </a>
          </MenuItem>
          <MenuSeparator />
          <MenuItem tone="danger" onSelect={() => onRemove(document)}>
            <Trash2 aria-hidden="true" />
            Delete
          </MenuItem>
        </DropdownMenu>
      </td>
    </tr>
  );
}

type NameLinkProps = { document: DocumentView; name: string; onOpen: (document: DocumentView) => void };

/** A link to its own page, which opens in place for whoever presses it plainly. */
function NameLink({ document, name, onOpen }: NameLinkProps) {
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(document);
  };
  return (
    <a
      id={`document-${document.id}`}
      href={`/documents/${document.id}`}
      onClick={open}
      title={name}
      className="hover:text-action truncate rounded-xs font-[600] underline-offset-4 hover:underline"
    >
      <bdi>{name}</bdi>
    </a>
  );
}

function DocumentDate({ document: { takenAt, createdAt } }: { document: DocumentView }) {
  const [word, iso] = takenAt === null ? ["Added", createdAt] : ["Taken", takenAt];
  return (
    <time dateTime={iso} title={`${word} on ${dayInWords(iso)}`}>
      {dayInWords(iso)}
      <VisuallyHidden>{takenAt === null ? ", when it was added" : ", when it was taken"}</VisuallyHidden>
    </time>
  );
}

function subtitle(document: DocumentView): string {
  return document.description || kindInWords(document) || documentKinds[document.kind].label;
}
