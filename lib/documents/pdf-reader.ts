/** A PDF as a reader sees it: how many pages it has, and what the first one looks like. */

import { PDFiumLibrary } from "@hyzyla/pdfium";

import { documentRefusals } from "#lib/domain/document-refusals.ts";

import { refusal } from "./refuse.ts";

type Drawing = { data: Uint8Array; width: number; height: number };

export type PdfReader = {
  pageCount: number;
  /** RGBA pixels, the longer side `side` long; null when the page cannot be drawn. */
  drawFirstPage: (side: number) => Promise<Drawing | null>;
  /** Frees the copy of the file; nothing may be called after it. */
  close: () => void;
};

let library: Promise<PDFiumLibrary> | undefined;

/** Throws `invalid_input` for a PDF that is damaged or asks for a password. Synchronous inside: only for the worker. */
export async function openPdf(bytes: Uint8Array): Promise<PdfReader> {
  library ??= PDFiumLibrary.init();
  const document = await load(await library, bytes);
  return {
    pageCount: document.getPageCount(),
    drawFirstPage: async (side) => {
      try {
        const page = document.getPage(0);
        const { originalWidth, originalHeight } = page.getOriginalSize();
        const scale = side / Math.max(originalWidth, originalHeight);
        const width = Math.max(1, Math.round(originalWidth * scale));
        const height = Math.max(1, Math.round(originalHeight * scale));
        const drawn = await page.render({ width, height, renderFormFields: true });
        return { data: drawn.data, width: drawn.width, height: drawn.height };
      } catch {
        return null;
      }
    },
    close: () => document.destroy(),
  };
}

async function load(pdfium: PDFiumLibrary, bytes: Uint8Array) {
  try {
    return await pdfium.loadDocument(bytes);
  } catch (error) {
    const isLocked = error instanceof Error && /password|security/i.test(error.message);
    throw refusal(isLocked ? documentRefusals.lockedPdf : documentRefusals.damagedPdf, error);
  }
}
