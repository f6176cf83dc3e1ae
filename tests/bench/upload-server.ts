/**
 * The tus receiver behind a plain HTTP server, for uploads larger than the app takes: the limit is lifted here, in the
 * benchmark, and nowhere else. `node upload-server.ts <folder> <bytes>` prints its port and the id of an upload announced
 * with so many bytes; `GET /memory` gives the peak of its resident memory in bytes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import { createId } from "../../lib/domain/ids.ts";
import type { Viewer } from "../../lib/domain/viewer.ts";
import { createUploadReceiver, type Uploader } from "../../lib/services/receive-uploads.ts";
import { openLocalStore } from "../../lib/store/local/open-local-store.ts";
import { filledIn } from "../support/cast.ts";

const [folder = "", bytes = "0"] = process.argv.slice(2);
const size = Number(bytes);
const id = createId();

const store = await openLocalStore({
  folder: path.resolve(folder),
  sessionTimeoutHours: 720,
  log: () => undefined,
});
const uploader = await announce();
const receiver = createUploadReceiver({ workFolder: store.workFolder, path: "/", maximumBytes: size });

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""} ${id}\n`);
});

/** An upload as somebody on the way in announces it, but for its length, which the store would refuse. */
async function announce(): Promise<Uploader> {
  const data = filledIn("ada");
  const nobody = store.open({ kind: "visitor", capability: null });
  const { capability } = await nobody.onboarding.start({ id: createId(), memberId: createId(), data });
  const viewer: Viewer = { kind: "visitor", capability };
  const own = store.open(viewer);
  const facts = { name: "log.txt", declaredType: "text/plain", categoryId: null };
  await own.files.createUpload({ ...facts, id, purpose: "document", size: 1 });
  const getUpload = async (asked: string) => {
    const upload = await own.files.getUpload(asked);
    return upload && { ...upload, size };
  };
  return { viewer, store: { ...own, files: { ...own.files, getUpload } } };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === "/memory") {
    response.end(String(process.resourceUsage().maxRSS * 1024));
    return;
  }
  const body = request.method === "PATCH" ? streamOf(request) : null;
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const init = { method: request.method, headers, body, duplex: "half" };
  const answered = await receiver.respond(new Request(`http://localhost${request.url}`, init), uploader);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  await pipeline(answered.body ?? [], response);
}

function streamOf(request: IncomingMessage): ReadableStream<Uint8Array> {
  const pieces = request.iterator() as AsyncIterator<Buffer>;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
