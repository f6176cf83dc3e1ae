/**
 * The real storage server puts a `code` beside `statusCode`, `error` and `message`, and clients look at it (`exists()` of
 * storage-js throws without). @supabase/lite leaves it out.
 */
import type { Step } from "./call.ts";

const codes: readonly (readonly [RegExp, string])[] = [
  [/Bucket not found/i, "NoSuchBucket"],
  [/Object not found/i, "NoSuchKey"],
  [/already exists/i, "KeyAlreadyExists"],
  [/Invalid key|Invalid object key/i, "InvalidKey"],
  [/mime type/i, "InvalidMimeType"],
  [/maximum allowed size/i, "EntityTooLarge"],
  [/row-level security/i, "AccessDenied"],
  [/related resource/i, "InvalidRequest"],
  [/jwt|token|signature/i, "InvalidJWT"],
];

export const storageErrors: Step = async (call, next) => {
  const answer = await next(call);
  if (!call.url.pathname.startsWith("/storage/v1/") || answer.ok || call.method === "HEAD") return answer;
  const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const message = typeof said.message === "string" ? said.message : "Something went wrong";
  const statusCode = String(said.statusCode ?? answer.status);
  return Response.json(
    { statusCode, code: codeOf(message), error: said.error ?? "InternalError", message },
    // What the storage server itself refuses is 400 whatever `statusCode` says; a failure stays one.
    { status: answer.status >= 500 ? answer.status : 400 },
  );
};

/** An error as the real storage server words it. */
export function storageError(statusCode: string, code: string, error: string, message: string): Response {
  return Response.json({ statusCode, code, error, message }, { status: 400 });
}

function codeOf(message: string): string {
  return codes.find(([pattern]) => pattern.test(message))?.[1] ?? "InternalError";
}
