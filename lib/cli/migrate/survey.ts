/** What a storage holds, seen without reading a file: for saying what would move, and what did. */
import type { AdminStore } from "#lib/store/port.ts";
import { type SnapshotRow, type SnapshotTable, snapshotTables } from "#lib/store/snapshot.ts";

export type Survey = {
  /** By table, then id. */
  readonly rows: Readonly<Record<SnapshotTable, ReadonlyMap<string, SeenRow>>>;
  /** By key. */
  readonly files: ReadonlyMap<string, SeenFile>;
};

export type SeenRow = {
  /** The address of an account, the username of a profile; null of other rows. */
  readonly name: string | null;
  /** The member it belongs to, or will; null of what is staged for nobody yet. */
  readonly memberIds: readonly string[];
  readonly hasPassword: boolean;
};

export type SeenFile = { readonly size: number; readonly sha256: string };

export async function survey(admin: Pick<AdminStore, "exportSnapshot">): Promise<Survey> {
  const rows = emptyTables();
  const files = new Map<string, SeenFile>();
  await admin.exportSnapshot({
    header: async () => {},
    row: async (table, row) => void rows[table].set(String(row.id), see(table, row)),
    // Its content is not asked for, so nothing is read.
    file: async ({ key, size, sha256 }) => void files.set(key, { size, sha256 }),
  });
  return { rows, files };
}

function emptyTables(): Record<SnapshotTable, Map<string, SeenRow>> {
  return {
    accounts: new Map(),
    profiles: new Map(),
    visibility_categories: new Map(),
    onboarding_sessions: new Map(),
    documents: new Map(),
  };
}

function see(table: SnapshotTable, row: SnapshotRow): SeenRow {
  const name = table === "accounts" ? row.email : table === "profiles" ? row.username : null;
  return {
    name: typeof name === "string" ? name : null,
    memberIds: memberIdsOf(table, row),
    hasPassword: typeof row.passwordHash === "string",
  };
}

export function memberIdsOf(table: SnapshotTable, row: SnapshotRow): string[] {
  const ids =
    table === "accounts" || table === "profiles" ? [row.id] : [row.ownerId, row.memberId, row.attachedTo];
  return ids.filter((id) => typeof id === "string");
}

/** One member's part, staged files of their onboardings included; null when nobody has the username. */
export function ofMember(whole: Survey, username: string): Survey | null {
  const [memberId] =
    [...whole.rows.profiles].find(([, { name }]) => name === username.trim().toLowerCase()) ?? [];
  if (memberId === undefined) return null;
  const rows = emptyTables();
  for (const table of snapshotTables) {
    for (const [id, row] of whole.rows[table]) if (row.memberIds.includes(memberId)) rows[table].set(id, row);
  }
  const files = [...whole.files].filter(([key]) => key.startsWith(`users/${memberId}/`));
  return { rows, files: new Map(files) };
}
