/** The work the worker process does: one uploaded file, checked by its bytes and cleaned. Nothing here trusts the file. */

import { copyFile, link, readFile } from "node:fs/promises";

import { documentKinds } from "#lib/domain/document-kinds.ts";
import { documentRefusals } from "#lib/domain/document-refusals.ts";

import { describeFile } from "./file-facts.ts";
import { refusal } from "./refuse.ts";
import { sniff, sniffedBytes } from "./sniff.ts";

import type { DocumentKindId } from "#lib/domain/document-kinds.ts";
import type { SniffedKind } from "./sniff.ts";
import type { ThumbnailFacts } from "./photo.ts";
import type { AvatarFacts, AvatarJob, DocumentFacts, DocumentJob } from "./worker-messages.ts";

type Cleaned = Partial<
  Pick<DocumentFacts, "width" | "height" | "takenAt" | "pageCount" | "durationSeconds">
> & {
  thumbnail?: ThumbnailFacts | null;
};

/**
 * Writes the cleaned file to `job.cleanedPath` and, for photos and PDFs, a thumbnail to `job.thumbnailPath`.
 * Decoders are loaded only for the kinds that need them.
 */
export async function prepareDocumentHere(job: DocumentJob): Promise<DocumentFacts> {
  const { thumbnail, ...cleaned } = await clean(job);
  // A HEIC photo is a JPEG from here on.
  const kind = job.kind === "heic" ? "jpeg" : job.kind;
  return {
    kind,
    takenAt: null,
    width: null,
    height: null,
    pageCount: null,
    durationSeconds: null,
    ...cleaned,
    ...(await describeFile(job.cleanedPath)),
    thumbnail: thumbnail ? { ...thumbnail, ...(await describeFile(job.thumbnailPath)) } : null,
  };
}

export async function prepareAvatarHere(job: AvatarJob): Promise<AvatarFacts> {
  const bytes = await readFile(job.path);
  const kind = sniff(bytes.subarray(0, sniffedBytes));
  if (kind !== "jpeg" && kind !== "png" && kind !== "webp" && kind !== "heic")
    throw refusal(documentRefusals.notAPhoto);
  const { makeAvatar } = await import("./avatar.ts");
  await makeAvatar(kind, bytes, job.crop, job.avatarPath);
  return describeFile(job.avatarPath);
}

async function clean({ kind, path, cleanedPath, thumbnailPath }: DocumentJob): Promise<Cleaned> {
  const bytes = await readFile(path);
  checkBytes(kind, bytes);
  switch (kind) {
    case "jpeg":
    case "png":
    case "webp":
    case "heic": {
      const { preparePhoto } = await import("./photo.ts");
      const { facts, thumbnail } = await preparePhoto(kind, bytes, cleanedPath, thumbnailPath);
      return { ...facts, thumbnail };
    }
    case "pdf": {
      const { preparePdf } = await import("./pdf.ts");
      const { facts, thumbnail } = await preparePdf(bytes, cleanedPath, thumbnailPath);
      return { ...facts, thumbnail };
    }
    case "docx": {
      const { prepareDocx } = await import("./docx.ts");
      await prepareDocx(path, cleanedPath);
      return {};
    }
    case "mp3":
    case "m4a":
    case "wav": {
      const { prepareAudio } = await import("./audio.ts");
      return prepareAudio(kind, bytes, cleanedPath);
    }
    case "text":
    case "markdown":
    case "csv": {
      const { textEncoding } = await import("./text.ts");
      if (textEncoding(bytes) === null) throw refusal(documentRefusals.notText);
      await shareOrCopy(path, cleanedPath);
      return {};
    }
  }
}

/** What is kept as it came needs no second copy of its bytes, where the disk can name them twice. */
async function shareOrCopy(path: string, cleanedPath: string): Promise<void> {
  await link(path, cleanedPath).catch(() => copyFile(path, cleanedPath));
}

/** Throws `invalid_input` when the bytes are not of the kind the name and the declared type speak of. */
function checkBytes(kind: DocumentKindId, bytes: Buffer): void {
  const found = sniff(bytes.subarray(0, sniffedBytes));
  const { inWords } = documentKinds[kind];
  if (kind === "docx") {
    if (found === "zip") return;
    if (found === "ole") throw refusal(documentRefusals.oldOrLockedWord);
  }
  if (found === kind) return;
  // Text is judged as a whole, later; here it is enough that it does not begin as something else. It may speak of PDF.
  if (isText(kind) && (found === null || (found === "pdf" && !bytes.subarray(0, 5).equals(pdfMark)))) return;
  if (kind === "m4a" && found === "video") throw refusal(documentRefusals.videoInside);
  if (found === null) throw refusal(documentRefusals.notWhatItSays(inWords));
  throw refusal(documentRefusals.nameDisagrees(inWords, inWordsOf(found)));
}

const pdfMark = Buffer.from("%PDF-");

const foundInWords: Readonly<Record<Exclude<SniffedKind, DocumentKindId | null>, string>> = {
  zip: "a packed file (zip)",
  ole: "an old Office document",
  video: "a video",
};

function inWordsOf(found: NonNullable<SniffedKind>): string {
  return found === "zip" || found === "ole" || found === "video"
    ? foundInWords[found]
    : documentKinds[found].inWords;
}

function isText(kind: DocumentKindId): boolean {
  return kind === "text" || kind === "markdown" || kind === "csv";
}
