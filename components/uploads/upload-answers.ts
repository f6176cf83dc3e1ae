/** What the answers to the queue's requests mean for it. */
import type { DocumentView } from "#lib/domain/document-view.ts";
import type { UploadTarget } from "#lib/domain/upload-target.ts";

export type Answer =
  /** `target` comes with the answer to an announcement. */
  | { readonly kind: "ok"; readonly target?: UploadTarget }
  | { readonly kind: "accepted"; readonly document: DocumentView }
  | { readonly kind: "refused"; readonly sentence: string }
  /** The server knows of no such upload. */
  | { readonly kind: "unknown" }
  /** The server waits for more bytes, or for others than were sent. */
  | { readonly kind: "incomplete" }
  /** It will not work by trying again. */
  | { readonly kind: "failed"; readonly sentence: string }
  /** No answer, or one that says to come back later. */
  | { readonly kind: "unreachable" };

type Body = { message?: string; sentence?: string; document?: DocumentView; target?: UploadTarget };

const noReason = "The server refused this file without saying why. Reload the page and try again.";
const tooLarge = "This file is larger than the storage takes.";

const comeBackLater = new Set([408, 423, 429]);

/** An answer of the app, whose words are for people. */
export function toAnswer(status: number, text: string): Answer {
  const { message, sentence = message, document, target } = parse(text);
  if (isGood(status))
    return document ? { kind: "accepted", document } : { kind: "ok", ...(target && { target }) };
  if (status === 409) return { kind: "incomplete" };
  if (status === 404 || status === 410) return { kind: "unknown" };
  if (status === 413 || status === 422) return { kind: "refused", sentence: sentence ?? noReason };
  if (status >= 500 || status === 0 || comeBackLater.has(status)) return { kind: "unreachable" };
  return { kind: "failed", sentence: sentence ?? noReason };
}

/**
 * An answer of a storage behind the app, whose words are for programmers. What it refuses it may take a moment later,
 * with a target asked for anew: those it was given expire.
 */
export function toStorageAnswer(status: number): Answer {
  if (isGood(status)) return { kind: "ok" };
  if (status === 409) return { kind: "incomplete" };
  if (status === 413) return { kind: "refused", sentence: tooLarge };
  return { kind: "unreachable" };
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

function parse(text: string): Body {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    return {};
  }
}
