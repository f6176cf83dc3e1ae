/**
 * Receives uploads that survive a lost network, a reload and a restart (tus 1.0), from whoever announced them and from
 * nobody else. When the last byte is there the upload is accepted or refused, once, however often it is asked for.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";

import { MemoryLocker, Server, type Upload as TusUpload } from "@tus/server";

import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import type { Store, Upload } from "#lib/store/port.ts";
import { acceptUpload, type AcceptDeps, type Acceptance } from "./accept-upload.ts";
import { createPartStore } from "./part-store.ts";
import { partsFolder, receivedBytes, removePart, syncPart } from "./upload-parts.ts";

/** Who uploads, with the store opened for them. */
export type Uploader = { readonly viewer: Viewer; readonly store: Store };

export type UploadReceiverOptions = {
  /** The storage's work folder. */
  readonly workFolder: string;
  /** Checks and cleans a file; the real one when absent. */
  readonly prepare?: AcceptDeps["prepare"];
  /** Path under which tus requests arrive. */
  readonly path: string;
  /** Bytes of the largest upload. */
  readonly maximumBytes?: number;
  /** Told of what nobody expected. */
  readonly onFailure?: (error: unknown) => void;
};

export type UploadReceiver = {
  /** Answers a tus POST, HEAD, PATCH or DELETE. The last PATCH answers 204, or the refusal as JSON. */
  respond(request: Request, uploader: Uploader): Promise<Response>;
  /** The outcome of an upload whose bytes are all there; as `acceptUpload`, and safe to ask for at any time. */
  finish(id: string, uploader: Uploader): Promise<Acceptance>;
  /** Gives an upload up. Harmless when there is none. */
  discard(id: string, uploader: Uploader): Promise<void>;
  /** Bytes that have arrived of each of the viewer's uploads, by id. */
  received(uploads: readonly Upload[]): Promise<ReadonlyMap<string, number>>;
};

/** How long a running request may go on writing once another one wants the upload. Milliseconds. */
const lockDrainTimeout = 400;
/** Reasons are kept for people whose connection broke while they were being told. */
const rememberedRefusals = 500;

type Exchange = Uploader & { upload: Upload | null; failure: AppError | null };

