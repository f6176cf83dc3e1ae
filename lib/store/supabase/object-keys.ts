/** Where objects lie in the bucket. Keys are made of ids alone: what a member calls a file is data and never part of one. */
import { IdSchema } from "#lib/domain/ids.ts";
import type { FileRef } from "../port.ts";

export const bucket = "user-documents";

/** The folder of a member or of an onboarding session. */
export type HomeFolder = string;

const checked = (id: string) => IdSchema.parse(id);

export function memberFolder(memberId: string): HomeFolder {
  return checked(memberId);
}

export function sessionFolder(sessionId: string): HomeFolder {
  return `sessions/${checked(sessionId)}`;
}

const shelves = { document: "documents", thumbnail: "thumbnails", avatar: "profile" } as const;

/** All folders in which a home's objects lie. */
export const homeShelves = [
  "documents",
  "thumbnails",
  "profile",
  "incoming",
  "removed/documents",
  "removed/thumbnails",
] as const;

export function fileKey(folder: HomeFolder, ref: FileRef): string {
  return `${folder}/${shelves[ref.kind]}/${checked(ref.id)}`;
}

/** Bytes as they were sent, until somebody has looked at them. */
export function incomingKey(folder: HomeFolder, uploadId: string): string {
  return `${folder}/incoming/${checked(uploadId)}`;
}

/** Where the object of a removed document waits, so that addresses given out for it stop. */
export function removedKey(key: string): string {
  return key.replace(/\/(documents|thumbnails)\//, "/removed/$1/");
}
