/** Names of files by what they belong to. Made of ids only: what a member calls a file is data and never part of a path. */
import type { FileRef } from "../port.ts";

/** The folder of a member or of an onboarding session: `users/<id>` or `sessions/<id>`. */
export type HomeFolder = string;

export function memberFolder(memberId: string): HomeFolder {
  return `users/${memberId}`;
}

export function sessionFolder(sessionId: string): HomeFolder {
  return `sessions/${sessionId}`;
}

const shelves = { document: "documents", thumbnail: "thumbnails", avatar: "profile" } as const;
const kinds = { documents: "document", thumbnails: "thumbnail", profile: "avatar" } as const;

export function fileKey(folder: HomeFolder, ref: FileRef): string {
  return `${folder}/${shelves[ref.kind]}/${ref.id}`;
}

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const keyPattern = new RegExp(`^((users|sessions)/(${uuid}))/(documents|thumbnails|profile)/(${uuid})$`);

export type ParsedFileKey = {
  readonly folder: HomeFolder;
  readonly home: "users" | "sessions";
  /** Of the member or the session. */
  readonly homeId: string;
  readonly ref: FileRef;
};

/** What a key names; null for anything that is not one, so that a key from elsewhere cannot lead out of the folder. */
export function parseFileKey(key: string): ParsedFileKey | null {
  const [, folder, home, homeId, shelf, id] = keyPattern.exec(key) ?? [];
  if (!folder || !homeId || !id) return null;
  if (home !== "users" && home !== "sessions") return null;
  if (shelf !== "documents" && shelf !== "thumbnails" && shelf !== "profile") return null;
  return { folder, home, homeId, ref: { kind: kinds[shelf], id } };
}
