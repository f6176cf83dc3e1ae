/** The real gateway lets every web page ask: it answers preflights itself and shows the headers clients read. */
import type { IncomingMessage, ServerResponse } from "node:http";

const exposed = [
  "Content-Range",
  "Content-Location",
  "Location",
  "Preference-Applied",
  "Tus-Extension",
  "Tus-Resumable",
  "Tus-Version",
  "Upload-Expires",
  "Upload-Length",
  "Upload-Metadata",
  "Upload-Offset",
  "X-Total-Count",
];

/** True when that was all there was to answer. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
  response.setHeader("access-control-expose-headers", exposed.join(", "));
  if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined)
    return false;
  response.setHeader("access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  response.setHeader(
    "access-control-allow-headers",
    request.headers["access-control-request-headers"] ?? "*",
  );
  response.setHeader("access-control-max-age", "600");
  response.writeHead(204).end();
  return true;
}
