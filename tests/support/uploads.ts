/** A file as it arrives from a browser, taken through the cleaning, and what came of it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { prepareAvatar, prepareDocument } from "#lib/documents/prepare.ts";
import type { PreparedAvatar, PreparedDocument } from "#lib/documents/prepare.ts";

import { refusalOf } from "./refusals.ts";

type Upload = { name: string; bytes: Buffer | string; type?: string };

/** Facts of the cleaned file together with its bytes and those of its thumbnail. */
export type Cleaned = { facts: PreparedDocument; bytes: Buffer; thumbnail: Buffer | null };

export async function upload({ name, bytes, type = "" }: Upload): Promise<Cleaned> {
  return inFolder(bytes, async (path, workFolder) => {
    const facts = await prepareDocument({ path, name, declaredType: type, workFolder });
    const thumbnail = facts.thumbnail ? await readFile(facts.thumbnail.path) : null;
    return { facts, bytes: await readFile(facts.path), thumbnail };
  });
}

/** The code and the sentence at the file's field; fails when the file is taken, or when anything is left behind. */
export async function refusedUpload({
  name,
  bytes,
  type = "",
}: Upload): Promise<{ code: string; sentence?: string }> {
  return inFolder(bytes, async (path, workFolder) => {
    const error = await refusalOf(prepareDocument({ path, name, declaredType: type, workFolder }));
    const left = await readdir(workFolder).catch(() => []);
    if (left.length > 0) throw new Error(`${left.length} files are left of a refused upload`);
    return { code: error.code, sentence: error.fields?.["file"] };
  });
}

type Crop = { x: number; y: number; width: number; height: number };

export async function uploadAvatar(
  bytes: Buffer,
  crop?: Crop,
): Promise<{ facts: PreparedAvatar; bytes: Buffer }> {
  return inFolder(bytes, async (path, workFolder) => {
    const facts = await prepareAvatar({ path, workFolder, crop });
    return { facts, bytes: await readFile(facts.path) };
  });
}

async function inFolder<Result>(
  bytes: Buffer | string,
  work: (path: string, workFolder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "keepintouch-upload-"));
  try {
    const path = join(folder, "upload");
    await writeFile(path, bytes);
    return await work(path, join(folder, "work"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