export function createUploadReceiver(options: UploadReceiverOptions): UploadReceiver {
  const { workFolder, prepare, path, maximumBytes = maximumFileBytes, onFailure = () => {} } = options;
  const folder = partsFolder(workFolder);
  const exchanges = new AsyncLocalStorage<Exchange>();
  const running = new Map<string, Promise<Acceptance>>();
  const refusals = createRefusalMemory();

  function exchange(): Exchange {
    const current = exchanges.getStore();
    if (!current) throw new Error("a tus hook ran outside of a request");
    return current;
  }

  function announced(): Upload {
    const { upload } = exchange();
    if (!upload) throw new AppError("not_found");
    return upload;
  }

  const server = new Server({
    path,
    relativeLocation: true,
    maxSize: maximumBytes,
    datastore: createPartStore(folder, () => announced().size),
    locker: new MemoryLocker(),
    lockDrainTimeout,
    // Only our own pages upload here; by default the server would invite every origin.
    allowedOrigins: () => false,
    namingFunction: (_request, metadata) => metadata?.id ?? "",
    onIncomingRequest: async (_request, id) => {
      const current = exchange();
      current.upload = await findUpload(current.store, id);
      if (!current.upload) throw new AppError("not_found");
    },
    onUploadCreate: async (_request, upload) => {
      if (upload.size !== announced().size) throw new AppError("invalid_input", { sentence: otherLength });
      return {};
    },
    onUploadFinish: (_request, upload) => answerFinished(upload),
    onResponseError: (_request, error) => {
      // tus' own refusals are plain objects with a status and say what the client did wrong.
      if (!(error instanceof Error)) return undefined;
      const failure = isAppError(error) ? error : new AppError("unexpected", { cause: error });
      onFailure(error);
      exchange().failure = failure;
      return { status_code: failure.status, body: failure.sentence };
    },
  });

  async function answerFinished(upload: TusUpload): Promise<{ status_code?: number; body?: string }> {
    await syncPart(folder, upload.id);
    const outcome = await finish(upload.id, exchange());
    if (outcome.kind === "accepted") return {};
    throw new AppError("invalid_input", { sentence: outcome.sentence });
  }

  async function finish(id: string, uploader: Uploader): Promise<Acceptance> {
    const { store } = uploader;
    const isTheirs = (await findUpload(store, id)) ?? (await store.documents.get(id));
    if (!isTheirs) {
      const sentence = refusals.recall(id, uploader.viewer);
      if (sentence === null) throw new AppError("not_found");
      return { kind: "refused", sentence };
    }
    return (running.get(id) ?? start(id, uploader)).catch((error: unknown) => {
      // Refused by another request between our look and our turn.
      const sentence = isAppError(error, "not_found") ? refusals.recall(id, uploader.viewer) : null;
      if (sentence === null) throw error;
      return { kind: "refused", sentence };
    });
  }

  function start(id: string, { store, viewer }: Uploader): Promise<Acceptance> {
    const outcome = acceptUpload({ store, viewer, workFolder, ...(prepare && { prepare }) }, id)
      .then((acceptance) => {
        if (acceptance.kind === "refused") refusals.remember(id, viewer, acceptance.sentence);
        return acceptance;
      })
      .finally(() => running.delete(id));
    running.set(id, outcome);
    return outcome;
  }

  async function discard(id: string, { store }: Uploader): Promise<void> {
    if (!(await findUpload(store, id))) return;
    await removePart(folder, id);
    await store.files.removeUpload(id);
  }

  return {
    async respond(request, uploader) {
      const current: Exchange = { ...uploader, upload: null, failure: null };
      const response = await exchanges.run(current, () => server.handleWeb(request));
      if (request.method === "DELETE" && response.ok && current.upload) {
        await uploader.store.files.removeUpload(current.upload.id);
      }
      return dressed(response, current.failure);
    },
    finish,
    discard,
    async received(uploads) {
      const counts = uploads.map(async ({ id }) => [id, (await receivedBytes(folder, id)) ?? 0] as const);
      return new Map(await Promise.all(counts));
    },
  };
}

const otherLength = "This file has another length than the one that was announced. Choose it again.";

async function findUpload(store: Store, id: string): Promise<Upload | null> {
  const upload = id === "" ? null : await store.files.getUpload(id);
  return upload?.purpose === "document" ? upload : null;
}

/** The tus server's response with our headers; a refusal's body as JSON. */
function dressed(response: Response, failure: AppError | null): Response {
  const headers = new Headers(response.headers);
  headers.set("cache-control", "no-store");
  headers.set("x-content-type-options", "nosniff");
  headers.delete("access-control-expose-headers");
  if (!failure) return new Response(response.body, { status: response.status, headers });
  headers.delete("content-length");
  const { code, sentence: message } = failure;
  return Response.json({ ok: false, code, message }, { status: failure.status, headers });
}

function createRefusalMemory() {
  const sentences = new Map<string, string>();
  /** Hashed, because a visitor's capability is a secret and this outlives the request. */
  const keyOf = (id: string, viewer: Viewer) =>
    createHash("sha256")
      .update(JSON.stringify([id, viewer]))
      .digest("base64");

  return {
    remember(id: string, viewer: Viewer, sentence: string): void {
      sentences.set(keyOf(id, viewer), sentence);
      const [oldest] = sentences.keys();
      if (sentences.size > rememberedRefusals && oldest !== undefined) sentences.delete(oldest);
    },
    recall: (id: string, viewer: Viewer) => sentences.get(keyOf(id, viewer)) ?? null,
  };
}
