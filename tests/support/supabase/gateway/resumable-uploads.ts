/**
 * The real storage server takes resumable uploads (tus) under /storage/v1/upload/resumable with the caller's token, and
 * under /storage/v1/upload/resumable/sign with the token of a signed upload in `x-signature`; whether the caller may is
 * decided when the upload is created, and every later request has to carry the same caller. @supabase/lite has none.
 */
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { FileStore } from "@tus/file-store";
import { Server, type Upload } from "@tus/server";

import { readToken, signToken, type StackKeys } from "../keys.ts";
import { bearerOf, type Call } from "./call.ts";

const base = "/storage/v1/upload/resumable";
const maximumSize = 50 * 1024 * 1024;

type Options = {
  readonly keys: StackKeys;
  /** Milliseconds; by it tokens expire. */
  readonly clock: () => number;
  /** Asks the stack as any other request would. */
  readonly ask: (call: Call) => Promise<Response>;
  readonly origin: () => string;
};

export async function openResumableUploads({ keys, clock, ask, origin }: Options) {
  const place = await mkdtemp(path.join(tmpdir(), "keepintouch-tus-"));
  const folder = path.join(place, "uploads");
  // The file store makes its folder some time after it was made itself.
  await mkdir(folder);
  const store = new FileStore({ directory: folder });

  const readSignature = (signature: string) => {
    const claims = readToken(signature, keys.jwtSecret, clock());
    if (claims === null) throw refusal(400, "The signature is forged or expired");
    return claims;
  };

  const callerOf = (headers: Headers): string => {
    const signature = headers.get("x-signature");
    if (signature !== null) {
      const { bucket, sub } = readSignature(signature);
      return `signature ${String(bucket)}/${String(sub)}`;
    }
    if (
      [headers.get("apikey"), headers.get("authorization")].some((value) => value?.includes(keys.secretKey))
    ) {
      return "service_role";
    }
    const claims = readToken(bearerOf(headers) ?? "", keys.jwtSecret, clock());
    if (claims === null) throw refusal(403, "new row violates row-level security policy");
    return `member ${String(claims.sub)}`;
  };

  /** A signed upload replaces what is there when it was made to, whatever the request says. */
  const mayReplace = (headers: Headers): boolean => {
    const signature = headers.get("x-signature");
    if (signature !== null) return readSignature(signature).upsert === true;
    return headers.get("x-upsert") === "true";
  };

  /** Throws unless the caller may put an object there. */
  const decide = async (headers: Headers, upload: Upload) => {
    const key = keyOf(upload);
    const caller = callerOf(headers);
    if (caller.startsWith("signature ")) {
      if (caller !== `signature ${key}`) throw refusal(400, "The signature is of another object");
      return caller;
    }
    const answer = await ask({
      method: "POST",
      url: new URL(`/storage/v1/object/upload/sign/${key}`, origin()),
      headers: new Headers({
        apikey: headers.get("apikey") ?? "",
        authorization: headers.get("authorization") ?? "",
        "x-upsert": headers.get("x-upsert") ?? "false",
        "user-agent": "gateway",
      }),
      body: new Uint8Array(),
    });
    if (!answer.ok) {
      const { message, statusCode } = (await answer.json()) as { message?: string; statusCode?: string };
      throw refusal(Number(statusCode ?? 403), message ?? "refused");
    }
    return caller;
  };

  const accept = async (headers: Headers, upload: Upload) => {
    const key = keyOf(upload);
    const slash = key.indexOf("/");
    const caller = callerOf(headers);
    const seconds = Math.floor(clock() / 1000);
    const token = signToken(
      {
        bucket: key.slice(0, slash),
        sub: key.slice(slash + 1),
        intent: "upload",
        owner: caller.startsWith("member ") ? caller.slice("member ".length) : null,
        upsert: upload.metadata?.upsert === "true",
        iat: seconds,
        exp: seconds + 60,
      },
      keys.jwtSecret,
    );
    const answer = await ask({
      method: "PUT",
      url: new URL(`/storage/v1/object/upload/sign/${key}?token=${token}`, origin()),
      headers: new Headers({
        "content-type": upload.metadata?.contentType ?? "application/octet-stream",
        "cache-control": upload.metadata?.cacheControl ?? "no-cache",
      }),
      body: new Uint8Array(await readFile(path.join(folder, upload.id))),
    });
    await store.remove(upload.id);
    if (answer.ok) return;
    const { message, statusCode } = (await answer.json()) as { message?: string; statusCode?: string };
    throw refusal(Number(statusCode ?? 400), message ?? "refused");
  };

  const server = new Server({
    path: base,
    datastore: store,
    maxSize: maximumSize,
    // A browser asks about these before it sends them.
    allowedHeaders: ["authorization", "apikey", "x-upsert", "x-signature", "x-client-info"],
    namingFunction: () => randomUUID(),
    generateUrl: (request, { id }) =>
      `${origin()}${base}${new URL(request.url).pathname.startsWith(`${base}/sign`) ? "/sign" : ""}/${id}`,
    getFileIdFromRequest: (_request, last) => (last === undefined || last === "sign" ? undefined : last),
    async onUploadCreate(request, upload) {
      const caller = await decide(request.headers, upload);
      return {
        metadata: {
          ...upload.metadata,
          caller,
          upsert: String(mayReplace(request.headers)),
        },
      };
    },
    async onIncomingRequest(request, id) {
      if (request.method === "POST" || request.method === "OPTIONS") return;
      const upload = await store.getUpload(id);
      if (upload.metadata?.caller !== callerOf(request.headers)) throw refusal(403, "not your upload");
    },
    async onUploadFinish(request, upload) {
      await accept(request.headers, upload);
      return {};
    },
  });

  return {
    takes: (pathname: string) => pathname === base || pathname.startsWith(`${base}/`),
    handle: (request: IncomingMessage, response: ServerResponse) => server.handle(request, response),
    async clear() {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
    },
    close: () => rm(place, { recursive: true, force: true }),
  };
}

/** `bucket/key`, as the client names it in the upload's metadata. */
function keyOf({ metadata }: Upload): string {
  const { bucketName, objectName } = metadata ?? {};
  if (!bucketName || !objectName) throw refusal(400, "The metadata has to name bucketName and objectName");
  return `${bucketName}/${objectName}`;
}

/** What tus answers with. */
function refusal(status: number, body: string): { status_code: number; body: string } {
  return { status_code: status, body };
}
