/** Cursors of document lists: the place of the last row that was shown, so that rows may come and go in between. */
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import type { DocumentSort } from "./document-index.ts";
import type { Place } from "./sorted-list.ts";

/** Keeps every character as it is, half a surrogate pair in a name as well, at a length that is known beforehand. */
const encoding = "utf16le";

export function encodeCursor(sort: DocumentSort, place: Place): string {
  return Buffer.from(`${sort} ${place.id} ${place.key}`, encoding).toString("base64url");
}

/** Throws `invalid_input` for anything but a cursor of a list in that order. */
export function decodeCursor(cursor: string, sort: DocumentSort): Place {
  const [, ofSort, id, key = ""] =
    /^(\w+) (\S+) ([^]*)$/.exec(Buffer.from(cursor, "base64url").toString(encoding)) ?? [];
  const isNumber = sort === "largest";
  if (
    ofSort !== sort ||
    !IdSchema.safeParse(id).success ||
    id === undefined ||
    (isNumber && !/^\d+$/.test(key))
  ) {
    throw new AppError("invalid_input", { fields: { cursor: refusals.listChanged } });
  }
  return { id, key: isNumber ? Number(key) : key };
}
