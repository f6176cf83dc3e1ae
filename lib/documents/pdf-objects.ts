/** The objects of an open PDF: which of them say something about people and places, and which pages there are. */

import { inflateSync } from "node:zlib";

import { PDFArray, PDFDict, PDFName, PDFRawStream, PDFRef, PDFStream } from "@cantoo/pdf-lib";

import { cleanEmbeddedJpeg } from "./clean-jpeg.ts";
import { maximumPartBytes } from "./limits.ts";

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
  const jpeg = jpegOf(stream);
  const cleaned = jpeg && cleanEmbeddedJpeg(jpeg, { keepOrientation: false });
  if (!cleaned) return;
  stream.dict.set(filterKey, jpegFilter);
  context.assign(ref, PDFRawStream.of(stream.dict, cleaned));
}

const filterKey = PDFName.of("Filter");
const parametersKey = PDFName.of("DecodeParms");
const jpegFilter = PDFName.of("DCTDecode");
const deflateFilter = PDFName.of("FlateDecode");

/** The JPEG file a stream holds, as it is or deflated once more; null for everything else. */
function jpegOf(stream: PDFRawStream): Buffer | null {
  const filter = stream.dict.lookup(filterKey);
  const filters = filter instanceof PDFArray ? filter.asArray() : [filter];
  const bytes = Buffer.from(stream.contents.buffer, stream.contents.byteOffset, stream.contents.byteLength);
  if (filters.length === 1 && filters[0] === jpegFilter) return bytes;
  if (filters.length !== 2 || filters[0] !== deflateFilter || filters[1] !== jpegFilter) return null;
  // With parameters the two steps are more than deflating and decoding.
  if (stream.dict.has(parametersKey)) return null;
  try {
    return inflateSync(bytes, { maxOutputLength: maximumPartBytes });
  } catch {
    return null;
  }
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
