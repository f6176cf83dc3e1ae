/** A viewer's files in the local store. */
import { checkInput } from "#lib/domain/check-input.ts";
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import type { ByteRange, FileRef, Files, OpenFile } from "../port.ts";
import type { Context } from "./context.ts";
import { folderOf } from "./document-index.ts";
import { factsOf } from "./file-bytes.ts";
import { fileKey, type HomeFolder } from "./file-keys.ts";
import { placeFile, receiveChecked } from "./file-placement.ts";
import { findScope, type KnownViewer, requireScope } from "./scope.ts";
import type { StoredFile, Tables } from "./tables.ts";
import { createUploads } from "./uploads.ts";

const mimeTypePattern = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/;
const longestUrlSeconds = 3600;

export function createFiles(context: Context, viewer: KnownViewer): Files {
  const { engine, bytes, signer, clock } = context;
  const { tables } = engine;

  const locateOwn = (ref: FileRef) => {
    const scope = findScope(context, viewer);
    return scope && locate(tables, scope.folder, ref);
  };

  return {
    ...createUploads(context, viewer),
    async put(ref, content, { mimeType, expected }) {
      checkInput(IdSchema, ref.id);
      if (!mimeTypePattern.test(mimeType)) {
        throw new AppError("invalid_input", { fields: { mimeType: refusals.unknownType } });
      }
      const { folder } = await engine.read(() => requireScope(context, viewer));
      const arrived = await receiveChecked(context, content, expected ?? null);
      try {
        return await placeFile(context, fileKey(folder, ref), arrived, mimeType, () => {
          // The onboarding may have been finished, or the member removed, while the bytes came in.
          if (requireScope(context, viewer).folder !== folder) throw new AppError("not_allowed");
        });
      } finally {
        await arrived.discard();
      }
    },
    open: (ref, range) => openFile(context, () => locateOwn(ref), range),
    async signedUrl(ref, { expiresIn, disposition, name }) {
      if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > longestUrlSeconds) {
        throw new AppError("invalid_input", { fields: { expiresIn: refusals.addressLife } });
      }
      const file = await engine.read(() => locateOwn(ref));
      if (!file) return null;
      const expires = clock() + expiresIn * 1000;
      return signer.urlOf(signer.sign({ key: file.key, expires, disposition, name }));
    },
    async remove(ref) {
      const removed = await engine.write((changes) => {
        const scope = findScope(context, viewer);
        const file = scope && tables.files.get(fileKey(scope.folder, ref));
        if (!file || isNeeded(tables, scope.folder, ref)) return null;
        changes.remove(tables.files, file.key);
        return file;
      });
      if (removed) await bytes.retire([removed]);
    },
  };
}

/** A file's row as long as it may be read: a removed document hides its file and its thumbnail. */
export function locate(tables: Tables, folder: HomeFolder, ref: FileRef): StoredFile | null {
  const file = tables.files.get(fileKey(folder, ref));
  if (!file) return null;
  const document = ref.kind === "avatar" ? undefined : tables.documents.get(ref.id);
  return document && document.removedAt !== null ? null : file;
}

/** Opens what `find` gives; looks again when the bytes were replaced between looking and opening. */
export async function openFile(
  { engine, bytes }: Pick<Context, "engine" | "bytes">,
  find: () => StoredFile | null,
  range: ByteRange | undefined,
): Promise<OpenFile | null> {
  let tried: StoredFile | null = null;
  for (;;) {
    const file = await engine.read(find);
    if (!file || file === tried) return null;
    const stream = await bytes.read(file, range ? clampRange(range, file.size) : null);
    if (stream) return { ...factsOf(file), stream };
    tried = file;
  }
}

/** A last byte behind the end means up to the end; a first byte there is an error (RFC 9110 section 14.1.2). */
function clampRange({ start, end }: ByteRange, size: number): ByteRange {
  const isSound =
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && start < size;
  if (!isSound) throw new AppError("invalid_input", { fields: { range: refusals.rangePastEnd } });
  return { start, end: Math.min(end, size - 1) };
}

/** True while a document, a profile or an onboarding refers to the file. */
export function isNeeded(tables: Tables, folder: HomeFolder, ref: FileRef): boolean {
  if (ref.kind !== "avatar") {
    const document = tables.documents.get(ref.id);
    return document !== undefined && folderOf(document) === folder;
  }
  const id = folder.slice(folder.indexOf("/") + 1);
  const holder = folder.startsWith("users/") ? tables.profiles.get(id) : tables.sessions.get(id)?.data;
  return holder?.avatarId === ref.id;
}
