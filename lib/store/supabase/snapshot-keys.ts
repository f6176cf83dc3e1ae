/** Where a file lies in a snapshot ↔ where its object lies in the bucket. */

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const pattern = new RegExp(`^(users|sessions)/(${uuid})/(documents|thumbnails|profile)/(${uuid})$`);

const kinds = { documents: "document", thumbnails: "thumbnail", profile: "avatar" } as const;

export type SnapshotPlace = {
  readonly home: "users" | "sessions";
  /** Of the member or the session. */
  readonly homeId: string;
  readonly kind: (typeof kinds)[keyof typeof kinds];
  /** Of the document or the avatar. */
  readonly refId: string;
  readonly objectKey: string;
};

/** Null for anything that is not exactly a place of a snapshot. */
export function parseSnapshotKey(key: string): SnapshotPlace | null {
  const [, home, homeId, shelf, refId] = pattern.exec(key) ?? [];
  if (homeId === undefined || refId === undefined) return null;
  if (home !== "users" && home !== "sessions") return null;
  if (shelf !== "documents" && shelf !== "thumbnails" && shelf !== "profile") return null;
  return { home, homeId, kind: kinds[shelf], refId, objectKey: key.replace(/^users\//, "") };
}

export function snapshotKeyOf(objectKey: string): string {
  return objectKey.startsWith("sessions/") ? objectKey : `users/${objectKey}`;
}
