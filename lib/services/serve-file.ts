/** Answers requests for signed files: whole or in parts, cached no longer than allowed, and never as something that can run. */
import { parseByteRange } from "#lib/domain/byte-range.ts";
import { documentKindIds, documentKinds } from "#lib/domain/document-kinds.ts";
import { contentDisposition, safeDownloadName } from "#lib/domain/file-names.ts";
import type { ByteRange, OpenFile, SignedUrlOptions } from "#lib/store/port.ts";

type SignedFile = OpenFile & Pick<SignedUrlOptions, "disposition" | "name">;
type SignedFiles = {
  /** Null when the token is forged, expired, or the file is gone. */
  open(token: string, range?: ByteRange): Promise<SignedFile | null>;
};

/** Shown by a browser without running anything. All other types are only ever saved. */
const inlineTypes: ReadonlySet<string> = new Set([
  "image/jpeg",
  "image/png",
  "image/webp",
  "application/pdf",
  "audio/mpeg",
  "audio/mp4",
  "audio/wav",
]);

/** Shown as plain text, so that no browser reads more into them. */
const textTypes: ReadonlySet<string> = new Set(["text/plain", "text/markdown", "text/csv"]);

/** Even a file that slipped through could load nothing, run nothing and be framed by nobody but us. */
const policy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'";

/** 404 for a token that is forged, expired, or whose file is gone; 206, 304 and 416 as RFC 9110 says. */
export async function serveSignedFile(
  signedFiles: SignedFiles,
  token: string,
  request: Request,
): Promise<Response> {
  const file = await signedFiles.open(token);
  if (!file) return notFound();
  const headers = headersOf(file);

  if (matches(request.headers.get("if-none-match"), etagOf(file))) return withoutBody(file, 304, headers);
  const range = askedRange(request, file);
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${file.size}`);
    headers.delete("content-length");
    return withoutBody(file, 416, headers);
  }
  if (range) {
    headers.set("content-range", `bytes ${range.start}-${range.end}/${file.size}`);
    headers.set("content-length", String(range.end - range.start + 1));
  }
  const status = range ? 206 : 200;
  if (request.method === "HEAD") return withoutBody(file, status, headers);
  if (!range) return new Response(file.stream, { status, headers });

  await file.stream.cancel();
  const part = await signedFiles.open(token, range);
  return part ? new Response(part.stream, { status, headers }) : notFound();
}

function askedRange(request: Request, file: SignedFile) {
  const condition = request.headers.get("if-range");
  // A date never matches: the content is known by its hash only.
  if (condition !== null && condition.trim() !== etagOf(file)) return null;
  return parseByteRange(request.headers.get("range"), file.size);
}

function headersOf(file: SignedFile): Headers {
  const type = servedType(file);
  const isInline = file.disposition === "inline" && type !== "application/octet-stream";
  const name = safeDownloadName(file.name, extensionFor(file.mimeType));
  return new Headers({
    "accept-ranges": "bytes",
    // The address may stop working at any moment, when the document goes; the hash makes asking again cheap. Compressed
    // on the way, neither the hash nor a part of the file would be what it says it is.
    "cache-control": "private, no-cache, no-transform",
    "content-disposition": contentDisposition(isInline ? "inline" : "attachment", name),
    "content-length": String(file.size),
    "content-security-policy": policy,
    "content-type": type,
    "cross-origin-resource-policy": "same-origin",
    etag: etagOf(file),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
}

function servedType({ mimeType, disposition }: SignedFile): string {
  if (inlineTypes.has(mimeType)) return mimeType;
  if (textTypes.has(mimeType)) return "text/plain; charset=utf-8";
  // Saved, not shown: the true type helps the device to choose a program. Markup is not among the kinds we know.
  const isKnown = documentKindIds.some((id) => documentKinds[id].mimeType === mimeType);
  return disposition === "attachment" && isKnown ? mimeType : "application/octet-stream";
}

function extensionFor(mimeType: string): string {
  const kind = documentKindIds.find((id) => documentKinds[id].mimeType === mimeType);
  return kind ? documentKinds[kind].extension : "bin";
}

function etagOf({ sha256 }: SignedFile): string {
  return `"${sha256}"`;
}

/** If-None-Match compares weakly: what a proxy marked as weak still matches. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.trim() === "*" || header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

async function withoutBody(file: SignedFile, status: number, headers: Headers): Promise<Response> {
  await file.stream.cancel();
  if (status === 304) for (const name of ["content-length", "content-type"]) headers.delete(name);
  return new Response(null, { status, headers });
}

function notFound(): Response {
  return new Response("That is not here. The link may have expired.\n", {
    status: 404,
    headers: {
      "cache-control": "no-store",
      "content-security-policy": policy,
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    },
  });
}
