/** Takes bytes in and gives them a place and a row; whichever of the two fails, neither is left. */
import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { FileInfo, GivenFile } from "../port.ts";
import type { Context } from "./context.ts";
import { type ArrivedFile, factsOf } from "./file-bytes.ts";
import type { StoredFile } from "./tables.ts";

/** Throws `invalid_input` unless the bytes are the expected ones, `too_large` over the limit of a file; nothing is left then. */
export async function receiveChecked(
  { bytes }: Context,
  content: AsyncIterable<Uint8Array> | GivenFile,
  expected: { readonly size: number; readonly sha256: string } | null,
): Promise<ArrivedFile> {
  if ("path" in content) {
    if (content.size > maximumFileBytes) throw new AppError("too_large");
    return bytes.adopt(content);
  }
  const different = () => new AppError("invalid_input", { fields: { file: refusals.fileNotWhole } });
  if (expected && expected.size > maximumFileBytes) throw new AppError("too_large");
  const arrived = await bytes.receive(content, expected?.size ?? maximumFileBytes).catch((error: unknown) => {
    throw expected && isAppError(error, "too_large") ? different() : error;
  });
  if (!expected || (arrived.size === expected.size && arrived.sha256 === expected.sha256)) return arrived;
  await arrived.discard();
  throw different();
}

/** `check` is called in the step that makes the row true, and throws when it must not become so. */
export async function placeFile(
  { engine, bytes, clock }: Context,
  key: string,
  arrived: ArrivedFile,
  mimeType: string,
  check: () => void,
): Promise<FileInfo> {
  const { tables } = engine;
  const place = bytes.reserve(key);
  const row: StoredFile = {
    key,
    size: arrived.size,
    sha256: arrived.sha256,
    mimeType,
    createdAt: toTimestamp(clock()),
    generation: place.generation,
  };
  try {
    await bytes.settle(arrived, place);
    const before = await engine.write((changes) => {
      check();
      const existing = tables.files.get(key);
      changes.put(tables.files, row);
      return existing;
    });
    if (before) await bytes.retire([before]);
    return factsOf(row);
  } catch (error) {
    await bytes.retire([row]);
    throw error;
  } finally {
    place.release();
  }
}
