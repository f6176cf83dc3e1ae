/** Gives out everything that is carried elsewhere, as of one moment, streamed. */
import { createHash } from "node:crypto";

import { AppError } from "#lib/domain/errors.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import {
  snapshotFormat,
  type SnapshotRow,
  type SnapshotSink,
  SnapshotFileSchema,
  type SnapshotTable,
  snapshotTables,
  snapshotVersion,
} from "../snapshot.ts";
import type { Context } from "./context.ts";
import { chunksOf } from "./file-bytes.ts";
import type { StoredFile } from "./tables.ts";

/** Rows and files by id and key, so that the same content gives the same snapshot. */
export async function exportSnapshot({ engine, bytes, clock }: Context, sink: SnapshotSink): Promise<void> {
  await bytes.whileKept(async () => {
    const exportedAt = toTimestamp(clock());
    const { rows, files } = await captureSorted(engine);
    await sink.header({ format: snapshotFormat, version: snapshotVersion, exportedAt });
    for (const table of snapshotTables)
      for (const row of rows[table]) await sink.row(table, structuredClone(row));
    for (const file of files) await sink.file(SnapshotFileSchema.parse(file), readChecked(bytes, file));
  });
}

async function captureSorted(engine: Context["engine"]) {
  const { tables } = engine;
  return engine.read(() => ({
    rows: {
      accounts: byId(tables.accounts.rows.values()),
      profiles: byId(tables.profiles.rows.values()),
      visibility_categories: byId(tables.categories.rows.values()),
      onboarding_sessions: byId(tables.sessions.rows.values()),
      documents: byId(tables.documents.rows.values()),
    } satisfies Record<SnapshotTable, readonly SnapshotRow[]>,
    files: [...tables.files.rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
  }));
}

function byId<Row extends { readonly id: string }>(rows: Iterable<Row>): Row[] {
  return [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The file's bytes; throws at the end when they are not the ones that were stored. */
async function* readChecked(bytes: Context["bytes"], file: StoredFile): AsyncIterable<Uint8Array> {
  const stream = await bytes.read(file, null);
  if (!stream) throw unreadable(file, "is missing");
  const hash = createHash("sha256");
  for await (const chunk of chunksOf(stream)) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== file.sha256) throw unreadable(file, "is damaged");
}

function unreadable(file: StoredFile, what: string): AppError {
  return new AppError("unavailable", {
    sentence: `The stored file ${file.key} ${what}. Put back a restore point.`,
  });
}
