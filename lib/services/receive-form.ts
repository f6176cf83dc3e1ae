/** Receives files posted by a plain form, for browsers without JavaScript: streamed to disk, then accepted like any other upload. */
import { mkdir } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

import busboy from "busboy";

import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { createId } from "#lib/domain/ids.ts";
import { announceUpload } from "./announce-upload.ts";
import type { Uploader, UploadReceiver } from "./receive-uploads.ts";
import { partsFolder, removePart, writePart } from "./upload-parts.ts";

export type FormFile = {
  readonly name: string;
  /** Null when it was taken; else why not. */
  readonly refusal: string | null;
};

export type ReceivedForm = {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly FormFile[];
};

/** More at once than this belongs to the uploader that can resume. */
const maximumFiles = 20;

type Arrived = { id: string; name: string; declaredType: string; size: number };
type ParsedForm = { fields: Record<string, string>; arrived: readonly Arrived[] };

/**
 * Takes each file by itself: one refused does not stop the others. Throws `not_allowed` for a visitor without an
 * onboarding, before a byte is read, and `invalid_input` for a body that is no form or breaks off; nothing is kept then.
 */
export async function receiveForm(
  request: Request,
  uploader: Uploader,
  deps: { workFolder: string; receiver: Pick<UploadReceiver, "finish" | "discard"> },
): Promise<ReceivedForm> {
  if (uploader.viewer.kind === "visitor" && !(await uploader.store.onboarding.get())) {
    throw new AppError("not_allowed");
  }
  const folder = partsFolder(deps.workFolder);
  await mkdir(folder, { recursive: true });
  const { fields, arrived } = await parseForm(request, folder);
  const files: FormFile[] = [];
  for (const file of arrived) {
    const refusal = await accept(file, fields.categoryId ?? null, uploader, deps.receiver);
    if (refusal !== null) await removePart(folder, file.id);
    files.push({ name: file.name, refusal });
  }
  return { fields, files };
}

async function accept(
  file: Arrived,
  categoryId: string | null,
  uploader: Uploader,
  receiver: Pick<UploadReceiver, "finish" | "discard">,
): Promise<string | null> {
  try {
    await announceUpload(uploader.store, { ...file, categoryId });
    const outcome = await receiver.finish(file.id, uploader);
    return outcome.kind === "refused" ? outcome.sentence : null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    // A form cannot be resumed: what could not be taken now is chosen again.
    await receiver.discard(file.id, uploader);
    return error.fields?.file ?? error.sentence;
  }
}

async function parseForm(request: Request, folder: string): Promise<ParsedForm> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!request.body || !contentType.startsWith("multipart/form-data")) throw new AppError("invalid_input");

  const parser = createParser(contentType);
  const fields: Record<string, string> = {};
  const begun: string[] = [];
  const writing: Promise<Arrived>[] = [];
  parser.on("field", (name, value) => {
    fields[name] = value;
  });
  parser.on("file", (_field, stream, { filename, mimeType }) => {
    // What an empty file field posts.
    if (!filename) return stream.resume();
    const id = createId();
    begun.push(id);
    const written = writePart(folder, id, stream).then((size) => ({
      ...{ id, name: filename, declaredType: mimeType, size },
    }));
    // A part that cannot be written ends the whole: the parser would wait for it for ever.
    written.catch((error: Error) => parser.destroy(error));
    writing.push(written);
  });
  parser.on("filesLimit", () => parser.destroy(new AppError("invalid_input", { sentence: tooMany })));

  try {
    await pipeline(request.body, parser);
    // In the order in which they were chosen, whichever was written first.
    return { fields, arrived: await Promise.all(writing) };
  } catch (error) {
    await Promise.allSettled(writing);
    await Promise.all(begun.map((id) => removePart(folder, id)));
    if (isAppError(error)) throw error;
    throw new AppError("invalid_input", { cause: error, sentence: brokenOff });
  }
}

const brokenOff = "The files did not arrive in full. Choose them again and send them once more.";
const tooMany = `Please send at most ${maximumFiles} files at once.`;

function createParser(contentType: string): busboy.Busboy {
  try {
    return busboy({
      headers: { "content-type": contentType },
      defParamCharset: "utf8",
      // A name is data: nothing is cut from it here, and nothing is ever stored under it.
      preservePath: true,
      // One byte more than we take, so that what is too long is seen to be.
      limits: { files: maximumFiles, fileSize: maximumFileBytes + 1, fields: 10, fieldSize: 1000 },
    });
  } catch (error) {
    throw new AppError("invalid_input", { cause: error, sentence: brokenOff });
  }
}
