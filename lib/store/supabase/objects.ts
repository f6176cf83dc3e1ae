/** Objects of the bucket through the Storage API, streamed, as whoever's authorization is given. */
import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { ByteRange } from "../port.ts";
import { fileServiceError, isMissing, type FileServiceRefusal } from "./errors.ts";
import { bucket } from "./object-keys.ts";
import type { Fetch } from "./steady-fetch.ts";

export type StoredObject = {
  /** Of the whole object, whatever part of it is given. */
  readonly size: number;
  readonly mimeType: string;
  readonly stream: ReadableStream<Uint8Array>;
};

export type ContentFacts = {
  readonly mimeType: string;
  /** In bytes; null when it is not known beforehand. */
  readonly size: number | null;
  /** Gives the transfer up. */
  readonly signal?: AbortSignal;
};

/** What happens to single objects. Missing ones are null or harmless, everything else that is refused throws. */
export type Objects = {
  /** Replaces what is there, whole or not at all. */
  put(key: string, content: ReadableStream<Uint8Array>, facts: ContentFacts): Promise<void>;
  open(key: string, range?: ByteRange): Promise<StoredObject | null>;
  /** An address for each key; null where there is no such object. `expiresIn` in seconds. */
  sign(keys: readonly string[], expiresIn: number): Promise<(string | null)[]>;
  /** The address and the token that let somebody store one object under the key. They work for two hours. */
  signUpload(key: string): Promise<{ url: string; token: string }>;
  /** False when there is no object at `from`. What is at `to` is replaced. */
  move(from: string, to: string): Promise<boolean>;
  remove(keys: readonly string[]): Promise<void>;
  /** Names directly in the folder, at most 1,000. */
  list(folder: string): Promise<string[]>;
};

/** Most a single call removes or lists. */
export const mostAtOnce = 1000;

/** Answers may be kept nowhere: what an address serves can be gone the next moment. */
const cacheControl = "private, no-cache";

export type ObjectsOptions = {
  /** Origin of the project. */
  readonly url: string;
  readonly fetch: Fetch;
  /** Headers that say who asks. Asked before every request. */
  readonly authorization: () => Promise<Readonly<Record<string, string>>>;
};

export function createObjects({ url, fetch, authorization }: ObjectsOptions): Objects {
  const base = `${url}/storage/v1`;

  async function send(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...(await authorization()), ...(init.headers as Record<string, string> | undefined) };
    return fetch(`${base}${path}`, { ...init, headers });
  }

  /** Throws unless it was done; null when something was missing. */
  async function ask(method: string, path: string, body: unknown, headers = {}): Promise<unknown> {
    const response = await send(path, {
      method,
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
    if (response.ok) return response.json();
    const refusal = await readRefusal(response);
    if (isMissing(refusal)) return null;
    throw fileServiceError(refusal);
  }

  async function put(
    key: string,
    content: ReadableStream<Uint8Array>,
    { mimeType, size, signal }: ContentFacts,
  ): Promise<void> {
    const response = await send(`/object/${bucket}/${key}`, {
      method: "POST",
      body: content,
      // Node sends a stream only when told that it need not wait for the answer to begin.
      ...{ duplex: "half" },
      ...(signal && { signal }),
      headers: {
        "content-type": mimeType,
        "cache-control": cacheControl,
        "x-upsert": "true",
        ...(size !== null && { "content-length": String(size) }),
      },
    });
    if (!response.ok) throw fileServiceError(await readRefusal(response));
    await response.body?.cancel();
  }

  async function open(key: string, range?: ByteRange): Promise<StoredObject | null> {
    const response = await send(`/object/authenticated/${bucket}/${key}`, {
      // Nothing between us and the object may change its bytes.
      headers: {
        "accept-encoding": "identity",
        ...(range && { range: `bytes=${range.start}-${range.end}` }),
      },
    });
    if (response.ok && response.body) {
      const mimeType = response.headers.get("content-type") ?? "application/octet-stream";
      return { size: wholeSize(response), mimeType, stream: response.body };
    }
    const refusal = await readRefusal(response);
    if (isMissing(refusal)) return null;
    throw fileServiceError(refusal);
  }

  async function sign(keys: readonly string[], expiresIn: number): Promise<(string | null)[]> {
    if (keys.length === 0) return [];
    const answers = await ask("POST", `/object/sign/${bucket}`, { expiresIn, paths: keys });
    if (!Array.isArray(answers)) return keys.map(() => null);
    const signed = new Map(
      (answers as { path: string; signedURL: string | null }[]).map((each) => [each.path, each.signedURL]),
    );
    return keys.map((key) => {
      const path = signed.get(key);
      return path ? `${base}${path}` : null;
    });
  }

  async function signUpload(key: string): Promise<{ url: string; token: string }> {
    const answer = await ask("POST", `/object/upload/sign/${bucket}/${key}`, {}, { "x-upsert": "true" });
    const path = (answer as { url?: string } | null)?.url;
    const token = path === undefined ? null : new URL(`${base}${path}`).searchParams.get("token");
    if (path === undefined || token === null) throw new AppError("not_allowed");
    return { url: `${base}${path}`, token };
  }

  async function move(from: string, to: string): Promise<boolean> {
    const body = { bucketId: bucket, sourceKey: from, destinationKey: to };
    try {
      return (await ask("POST", "/object/move", body)) !== null;
    } catch (error) {
      // The file service does not move onto another object.
      if (!isAppError(error, "conflict")) throw error;
      await remove([to]);
      return (await ask("POST", "/object/move", body)) !== null;
    }
  }

  async function remove(keys: readonly string[]): Promise<void> {
    for (let first = 0; first < keys.length; first += mostAtOnce) {
      await ask("DELETE", `/object/${bucket}`, { prefixes: keys.slice(first, first + mostAtOnce) });
    }
  }

  return {
    put,
    open,
    sign,
    signUpload,
    move,
    remove,
    async list(folder) {
      const found = await ask("POST", `/object/list/${bucket}`, {
        prefix: `${folder}/`,
        limit: mostAtOnce,
        offset: 0,
      });
      if (!Array.isArray(found)) return [];
      // What has no id is a folder.
      const entries = found as { name: string; id: string | null }[];
      return entries.filter((entry) => entry.id !== null).map((entry) => entry.name);
    },
  };
}

function wholeSize(response: Response): number {
  const ofRange = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  return Number(ofRange ?? response.headers.get("content-length") ?? Number.NaN);
}

/** The body says more than the status: that is 400 for nearly everything. */
async function readRefusal(response: Response): Promise<FileServiceRefusal> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as { statusCode?: string | number; error?: string; code?: string };
    const status = Number(body.statusCode ?? response.status);
    return { status: Number.isNaN(status) ? response.status : status, code: body.code ?? body.error ?? "" };
  } catch {
    return { status: response.status, code: "" };
  }
}

/** Removes all objects of a home, folder by folder. */
export async function removeHome(
  objects: Pick<Objects, "list" | "remove">,
  folders: readonly string[],
): Promise<void> {
  await Promise.all(
    folders.map(async (folder) => {
      for (;;) {
        const names = await objects.list(folder);
        if (names.length === 0) return;
        await objects.remove(names.map((name) => `${folder}/${name}`));
        if (names.length < mostAtOnce) return;
      }
    }),
  );
}
