/** Cursors of document lists: the place of the last row that was shown, so that rows may come and go in between. */
import type { Document, documentSorts } from "#lib/domain/document.ts";
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import type { TableRow } from "./database.ts";

export type DocumentSort = (typeof documentSorts)[number];

/** What the database takes to go on from a row. */
type Place = { readonly after_key: string; readonly after_id: Document["id"] };

/** Two bytes a character: the length is known beforehand, and it fits. */
const encoding = "utf16le";

const keyPatterns: Readonly<Record<DocumentSort, RegExp>> = {
  newest: /^\d{4}-[\d:.+TZ -]{10,40}$/,
  oldest: /^\d{4}-[\d:.+TZ -]{10,40}$/,
  name: /^[^]*$/,
  largest: /^\d{1,15}$/,
};

export function encodeCursor(sort: DocumentSort, row: TableRow<"documents">): string {
  const keys = {
    newest: row.created_at,
    oldest: row.created_at,
    name: row.name_key,
    largest: String(row.size),
  };
  return Buffer.from(`${sort} ${row.id} ${keys[sort]}`, encoding).toString("base64url");
}

/** Throws `invalid_input` for anything but a cursor of a list in that order. */
export function decodeCursor(cursor: string, sort: DocumentSort): Place {
  const [, ofSort, id = "", key = ""] =
    /^(\w+) (\S+) ([^]*)$/.exec(Buffer.from(cursor, "base64url").toString(encoding)) ?? [];
  if (ofSort !== sort || !IdSchema.safeParse(id).success || !isKey(sort, key)) {
    throw new AppError("invalid_input", { fields: { cursor: refusals.listChanged } });
  }
  return { after_key: key, after_id: id };
}

function isKey(sort: DocumentSort, key: string): boolean {
  return keyPatterns[sort].test(key) && key.isWellFormed() && !key.includes("\0");
}
