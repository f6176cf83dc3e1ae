/** Reads small JSON bodies, and no more of them than is expected. */
import "server-only";

import { AppError } from "#lib/domain/errors.ts";

/** Bytes of the longest JSON body most routes expect. */
const longestJson = 16 * 1024;

/** Throws `invalid_input` for anything but JSON, `too_large` before more than `longest` bytes were read. */
export async function readJson(request: Request, longest = longestJson): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of request.body ?? []) {
    length += piece.length;
    if (length > longest) throw new AppError("too_large");
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString());
  } catch (error) {
    throw new AppError("invalid_input", { cause: error });
  }
}
