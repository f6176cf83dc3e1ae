/** An uploaded file in; a file that is safe to keep and the facts about it out, or the sentence why not. */

import { randomUUID } from "node:crypto";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { documentKinds, kindFromName, maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { AppError } from "#lib/domain/errors.ts";

import { askWorker, documentWorkers } from "./document-workers.ts";
import { refusal } from "./refuse.ts";
import { AvatarFactsSchema, DocumentFactsSchema } from "./worker-messages.ts";

import type { DocumentKindId } from "#lib/domain/document-kinds.ts";
import type { Crop } from "./avatar.ts";

type PreparedFile = { path: string; size: number; sha256: string };

export type PreparedDocument = PreparedFile & {
  /** Of the cleaned file: a HEIC photo comes back as `jpeg`. */
  kind: DocumentKindId;
  mimeType: string;
  extension: string;
  /** When a photo was taken by its camera's clock, ISO 8601 without a zone. */
  takenAt: string | null;
  /** Pixels as shown, after the orientation. */
  width: number | null;
  height: number | null;
  pageCount: number | null;
  durationSeconds: number | null;
  thumbnail: (PreparedFile & { mimeType: "image/webp"; width: number; height: number }) | null;
};

export type PreparedAvatar = PreparedFile & { mimeType: "image/webp" };

/**
 * Checks that name, declared type and bytes agree, and writes a copy into `workFolder` (made when missing) without
 * what it says about people and places. The file at `path` stays as it is; removing it, and the results when they are
 * not wanted, is up to the caller. On an error nothing is left in `workFolder`.
 *
 * Throws `invalid_input` or `too_large` with the sentence in `fields.file`; `unavailable` when the disk refuses or the
 * decoding process died, in which case trying again may help.
 */
export async function prepareDocument(input: {
  path: string;
  name: string;
  declaredType: string;
  workFolder: string;
}): Promise<PreparedDocument> {
  const claimed = kindFromName(input.name, input.declaredType);
  if (claimed.kind === null) throw refusal(claimed.sentence);
  await checkSize(input.path);
  const outputs = await outputPaths(input.workFolder, ["cleaned", "thumbnail"]);
  const [cleanedPath, thumbnailPath] = outputs;
  return orLeaveNothing(outputs, async () => {
    const job = { deed: "document", path: input.path, kind: claimed.kind, cleanedPath, thumbnailPath };
    const facts = DocumentFactsSchema.parse(await askWorker(documentWorkers(), job));
    const { mimeType, extension } = documentKinds[facts.kind];
    const thumbnail = facts.thumbnail && {
      ...facts.thumbnail,
      path: thumbnailPath,
      mimeType: "image/webp" as const,
    };
    return { ...facts, mimeType, extension, path: cleanedPath, thumbnail };
  });
}

/**
 * Makes a square avatar of a JPEG, PNG, WebP or HEIC; `crop` is in fractions of the picture as it is shown.
 * Files and errors as with `prepareDocument`.
 */
export async function prepareAvatar(input: {
  path: string;
  workFolder: string;
  crop?: Crop;
}): Promise<PreparedAvatar> {
  await checkSize(input.path);
  const outputs = await outputPaths(input.workFolder, ["avatar"]);
  const [avatarPath] = outputs;
  return orLeaveNothing(outputs, async () => {
    const job = { deed: "avatar", path: input.path, crop: input.crop, avatarPath };
    const facts = AvatarFactsSchema.parse(await askWorker(documentWorkers(), job));
    return { ...facts, path: avatarPath, mimeType: "image/webp" };
  });
}

async function checkSize(path: string): Promise<void> {
  const { size } = await onDisk(stat(path));
  if (size === 0) throw refusal(documentRefusals.empty);
  if (size > maximumFileBytes) throw refusal(documentRefusals.tooLarge);
}

/** Names no other job has, so that many can share a folder. */
async function outputPaths<const Names extends readonly string[]>(folder: string, names: Names) {
  await onDisk(mkdir(folder, { recursive: true }));
  const id = randomUUID();
  return names.map((name) => join(/* turbopackIgnore: true */ folder, `${id}.${name}`)) as {
    [Name in keyof Names]: string;
  };
}

async function onDisk<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new AppError("unavailable", { cause });
  }
}

async function orLeaveNothing<Result>(
  paths: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await Promise.all(paths.map((path) => rm(path, { force: true })));
    throw error;
  }
}
