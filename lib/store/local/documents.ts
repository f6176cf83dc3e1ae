/** Documents in the local store. */
import { checkInput } from "#lib/domain/check-input.ts";
import { documentKinds } from "#lib/domain/document-kinds.ts";
import {
  type Document,
  DocumentPatchSchema,
  DocumentQuerySchema,
  NewDocumentSchema,
  undoWindowHours,
} from "#lib/domain/document.ts";
import { AppError } from "#lib/domain/errors.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { Documents } from "../port.ts";
import type { Context } from "./context.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { foldText, placeOf } from "./document-index.ts";
import { toDocument } from "./document-row.ts";
import { fileKey } from "./file-keys.ts";
import { findScope, isIn, type KnownViewer, requireCategory, requireScope, type Scope } from "./scope.ts";
import type { Tables } from "./tables.ts";

export function createDocuments(context: Context, viewer: KnownViewer): Documents {
  const { engine, clock } = context;
  const { tables } = engine;

  /** The viewer's own document, removed or not. */
  function findOwn(id: string): Document | null {
    const document = tables.documents.get(id);
    if (!document) return null;
    const scope = findScope(context, viewer);
    return scope && isIn(scope, document) ? document : null;
  }

  function findShown(id: string): Document | null {
    const document = findOwn(id);
    return document?.removedAt === null ? document : null;
  }

  return {
    async create(document) {
      const input = checkInput(NewDocumentSchema, document);
      const created = await engine.write((changes) => {
        const scope = requireScope(context, viewer);
        const existing = tables.documents.get(input.id);
        if (existing && !isIn(scope, existing)) throw new AppError("conflict");
        if (existing) return existing;
        requireCategory(tables, scope, input.categoryId);
        requireFile(tables, scope, input);
        requireSpace(tables, scope, input.size);
        const now = toTimestamp(clock());
        const row = toDocument({
          ...input,
          ownerId: scope.memberId,
          sessionId: scope.session?.id ?? null,
          version: 1,
          createdAt: now,
          updatedAt: now,
          removedAt: null,
        });
        changes.put(tables.documents, row);
        return row;
      });
      return toDocument(created);
    },
    get: (id) =>
      engine.read(() => {
        const document = findShown(id);
        return document && toDocument(document);
      }),
    async list(query = {}) {
      const { cursor, limit, sort, search, group, categoryId } = checkInput(DocumentQuerySchema, query);
      const after = cursor == null ? null : decodeCursor(cursor, sort);
      const wanted = foldText(search);
      const isWanted = (document: Document) =>
        (categoryId == null || document.categoryId === categoryId) &&
        (group == null || documentKinds[document.kind].group === group) &&
        (wanted === "" || isAbout(document, wanted));
      return engine.read(() => {
        const items: Document[] = [];
        let nextCursor: string | null = null;
        const scope = findScope(context, viewer);
        if (!scope) return { items, nextCursor };
        tables.documentIndex.walk(scope.folder, { sort, after }, (document) => {
          if (!isWanted(document)) return true;
          const last = items.at(-1);
          if (items.length === limit && last) {
            nextCursor = encodeCursor(sort, placeOf(last, sort));
            return false;
          }
          items.push(toDocument(document));
          return true;
        });
        return { items, nextCursor };
      });
    },
    async update(id, version, patch) {
      const input = checkInput(DocumentPatchSchema, patch);
      const updated = await engine.write((changes) => {
        const document = findShown(id);
        if (!document) throw new AppError("not_found");
        const scope = requireScope(context, viewer);
        if (document.version !== version) throw new AppError("conflict", { current: { ...document } });
        if (input.categoryId !== undefined) requireCategory(tables, scope, input.categoryId);
        const updatedAt = toTimestamp(clock());
        const next = toDocument({ ...document, ...input, version: version + 1, updatedAt });
        changes.put(tables.documents, next);
        return next;
      });
      return toDocument(updated);
    },
    remove: (id) =>
      engine.write((changes) => {
        const document = findOwn(id);
        if (!document) throw new AppError("not_found");
        if (document.removedAt === null) {
          changes.put(tables.documents, { ...document, removedAt: toTimestamp(clock()) });
        }
      }),
    async restore(id) {
      const restored = await engine.write((changes) => {
        const document = findOwn(id);
        if (!document || isGone(document, clock())) throw new AppError("not_found");
        if (document.removedAt === null) return document;
        requireSpace(tables, requireScope(context, viewer), document.size);
        const next = { ...document, removedAt: null };
        changes.put(tables.documents, next);
        return next;
      });
      return toDocument(restored);
    },
    usage: () =>
      engine.read(() => {
        const scope = findScope(context, viewer);
        const used = scope ? tables.documentIndex.usage(scope.folder) : { documents: 0, bytes: 0 };
        return {
          ...used,
          maximumDocuments: scope?.quota.documents ?? 0,
          maximumBytes: scope?.quota.bytes ?? 0,
        };
      }),
  };
}

/** True once a removal cannot be undone any more, whether or not the row has been cleared away yet. */
export function isGone(document: Document, now: number): boolean {
  if (document.removedAt === null) return false;
  return Date.parse(document.removedAt) + undoWindowHours * 3_600_000 <= now;
}

function isAbout(document: Document, wanted: string): boolean {
  return foldText(document.name).includes(wanted) || foldText(document.description).includes(wanted);
}

function requireFile(tables: Tables, scope: Scope, document: Pick<Document, "id" | "size" | "sha256">): void {
  const file = tables.files.get(fileKey(scope.folder, { kind: "document", id: document.id }));
  if (file?.size === document.size && file.sha256 === document.sha256) return;
  throw new AppError("invalid_input", { fields: { file: refusals.fileNotWhole } });
}

/** Throws `too_large` unless one more document of `bytes` fits. */
function requireSpace(tables: Tables, { folder, quota }: Scope, bytes: number): void {
  const used = tables.documentIndex.usage(folder);
  if (used.documents + 1 > quota.documents || used.bytes + bytes > quota.bytes) {
    throw new AppError("too_large", { sentence: refusals.spaceUsedUp });
  }
}
