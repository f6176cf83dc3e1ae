/** Documents as screens show them: what the viewer may see, with addresses that work for a while. */
import { decodeText } from "#lib/domain/text-encoding.ts";
import type { DocumentKindId } from "#lib/domain/document-kinds.ts";
import type { Document, DocumentQuery } from "#lib/domain/document.ts";
import type { DocumentPreview, DocumentView, TextExcerpt } from "#lib/domain/document-view.ts";
import type { Page } from "#lib/domain/pages.ts";
import type { FileRef, Store } from "#lib/store/port.ts";

/** Seconds: long enough for a page left open over lunch. */
const addressLife = 3600;
/** Bytes of a text that are looked at for its excerpt. */
const excerptBytes = 16 * 1024;
/** Characters of an excerpt. */
const excerptLength = 4000;

const textKinds: readonly DocumentKindId[] = ["text", "markdown", "csv"];
/** Word documents are saved and opened elsewhere: no browser shows them. */
const shownInPlace = (kind: DocumentKindId) => kind !== "docx";

export async function listDocumentViews(store: Store, query: DocumentQuery): Promise<Page<DocumentView>> {
  const { items, nextCursor } = await store.documents.list(query);
  return { items: await Promise.all(items.map((document) => toDocumentView(store, document))), nextCursor };
}

export async function toDocumentView(store: Store, document: Document): Promise<DocumentView> {
  const { id, name, description, categoryId, kind, size, takenAt } = document;
  const { width, height, pageCount, durationSeconds, version, createdAt } = document;
  const [thumbnailUrl, downloadUrl] = await Promise.all([
    document.hasThumbnail ? address(store, { kind: "thumbnail", id }, "inline", "thumbnail") : null,
    address(store, { kind: "document", id }, "attachment", name),
  ]);
  return {
    ...{ id, name, description, categoryId, kind, size, takenAt },
    ...{ width, height, pageCount, durationSeconds, version, createdAt },
    thumbnailUrl,
    downloadUrl: downloadUrl ?? "",
  };
}

/** Null when there is none the viewer may see. */
export async function getDocumentPreview(store: Store, id: string): Promise<DocumentPreview | null> {
  const document = await store.documents.get(id);
  if (!document) return null;
  const file: FileRef = { kind: "document", id };
  const [view, fileUrl, excerpt] = await Promise.all([
    toDocumentView(store, document),
    shownInPlace(document.kind) ? address(store, file, "inline", document.name) : null,
    textKinds.includes(document.kind) ? readExcerpt(store, file, document.size) : null,
  ]);
  return { ...view, fileUrl, excerpt };
}

function address(
  store: Store,
  ref: FileRef,
  disposition: "inline" | "attachment",
  name: string,
): Promise<string | null> {
  return store.files.signedUrl(ref, { expiresIn: addressLife, disposition, name });
}

async function readExcerpt(store: Store, ref: FileRef, size: number): Promise<TextExcerpt | null> {
  const end = Math.min(size, excerptBytes) - 1;
  const file = await store.files.open(ref, { start: 0, end });
  if (!file) return null;
  const pieces: Uint8Array[] = [];
  for await (const piece of file.stream) pieces.push(piece);
  const isCut = size > excerptBytes;
  const text = decodeText(withoutTornEnd(Buffer.concat(pieces), isCut));
  return { text: text.slice(0, excerptLength), isWhole: !isCut && text.length <= excerptLength };
}

/** Cut at the last line break, so that no character is torn and the encoding can still be told. */
function withoutTornEnd(bytes: Buffer, isCut: boolean): Buffer {
  const lastBreak = isCut ? bytes.lastIndexOf(0x0a) : -1;
  return lastBreak > 0 ? bytes.subarray(0, lastBreak) : bytes;
}
