/** A PDF in; the same pages out without author, dates, XMP, editing data or what its photos say about themselves. */

import { writeFile } from "node:fs/promises";

import { PDFDocument } from "@cantoo/pdf-lib";
import sharp from "sharp";

import { documentRefusals } from "#lib/domain/document-refusals.ts";

import { thumbnailSide } from "./limits.ts";
import { countPages, removeMetadata } from "./pdf-objects.ts";
import { openPdf } from "./pdf-reader.ts";
import { refusal } from "./refuse.ts";

import type { ThumbnailFacts } from "./photo.ts";

/**
 * Writes the cleaned PDF to `cleanedPath` and its first page (WebP) to `thumbnailPath`; `thumbnail` is null when that
 * page cannot be drawn. Restrictions set by an owner's password are lifted; a PDF that asks its reader for a password
 * is refused, and so is one that is cut off or whose pages are not all there.
 */
export async function preparePdf(
  bytes: Buffer,
  cleanedPath: string,
  thumbnailPath: string,
): Promise<{ facts: { pageCount: number }; thumbnail: ThumbnailFacts | null }> {
  if (!endsAsPdf(bytes)) throw refusal(documentRefusals.cutOff);
  const pagesBefore = await countPagesAsReader(bytes);
  const cleaned = await cleanPdf(bytes, pagesBefore);
  const reader = await openPdf(cleaned);
  try {
    if (reader.pageCount !== pagesBefore) throw refusal(documentRefusals.damagedPdf);
    await writeFile(cleanedPath, cleaned);
    const page = await reader.drawFirstPage(thumbnailSide);
    if (!page) return { facts: { pageCount: pagesBefore }, thumbnail: null };
    const { width, height } = page;
    await writeFile(
      thumbnailPath,
      await sharp(page.data, { raw: { width, height, channels: 4 } })
        .removeAlpha()
        .webp({ quality: 80 })
        .toBuffer(),
    );
    return { facts: { pageCount: pagesBefore }, thumbnail: { width, height } };
  } finally {
    reader.close();
  }
}

/** A complete PDF ends in %%EOF. Some are followed by a little junk, or by zeros up to a disk block. */
function endsAsPdf(bytes: Buffer): boolean {
  let end = bytes.length;
  while (end > 0 && isPadding(bytes[end - 1])) end -= 1;
  return bytes.subarray(Math.max(0, end - 1024), end).includes("%%EOF");
}

function isPadding(byte: number | undefined): boolean {
  return byte === 0 || byte === 0x0a || byte === 0x0d || byte === 0x20;
}

async function countPagesAsReader(bytes: Buffer): Promise<number> {
  const reader = await openPdf(bytes);
  try {
    if (reader.pageCount === 0) throw refusal(documentRefusals.emptyPdf);
    return reader.pageCount;
  } finally {
    reader.close();
  }
}

/** The writer leaves out what it could not read without a word: its count of pages has to be the reader's. */
async function cleanPdf(bytes: Buffer, expectedPages: number): Promise<Uint8Array> {
  const document = await openForWriting(bytes);
  if (countPages(document.context) !== expectedPages) throw refusal(documentRefusals.damagedPdf);
  removeMetadata(document.context);
  return document.save({
    addDefaultPage: false,
    updateFieldAppearances: false,
    objectsPerTick: Number.POSITIVE_INFINITY,
  });
}

async function openForWriting(bytes: Buffer): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(bytes, {
      password: "",
      updateMetadata: false,
      preserveXFA: true,
      parseSpeed: Number.POSITIVE_INFINITY,
    });
  } catch (error) {
    throw refusal(documentRefusals.damagedPdf, error);
  }
}
