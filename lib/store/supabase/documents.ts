/** Documents in Supabase. */
import { checkInput } from "#lib/domain/check-input.ts";
import { documentKindIds, documentKinds } from "#lib/domain/document-kinds.ts";
import {
  DocumentPatchSchema,
  DocumentQuerySchema,
  NewDocumentSchema,
  type Document,
} from "#lib/domain/document.ts";
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import type { Documents } from "../port.ts";
import { withCurrent } from "./conflicts.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { TableRow } from "./database.ts";
import { fileKey, removedKey } from "./object-keys.ts";
import { toDocument, toDocumentPatch, toNewDocument } from "./rows.ts";
import { escapeText } from "./text.ts";
import { homeOf, type Connection, type Viewing } from "./viewing.ts";

export function createDocuments(connection: Connection, viewing: Viewing): Documents {
  const { database } = connection;
  const { capability, token } = viewing;

  async function get(id: string): Promise<Document | null> {
    if (!IdSchema.safeParse(id).success) return null;
    const row = await database.row(await token(), "find_document", { document_id: id, ...capability });
    return row && toDocument(row);
  }

  return {
    async create(document) {
      const input = checkInput(NewDocumentSchema, document);
      const args = { document: toNewDocument(input), ...capability };
      return toDocument(required(await database.row(await token(), "create_document", args)));
    },
    get,
    async list(query = {}) {
      const { cursor, limit, sort, search, group, categoryId } = checkInput(DocumentQuerySchema, query);
      const rows = await database.rows(await token(), "list_documents", {
        sort,
        // One more than is shown tells whether there is a next page.
        page_size: limit + 1,
        ...(cursor != null && decodeCursor(cursor, sort)),
        ...(search !== "" && { search: escapeText(search) }),
        ...(group != null && {
          kinds: documentKindIds.filter((kind) => documentKinds[kind].group === group),
        }),
        ...(categoryId != null && { in_category: categoryId }),
        ...capability,
      });
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      const nextCursor = rows.length > limit && last ? encodeCursor(sort, last) : null;
      return { items: shown.map(toDocument), nextCursor };
    },
    async update(id, version, patch) {
      const input = checkInput(DocumentPatchSchema, patch);
      requireId(id);
      return withCurrent(
        async () => {
          const args = { document_id: id, based_on: version, patch: toDocumentPatch(input), ...capability };
          return toDocument(required(await database.row(await token(), "update_document", args)));
        },
        () => get(id),
      );
    },
    async remove(id) {
      requireId(id);
      const args = { document_id: id, ...capability };
      const row = required(await database.row(await token(), "remove_document", args));
      // The row hides it from everybody who asks; addresses given out before ask nobody, so the object moves away.
      await moveFiles(connection, viewing, row, (key) => ({ from: key, to: removedKey(key) }));
    },
    async restore(id) {
      requireId(id);
      const args = { document_id: id, ...capability };
      const row = required(await database.row(await token(), "restore_document", args));
      await moveFiles(connection, viewing, row, (key) => ({ from: removedKey(key), to: key }));
      return toDocument(row);
    },
    async usage() {
      const found = await database.row(await token(), "measure_space", { ...capability });
      return {
        documents: Number(found?.documents ?? 0),
        bytes: Number(found?.bytes ?? 0),
        maximumDocuments: Number(found?.maximum_documents ?? 0),
        maximumBytes: Number(found?.maximum_bytes ?? 0),
      };
    },
  };
}

/** Cut off in between it is done by the next try; whoever reads looks in both places. */
async function moveFiles(
  connection: Connection,
  viewing: Viewing,
  row: TableRow<"documents">,
  route: (key: string) => { from: string; to: string },
): Promise<void> {
  const { folder, objects } = homeOf(connection, viewing, row);
  await Promise.all(
    (["document", "thumbnail"] as const).map(async (kind) => {
      const { from, to } = route(fileKey(folder, { kind, id: row.id }));
      await objects.move(from, to);
    }),
  );
}

function requireId(id: string): void {
  if (!IdSchema.safeParse(id).success) throw new AppError("not_found");
}

function required<T>(row: T | null): T {
  if (row === null) throw new AppError("not_found");
  return row;
}
