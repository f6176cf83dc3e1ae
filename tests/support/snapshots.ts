/** Snapshots held in memory: taken from one store, compared, altered and given to another. */
import type { AdminStore } from "#lib/store/port.ts";
import type {
  SnapshotFile,
  SnapshotHeader,
  SnapshotRow,
  SnapshotSink,
  SnapshotSource,
  SnapshotTable,
} from "#lib/store/snapshot.ts";
import { inPieces, readAll, sha256 } from "./content.ts";

export type TakenSnapshot = {
  header: SnapshotHeader;
  readonly rows: { table: SnapshotTable; row: SnapshotRow }[];
  readonly files: { file: SnapshotFile; bytes: Uint8Array }[];
};

export async function takeSnapshot(admin: Pick<AdminStore, "exportSnapshot">): Promise<TakenSnapshot> {
  let header: SnapshotHeader | null = null;
  const rows: TakenSnapshot["rows"] = [];
  const files: TakenSnapshot["files"] = [];
  const sink: SnapshotSink = {
    header: async (given) => {
      if (header !== null || rows.length > 0) throw new Error("the header comes once and first");
      header = given;
    },
    row: async (table, row) => {
      if (header === null || files.length > 0) throw new Error("rows come after the header and before files");
      rows.push({ table, row });
    },
    file: async (file, content) => {
      files.push({ file, bytes: await readAll(content) });
    },
  };
  await admin.exportSnapshot(sink);
  if (header === null) throw new Error("a snapshot has a header");
  return { header, rows, files };
}

export function snapshotSource(snapshot: TakenSnapshot): SnapshotSource {
  return {
    header: async () => snapshot.header,
    rows: async function* () {
      yield* snapshot.rows;
    },
    files: async function* () {
      for (const { file } of snapshot.files) yield file;
    },
    openFile: async (key) => {
      const found = snapshot.files.find(({ file }) => file.key === key);
      if (!found) throw new Error("a file was asked for that the snapshot does not list");
      return inPieces(found.bytes);
    },
  };
}

/** What is stored, without when it was exported and in an order that does not depend on the adapter: for comparing. */
export function contentsOf(snapshot: TakenSnapshot): unknown {
  const byText = <T>(items: readonly T[]) =>
    items
      .map((item) => [JSON.stringify(item, sortedKeys), item] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    rows: byText(snapshot.rows).map(([, row]) => row),
    files: byText(snapshot.files.map(({ file, bytes }) => ({ ...file, actual: sha256(bytes) }))).map(
      ([, file]) => file,
    ),
  };
}

/** Rows and files that have to do with one of the ids, as text: for seeing whether anything of somebody's changed or is left. */
export function mentionsOf(snapshot: TakenSnapshot, ids: readonly string[]): string[] {
  const lines = [
    ...snapshot.rows.map(({ table, row }) => `${table} ${JSON.stringify(row, sortedKeys)}`),
    ...snapshot.files.map(({ file }) => `file ${file.key} ${file.sha256}`),
  ];
  return lines.filter((line) => ids.some((id) => line.includes(id))).sort();
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
