/** The records of the store benchmark: documents like those of a real member, of one size, given to us and to every peer. */
import { createHash } from "node:crypto";

import type { Document } from "../../lib/domain/document.ts";
import { createId } from "../../lib/domain/ids.ts";
import { builtInCategories } from "../../lib/domain/visibility.ts";
import type { SnapshotRow, SnapshotSource, SnapshotTable } from "../../lib/store/snapshot.ts";

/** Bytes of one record as JSON. */
export const recordBytes = 564;
const documentsPerMember = 10_000;

export type Household = {
  readonly members: readonly { readonly id: string; readonly categoryId: string }[];
  readonly documents: readonly Document[];
};

export function createHousehold(count: number): Household {
  const members = Array.from({ length: Math.ceil(count / documentsPerMember) }, () => ({
    id: createId(),
    categoryId: createId(),
  }));
  const documents = Array.from({ length: count }, (_, number) => {
    const member = members[Math.floor(number / documentsPerMember)];
    if (!member) throw new Error("every document has a member");
    return createDocument(member, number);
  });
  return { members, documents };
}

function createDocument(member: Household["members"][number], number: number): Document {
  // Half a minute apart, as if gathered over a year.
  const createdAt = new Date(Date.UTC(2025, 0, 1) + number * 30_000).toISOString();
  return describe({
    id: createId(),
    ownerId: member.id,
    sessionId: null,
    name: `holiday ${number}.jpg`,
    description: "",
    categoryId: member.categoryId,
    kind: "jpeg",
    mimeType: "image/jpeg",
    size: 1_000_000 + number,
    sha256: createHash("sha256").update(String(number)).digest("hex"),
    takenAt: "2025-07-01T12:00:00",
    width: 4032,
    height: 3024,
    pageCount: null,
    durationSeconds: null,
    hasThumbnail: false,
    version: 1,
    createdAt,
    updatedAt: createdAt,
    removedAt: null,
  });
}

/** The document with a description that makes it as long as every other, and unlike it was before. */
export function describe(document: Document, revision = 0): Document {
  const bare = JSON.stringify({ ...document, description: "" }).length;
  const description = `Revision ${revision} `.padEnd(Math.max(12, recordBytes - bare), "x");
  return { ...document, description };
}

/** What `importSnapshot` takes. Without files: what is measured is rows. */
export function sourceOf({ members, documents }: Household): SnapshotSource {
  return {
    header: async () => ({
      format: "keepintouch-snapshot",
      version: 1,
      exportedAt: new Date().toISOString(),
    }),
    rows: async function* () {
      yield* memberRows(members);
      for (const row of documents) yield { table: "documents", row };
    },
    files: async function* () {},
    openFile: async () => {
      throw new Error("there are no files");
    },
  };
}

function* memberRows(members: Household["members"]): Iterable<{ table: SnapshotTable; row: SnapshotRow }> {
  const times = { version: 1, createdAt: "2025-01-01T00:00:00.000Z", updatedAt: "2025-01-01T00:00:00.000Z" };
  const named = members.map((member, number) => ({ ...member, username: `member-${number}` }));
  for (const { id, username } of named) {
    yield {
      table: "accounts",
      row: { id, email: `${username}@example.org`, passwordHash: null, ...times },
    };
  }
  for (const { id, username, categoryId } of named) {
    const row = { id, username, displayName: "Somebody", bio: "", avatarId: null, ...times };
    yield { table: "profiles", row: { ...row, defaultCategoryId: categoryId } };
  }
  for (const { id: ownerId, categoryId } of named) {
    for (const [position, category] of builtInCategories.entries()) {
      const id = category.kind === "private" ? categoryId : createId();
      yield { table: "visibility_categories", row: { id, ownerId, ...category, position, ...times } };
    }
  }
}
