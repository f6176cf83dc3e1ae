/**
 * The least an upload can cost: bytes from a socket into a file, hashed on the way, on the disk at the end.
 * `node upload-floor.ts <folder>` prints its port. A connection sends eight bytes of length, then as many bytes; the answer
 * is a line with their SHA-256.
 */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import path from "node:path";
import { pipeline } from "node:stream/promises";

const [folder = ""] = process.argv.slice(2);
const lengthBytes = 8;
let count = 0;

async function receive(socket: Socket): Promise<void> {
  const hash = createHash("sha256");
  const file = path.join(folder, `raw-${(count += 1)}`);
  await pipeline(announced(socket, hash), createWriteStream(file, { highWaterMark: 1 << 20, flush: true }));
  socket.end(`${hash.digest("hex")}\n`);
  await rm(file);
}

/** The bytes after the length, as many as it says. */
async function* announced(socket: Socket, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  let missing = Number.POSITIVE_INFINITY;
  // The answer goes out on the same socket, so leaving the loop must not close it.
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    let body = chunk;
    if (missing === Number.POSITIVE_INFINITY) {
      head = Buffer.concat([head, chunk]);
      if (head.length < lengthBytes) continue;
      missing = Number(head.readBigUInt64BE());
      body = head.subarray(lengthBytes);
    }
    hash.update(body);
    missing -= body.length;
    yield body;
    if (missing <= 0) return;
  }
}

const server = createServer((socket) => {
  receive(socket).catch(() => socket.destroy());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
});
