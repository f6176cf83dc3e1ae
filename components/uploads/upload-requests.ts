/** What the queue asks of the server: announce, send (tus), finish, discard; and what the answers mean for it. */
import type { DocumentView } from "#lib/domain/document-view.ts";
import type { DetailedError, Upload as TusUpload } from "tus-js-client";
import type { UploadItem } from "./upload-state.ts";

const endpoint = "/api/uploads";

export type Answer =
  | { readonly kind: "ok" }
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

export async function announce({ id, name, type, size, categoryId }: UploadItem): Promise<Answer> {
  return request(`${endpoint}/announce`, { id, name, declaredType: type, size, categoryId });
}

/** The document, or the reason why there is none. */
export async function finish(id: string): Promise<Answer> {
  return request(`${endpoint}/${id}/finish`, null);
}

export async function discard(id: string): Promise<void> {
  const headers = { "Tus-Resumable": "1.0.0" };
  // What cannot be told now, housekeeping will find.
  await fetch(`${endpoint}/${id}`, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
}

type Sending = {
  /** True when nothing of it can be there yet, so that there is no need to ask how much. */
  isFresh: boolean;
  onProgress: (sent: number) => void;
  /** All bytes are there, or why they are not. Not called after `stop`. */
  onEnd: (answer: Answer) => void;
};

export type Transfer = { stop(): void };

/** Sends what the server does not have yet. */
export function send(item: UploadItem, file: Blob, { isFresh, onProgress, onEnd }: Sending): Transfer {
  let upload: TusUpload | null = null;
  let isStopped = false;
  // The library is loaded with the first file: whoever only reads the list does without it.
  void import("tus-js-client").then(
    ({ Upload }) => {
      if (isStopped) return;
      upload = new Upload(file, {
        endpoint,
        uploadUrl: isFresh ? null : `${endpoint}/${item.id}`,
        metadata: { id: item.id },
        uploadSize: item.size,
        // The queue itself decides when to try again, because it shows it.
        retryDelays: null,
        storeFingerprintForResuming: false,
        onProgress: (sent) => onProgress(sent),
        onSuccess: () => onEnd({ kind: "ok" }),
        onError: (error) => void explain(error, file).then((answer) => !isStopped && onEnd(answer)),
      });
      upload.start();
    },
    () => onEnd({ kind: "unreachable" }),
  );
  return {
    stop() {
      isStopped = true;
      void upload?.abort();
    },
  };
}

/** A request that failed without an answer may have failed because the file on the device is not there any more. */
async function explain(error: Error | DetailedError, file: Blob): Promise<Answer> {
  const answer = fromTus(error);
  if (answer.kind !== "unreachable" || (await isReadable(file))) return answer;
  return { kind: "failed", sentence: movedAway };
}

const movedAway =
  "This file was moved, changed or deleted on your device. Dismiss it here and choose it again.";

function isReadable(file: Blob): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}

function fromTus(error: Error | DetailedError): Answer {
  const response = "originalResponse" in error ? error.originalResponse : null;
  return response ? toAnswer(response.getStatus(), parse(response.getBody())) : { kind: "unreachable" };
}

async function request(url: string, body: object | null): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    return toAnswer(response.status, parse(await response.text()));
  } catch {
    return { kind: "unreachable" };
  }
}

type Body = { message?: string; sentence?: string; document?: DocumentView };

function parse(text: string): Body {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    return {};
  }
}

const noReason = "The server refused this file without saying why. Reload the page and try again.";

const comeBackLater = new Set([408, 423, 429]);

function toAnswer(status: number, { message, sentence = message, document }: Body): Answer {
  if (status >= 200 && status < 300) return document ? { kind: "accepted", document } : { kind: "ok" };
  if (status === 409) return { kind: "incomplete" };
  if (status === 404 || status === 410) return { kind: "unknown" };
  if (status === 413 || status === 422) return { kind: "refused", sentence: sentence ?? noReason };
  if (status >= 500 || status === 0 || comeBackLater.has(status)) return { kind: "unreachable" };
  return { kind: "failed", sentence: sentence ?? noReason };
}
