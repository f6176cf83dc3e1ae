/** Receives one picture for an avatar, streamed into a folder of its own, which the caller removes. */
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import busboy from "busboy";

import { AppError, isAppError } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import { maximumPictureBytes } from "#lib/domain/picture.ts";
import { onDisk } from "./upload-parts.ts";

const tooLarge = `That picture is larger than ${maximumPictureBytes / 1024 ** 2} MB. Choose a smaller one.`;
const nothingChosen = "Choose a picture first.";
const brokenOff = "The picture did not arrive in full. Choose it again and send it once more.";

export type ReceivedPicture = {
  readonly path: string;
  /** What else the form said. */
  readonly fields: Readonly<Record<string, string>>;
};

/** Runs `use` with a folder that is gone afterwards, whatever happens. */
export async function withPictureFolder<T>(
  workFolder: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = path.join(workFolder, "pictures", createId());
  await onDisk(() => mkdir(folder, { recursive: true }));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The raw body of a request as a file. Throws `too_large` over the limit, `invalid_input` with `fields.picture` when it is
 * empty or shorter than was declared.
 */
export async function receivePicture(request: Request, folder: string): Promise<ReceivedPicture> {
  if (!request.body) throw problem(nothingChosen);
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared > maximumPictureBytes) throw tooLargeError();
  const target = path.join(folder, "original");
  const size = await write(request.body, target);
  if (size === 0) throw problem(nothingChosen);
  if (!Number.isNaN(declared) && size !== declared) throw problem(brokenOff);
  return { path: target, fields: {} };
}

/** The same for a plain form (`multipart/form-data`) with the picture in the field `picture`. Path null: none was chosen. */
export async function receivePictureForm(
  request: Request,
  folder: string,
): Promise<Omit<ReceivedPicture, "path"> & { path: string | null }> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!request.body || !contentType.startsWith("multipart/form-data")) throw new AppError("invalid_input");
  const fields: Record<string, string> = {};
  const target = path.join(folder, "original");
  let writing: Promise<number> = Promise.resolve(0);
  const parser = busboy({
    headers: { "content-type": contentType },
    limits: { files: 1, fileSize: maximumPictureBytes + 1, fields: 10, fieldSize: 1000 },
  });
  parser.on("field", (name, value) => {
    fields[name] = value;
  });
  parser.on("file", (_name, stream, { filename }) => {
    // What an empty file field posts.
    if (!filename) return stream.resume();
    writing = write(stream, target);
    writing.catch((error: Error) => parser.destroy(error));
  });
  try {
    await pipeline(request.body, parser);
    return { path: (await writing) > 0 ? target : null, fields };
  } catch (error) {
    if (isAppError(error)) throw error;
    throw new AppError("invalid_input", { cause: error, fields: { picture: brokenOff } });
  }
}

async function write(bytes: AsyncIterable<Uint8Array>, target: string): Promise<number> {
  let size = 0;
  const limit = new Transform({
    transform(piece: Buffer, _encoding, done) {
      size += piece.length;
      done(size > maximumPictureBytes ? tooLargeError() : null, piece);
    },
  });
  await onDisk(() => pipeline(bytes, limit, createWriteStream(target, { mode: 0o600 })));
  return size;
}

function problem(sentence: string): AppError {
  return new AppError("invalid_input", { fields: { picture: sentence } });
}

function tooLargeError(): AppError {
  return new AppError("too_large", { sentence: tooLarge, fields: { picture: tooLarge } });
}
