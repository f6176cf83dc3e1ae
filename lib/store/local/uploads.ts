/** Uploads that were announced, in the local store. What has arrived of them lies in the work folder, named by their ids. */
import { checkInput } from "#lib/domain/check-input.ts";
import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { AppError } from "#lib/domain/errors.ts";
import { NewUploadSchema } from "#lib/domain/new-upload.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { Files, Upload } from "../port.ts";
import type { Context } from "./context.ts";
import { findScope, type KnownViewer, requireCategory, requireScope, type Scope } from "./scope.ts";
import type { StoredUpload, Tables } from "./tables.ts";

/** An upload may be gone on with for this long, in milliseconds: a weekend with the laptop closed. */
export const uploadLifetime = 3 * 24 * 3_600_000;

type Uploads = Pick<
  Files,
  "createUpload" | "getUpload" | "listUploads" | "uploadTarget" | "openReceived" | "removeUpload"
>;

/** The app itself receives what is kept on this machine. */
const receivingPath = "/api/uploads";

export function createUploads(context: Context, viewer: KnownViewer): Uploads {
  const { engine, clock } = context;
  const { tables } = engine;

  /** Uploads that can still be gone on with, in the order in which they were announced. */
  function ownUploads(): StoredUpload[] {
    const scope = findScope(context, viewer);
    const now = toTimestamp(clock());
    return scope ? tables.uploadsByFolder.get(scope.folder).filter((upload) => upload.expiresAt > now) : [];
  }

  const getOwn = (id: string) =>
    engine.read(() => {
      const upload = ownUploads().find((own) => own.id === id);
      return upload ? toUpload(upload) : null;
    });

  return {
    async createUpload(upload) {
      const input = checkInput(NewUploadSchema, upload);
      if (input.size > maximumFileBytes) throw new AppError("too_large");
      const created = await engine.write((changes) => {
        const scope = requireScope(context, viewer);
        const existing = tables.uploads.get(input.id);
        if (existing && existing.folder !== scope.folder) throw new AppError("conflict");
        if (existing) return existing;
        if (input.categoryId !== null) requireCategory(tables, scope, input.categoryId);
        if (input.purpose === "document") requireSpace(tables, scope, ownUploads(), input.size);
        const now = clock();
        const row: StoredUpload = {
          ...input,
          createdAt: toTimestamp(now),
          expiresAt: toTimestamp(now + uploadLifetime),
          folder: scope.folder,
        };
        changes.put(tables.uploads, row);
        return row;
      });
      return toUpload(created);
    },
    getUpload: getOwn,
    listUploads: () => engine.read(() => ownUploads().map(toUpload).toSorted(newestFirst)),
    async uploadTarget(id) {
      if (!(await getOwn(id))) return null;
      const resumeUrl = `${receivingPath}/${id}`;
      return {
        ...{ protocol: "tus", url: receivingPath, resumeUrl },
        ...{ headers: {}, metadata: { id }, chunkSize: null },
      };
    },
    async openReceived(id) {
      const upload = await getOwn(id);
      return upload && context.openPart(upload.id);
    },
    removeUpload: (id) =>
      engine.write((changes) => {
        const scope = findScope(context, viewer);
        if (scope && tables.uploads.get(id)?.folder === scope.folder) changes.remove(tables.uploads, id);
      }),
  };
}

/** Uploads under way count as if they were stored: many at once may not add up to more than fits. */
function requireSpace(
  tables: Tables,
  { folder, quota }: Scope,
  pending: readonly StoredUpload[],
  size: number,
): void {
  const used = tables.documentIndex.usage(folder);
  const waiting = pending.filter((upload) => upload.purpose === "document");
  const bytes = waiting.reduce((sum, upload) => sum + upload.size, used.bytes + size);
  if (used.documents + waiting.length + 1 > quota.documents || bytes > quota.bytes) {
    throw new AppError("too_large", { sentence: refusals.spaceUsedUp });
  }
}

function toUpload({ folder: _folder, ...upload }: StoredUpload): Upload {
  return upload;
}

function newestFirst(a: Upload, b: Upload): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
