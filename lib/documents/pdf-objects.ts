/** The objects of an open PDF: which of them say something about people and places, and which pages there are. */

import { PDFArray, PDFDict, PDFName, PDFRawStream, PDFRef, PDFStream } from "@cantoo/pdf-lib";

import { cleanEmbeddedJpeg } from "./clean-jpeg.ts";

import type { PDFContext, PDFObject } from "@cantoo/pdf-lib";

/** XMP, the private notes of editing programs with their date, and thumbnails of pages. */
const droppedKeys = ["Metadata", "PieceInfo", "LastModified", "Thumb"].map((key) => PDFName.of(key));

/**
 * Takes out the document information, the keys above wherever they stand, EXIF inside photos, and every object
 * nothing refers to any more (what was removed, and what earlier versions of the file left behind).
 */
export function removeMetadata(context: PDFContext): void {
  context.trailerInfo.Info = undefined;
  context.trailerInfo.ID = undefined;
  const reached = new Set<PDFObject>();
  const waiting: (PDFObject | undefined)[] = [context.trailerInfo.Root];
  while (waiting.length > 0) {
    const object = waiting.pop();
    if (!object || reached.has(object)) continue;
    if (object instanceof PDFRef) {
      reached.add(object);
      waiting.push(context.lookup(object));
    } else if (object instanceof PDFArray) {
      reached.add(object);
      for (const item of object.asArray()) waiting.push(item);
    } else if (object instanceof PDFDict) {
      reached.add(object);
      for (const key of droppedKeys) object.delete(key);
      for (const value of object.values()) waiting.push(value);
    } else if (object instanceof PDFStream) {
      reached.add(object);
      waiting.push(object.dict);
    }
  }
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (!reached.has(ref)) context.delete(ref);
    else if (object instanceof PDFRawStream) cleanPhoto(context, ref, object);
  }
}

/** Photos stand in a PDF as whole JPEG files, with all that the camera wrote. Readers of PDF ignore its orientation. */
function cleanPhoto(context: PDFContext, ref: PDFRef, stream: PDFRawStream): void {
  if (filterOf(stream) !== "DCTDecode") return;
  const { buffer, byteOffset, byteLength } = stream.contents;
  const cleaned = cleanEmbeddedJpeg(Buffer.from(buffer, byteOffset, byteLength), { keepOrientation: false });
  if (cleaned) context.assign(ref, PDFRawStream.of(stream.dict, cleaned));
}

function filterOf(stream: PDFRawStream): string | null {
  const filter = stream.dict.lookup(PDFName.of("Filter"));
  const only = filter instanceof PDFArray && filter.size() === 1 ? filter.lookup(0) : filter;
  return only instanceof PDFName ? only.decodeText() : null;
}

/** Counts the pages that are really there, following the tree; a page that is named but missing does not count. */
export function countPages(context: PDFContext): number {
  const catalog = context.lookup(context.trailerInfo.Root);
  const waiting: (PDFObject | undefined)[] = [
    catalog instanceof PDFDict ? catalog.get(PDFName.of("Pages")) : undefined,
  ];
  const seen = new Set<PDFObject>();
  let pages = 0;
  while (waiting.length > 0) {
    const node = context.lookup(waiting.pop());
    // One page may stand in the tree twice, a branch may not: that would be a tree without an end.
    if (!(node instanceof PDFDict)) continue;
    const kids = node.lookup(PDFName.of("Kids"));
    if (!(kids instanceof PDFArray)) {
      pages += 1;
      continue;
    }
    if (seen.has(node)) continue;
    seen.add(node);
    for (const kid of kids.asArray()) waiting.push(kid);
  }
  return pages;
}
