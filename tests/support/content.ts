/** Bytes for tests: made, sent in pieces, read back and compared by hash. */
import { createHash } from "node:crypto";

export type Content = {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly sha256: string;
  readonly mimeType: string;
};

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function contentOf(text: string | Uint8Array, mimeType = "text/plain"): Content {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return { bytes, size: bytes.length, sha256: sha256(bytes), mimeType };
}

/** `size` bytes that follow from `seed`, so that two of them differ everywhere and none has to be stored in a fixture. */
export function largeContent(size: number, seed: string, mimeType = "application/octet-stream"): Content {
  const bytes = new Uint8Array(size);
  let block = createHash("sha256").update(seed).digest();
  for (let offset = 0; offset < size; offset += block.length) {
    bytes.set(block.subarray(0, Math.min(block.length, size - offset)), offset);
    block = createHash("sha256").update(block).digest();
  }
  return contentOf(bytes, mimeType);
}

export async function* inPieces(bytes: Uint8Array, pieceSize = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += pieceSize) {
    yield bytes.slice(offset, offset + pieceSize);
  }
}

export async function readAll(
  stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(await readAll(stream));
}
