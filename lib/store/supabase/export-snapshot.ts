/** Gives out everything that is carried elsewhere: rows as of one moment, then the files they speak of, streamed and checked. */
import { createHash } from "node:crypto";

import { AppError } from "#lib/domain/errors.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import { snapshotFormat, type SnapshotSink, snapshotTables, snapshotVersion } from "../snapshot.ts";
import type { AdminContext } from "./admin.ts";
import type { TableRow } from "./database.ts";
import { removedKey } from "./object-keys.ts";
import { snapshotKeyOf } from "./snapshot-keys.ts";
import { toSnapshotRows } from "./snapshot-rows.ts";

export async function exportSnapshot(context: AdminContext, sink: SnapshotSink): Promise<void> {
  const exported = await context.readRows();
  const rows = toSnapshotRows(exported, (await context.readPasswordHashes?.()) ?? null);
  const exportedAt = toTimestamp(Date.parse(exported.exported_at));
  await sink.header({ format: snapshotFormat, version: snapshotVersion, exportedAt });
  for (const table of snapshotTables) for (const row of rows[table]) await sink.row(table, row);
  const homes = new Set([
    ...rows.profiles.map(({ id }) => String(id)),
    ...rows.onboarding_sessions.map(({ id }) => `sessions/${String(id)}`),
  ]);
  for (const file of exported.files) {
    if (!homes.has(file.owner_id ?? `sessions/${file.session_id}`)) continue;
    await sink.file(
      {
        key: snapshotKeyOf(keyOf(file)),
        size: Number(file.size),
        sha256: file.sha256,
        mimeType: file.mime_type,
      },
      readChecked(context, file),
    );
  }
}

/** The column is made by the database, so its type allows null; there is none. */
function keyOf({ key }: TableRow<"files">): string {
  return String(key);
}

/** The file's bytes; throws at the end when they are not the ones that were stored. */
async function* readChecked(context: AdminContext, file: TableRow<"files">): AsyncGenerator<Uint8Array> {
  const stream = await open(context, keyOf(file));
  if (!stream) throw unreadable(file, "is missing");
  const hash = createHash("sha256");
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== file.sha256) throw unreadable(file, "is damaged");
}

/** A removed document's object lies elsewhere, and may be on its way there or back. */
async function open({ objects }: AdminContext, key: string): Promise<ReadableStream<Uint8Array> | null> {
  for (const place of [key, removedKey(key), key]) {
    const object = await objects.open(place);
    if (object) return object.stream;
  }
  return null;
}

function unreadable(file: TableRow<"files">, what: string): AppError {
  return new AppError("unavailable", {
    sentence: `The stored file ${keyOf(file)} ${what}. If somebody changed it just now, run this again; else put back a backup.`,
  });
}
