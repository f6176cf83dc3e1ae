/** Sends the bytes of a file to where its announcement says: in pieces that can be gone on with, or all at once. */
import type { UploadTarget } from "#lib/domain/upload-target.ts";
import type { DetailedError, Upload as TusUpload } from "tus-js-client";
import { recallSentAddress, rememberSentAddress } from "./sent-addresses.ts";
import { toAnswer, toStorageAnswer, type Answer } from "./upload-answers.ts";
import { announce } from "./upload-requests.ts";
import type { UploadItem } from "./upload-state.ts";

export type Transfer = { stop(): void };

export type Sending = {
  /** True when nothing of it can be there yet, so that there is no need to ask how much. */
  isFresh: boolean;
  /** Where to send it; null when that has to be asked for. */
  target: UploadTarget | null;
  onProgress: (sent: number) => void;
  /** All bytes are there, or why they are not. Not called after `stop`. */
  onEnd: (answer: Answer) => void;
};

/** What one way of sending tells; whoever listens may have stopped listening. */
type Ends = Pick<Sending, "onProgress"> & {
  onSuccess: () => void;
  /** Null: there was no answer. */
  onFailure: (answer: { status: number; text: string } | null) => void;
};

/** Sends what the server does not have yet. */
export function send(item: UploadItem, file: Blob, sending: Sending): Transfer {
  let running: Transfer | null = null;
  let isStopped = false;
  const end = (answer: Answer) => {
    if (!isStopped) sending.onEnd(answer);
  };

  async function begin(): Promise<void> {
    const { target, refusal } = await findTarget(item, sending.target);
    if (isStopped) return;
    if (!target) return end(refusal);
    const isOurs = target.url.startsWith("/");
    const ends: Ends = {
      onProgress: (sent) => !isStopped && sending.onProgress(sent),
      onSuccess: () => end({ kind: "ok" }),
      onFailure: (answer) => void explain(answer, isOurs, file).then(end),
    };
    const start = target.protocol === "put" ? sendAtOnce : await loadTus(item, sending.isFresh);
    if (!isStopped) running = start(target, file, ends);
  }

  // The library is loaded with the first file: whoever only reads the list does without it.
  void begin().catch(() => end({ kind: "unreachable" }));
  return {
    stop() {
      isStopped = true;
      running?.stop();
    },
  };
}

async function findTarget(
  item: UploadItem,
  known: UploadTarget | null,
): Promise<{ target: UploadTarget; refusal: null } | { target: null; refusal: Answer }> {
  if (known) return { target: known, refusal: null };
  const answer = await announce(item);
  if (answer.kind === "ok" && answer.target) return { target: answer.target, refusal: null };
  return { target: null, refusal: answer.kind === "ok" ? { kind: "unreachable" } : answer };
}

type Start = (target: UploadTarget, file: Blob, ends: Ends) => Transfer;

/** Fetch tells nothing of what has left the browser; this older way does. */
const sendAtOnce: Start = ({ url, headers }, file, { onProgress, onSuccess, onFailure }) => {
  const request = new XMLHttpRequest();
  request.open("PUT", url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size));
  request.onload = () => {
    const { status, responseText: text } = request;
    if (status >= 200 && status < 300) onSuccess();
    else onFailure({ status, text });
  };
  request.onerror = () => onFailure(null);
  request.ontimeout = () => onFailure(null);
  // Without a type of its own: the one in the headers counts.
  request.send(new Blob([file]));
  return { stop: () => request.abort() };
};

async function loadTus({ id }: UploadItem, isFresh: boolean): Promise<Start> {
  const { Upload } = await import("tus-js-client");
  return ({ url, resumeUrl, headers, metadata, chunkSize }, file, { onProgress, onSuccess, onFailure }) => {
    const begun = isFresh ? null : (resumeUrl ?? recallSentAddress(id));
    const upload: TusUpload = new Upload(file, {
      ...{ endpoint: url, uploadUrl: begun, uploadSize: file.size },
      ...{
        headers: { ...headers },
        metadata: { ...metadata },
        chunkSize: chunkSize ?? Number.POSITIVE_INFINITY,
      },
      // The queue itself decides when to try again, because it shows it.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => {
        if (resumeUrl === null && upload.url !== null) rememberSentAddress(id, upload.url);
      },
      onProgress: (sent) => onProgress(sent),
      onSuccess: () => onSuccess(),
      onError: (error) => onFailure(answerIn(error)),
    });
    upload.start();
    return { stop: () => void upload.abort() };
  };
}

function answerIn(error: Error | DetailedError): { status: number; text: string } | null {
  const response = "originalResponse" in error ? error.originalResponse : null;
  return response ? { status: response.getStatus(), text: response.getBody() } : null;
}

/** A request that failed without an answer may have failed because the file on the device is not there any more. */
async function explain(
  response: { status: number; text: string } | null,
  isOurs: boolean,
  file: Blob,
): Promise<Answer> {
  const answer =
    response && (isOurs ? toAnswer(response.status, response.text) : toStorageAnswer(response.status));
  if (answer && answer.kind !== "unreachable") return answer;
  return (await isReadable(file)) ? { kind: "unreachable" } : { kind: "failed", sentence: movedAway };
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
