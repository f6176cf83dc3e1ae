/** Bytes on their way in or out, hashed as they pass: wrong ones never arrive whole, and never pass for whole. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";

import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { AppError } from "#lib/domain/errors.ts";
import { refusals } from "#lib/domain/store-refusals.ts";

export type ContentHash = { readonly size: number; readonly sha256: string };

/**
 * Hands `content` to `send` as a stream and gives what passed. The last piece is held back until everything is known to
 * be as expected, so that what is not is cut off instead of stored. Throws `invalid_input` for other bytes, `too_large`
 * over the limit of a file, and whatever `content` or `send` throws. `signal` fires when the content is not to be stored.
 */
export async function sendChecked(
  content: AsyncIterable<Uint8Array>,
  expected: ContentHash | null,
  send: (stream: ReadableStream<Uint8Array>, signal: AbortSignal) => Promise<void>,
): Promise<ContentHash> {
  if (expected && expected.size > maximumFileBytes) throw new AppError("too_large");
  const gaveUp = new AbortController();
  let passed: ContentHash | null = null;

  async function* check(): AsyncGenerator<Uint8Array> {
    try {
      const hash = createHash("sha256");
      let size = 0;
      let held: Uint8Array | null = null;
      for await (const piece of content) {
        if (piece.length === 0) continue;
        size += piece.length;
        if (size > (expected?.size ?? maximumFileBytes))
          throw expected ? notWhole() : new AppError("too_large");
        hash.update(piece);
        if (held) yield held;
        held = piece;
      }
      const found = { size, sha256: hash.digest("hex") };
      if (expected && (found.size !== expected.size || found.sha256 !== expected.sha256)) throw notWhole();
      passed = found;
      if (held) yield held;
    } catch (error) {
      gaveUp.abort(error);
      throw error;
    }
  }

  await send(
    Readable.toWeb(Readable.from(check(), { objectMode: false })) as ReadableStream<Uint8Array>,
    gaveUp.signal,
  );
  gaveUp.signal.throwIfAborted();
  if (passed === null)
    throw new AppError("unavailable", { cause: new Error("the content was not read to its end") });
  return passed;
}

/** The same bytes; the stream fails at its end when they are not those of `hash`. */
export function verifyOnTheWay(
  stream: ReadableStream<Uint8Array>,
  sha256: string,
): ReadableStream<Uint8Array> {
  const hash = createHash("sha256");
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        hash.update(piece);
        controller.enqueue(piece);
      },
      flush(controller) {
        if (hash.digest("hex") === sha256) return;
        controller.error(
          new AppError("unavailable", { cause: new Error("a file's bytes are not those that were stored") }),
        );
      },
    }),
  );
}

/** Reads it all. For what is known to be small. */
export async function readWhole(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function notWhole(): AppError {
  return new AppError("invalid_input", { fields: { file: refusals.fileNotWhole } });
}
