/** Takes in what is not there yet from a snapshot; what is there stays as it is. */
import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { ImportResult } from "../port.ts";
import {
  type SnapshotFile,
  SnapshotFileSchema,
  SnapshotHeaderSchema,
  type SnapshotSource,
  snapshotVersion,
} from "../snapshot.ts";
import type { Context } from "./context.ts";
import { parseFileKey } from "./file-keys.ts";
import { placeFile, receiveChecked } from "./file-placement.ts";
import { createRowImport, type Tally } from "./import-rows.ts";
import { removeEverybody } from "./removal.ts";
import type { Tables } from "./tables.ts";

/**
 * A member whose name or address belongs to somebody else here is left out with all that is theirs, and reported. Stopped
 * in the middle, it can be run again and goes on where it was.
 */
export async function importSnapshot(
  context: Context,
  source: SnapshotSource,
  { replace = false }: { replace?: boolean } = {},
): Promise<ImportResult> {
  await checkHeader(source);
  if (replace) await removeEverybody(context);
  const rows = createRowImport(context.engine);
  for await (const { table, row } of source.rows()) await rows.take(table, row);
  const tally = await rows.finish();
  const files = await importFiles(context, source, tally);
  return { ...tally, ...files };
}

async function checkHeader(source: SnapshotSource): Promise<void> {
  const header = SnapshotHeaderSchema.safeParse(await source.header());
  if (!header.success) throw refuse("This is not a KeepInTouch snapshot.");
  if (header.data.version <= snapshotVersion) return;
  throw refuse(
    `This snapshot was written by a newer version of the app (format ${header.data.version}). Use that version to read it.`,
  );
}

function refuse(sentence: string): AppError {
  return new AppError("invalid_input", { sentence });
}

async function importFiles(context: Context, source: SnapshotSource, tally: Tally) {
  const counts = { filesAdded: 0, filesPresent: 0 };
  for await (const given of source.files()) {
    const file = SnapshotFileSchema.parse(given);
    const outcome = await importFile(context, source, file);
    if (outcome === "added") counts.filesAdded += 1;
    else if (outcome === "present") counts.filesPresent += 1;
    else tally.conflicts.push({ table: "files", id: file.key, reason: outcome });
  }
  return counts;
}

type FileOutcome = "added" | "present" | "id_taken" | "owner_missing";

async function importFile(
  context: Context,
  source: SnapshotSource,
  file: SnapshotFile,
): Promise<FileOutcome> {
  const { tables } = context.engine;
  // The key comes from elsewhere: one that is not exactly a key of ours could name any place.
  if (!parseFileKey(file.key))
    throw refuse(`The snapshot names a file in a place that is not allowed: ${file.key}`);
  const existing = await context.engine.read(() => tables.files.get(file.key));
  if (existing) return existing.sha256 === file.sha256 ? "present" : "id_taken";
  if (!hasHome(tables, file.key)) return "owner_missing";
  const arrived = await receiveChecked(context, await source.openFile(file.key), file).catch(
    (error: unknown) => {
      if (isAppError(error, "invalid_input")) {
        throw refuse(`The file ${file.key} of the snapshot is damaged. What was read before it is taken in.`);
      }
      throw error;
    },
  );
  try {
    await placeFile(context, file.key, arrived, file.mimeType, () => {
      if (!hasHome(tables, file.key)) throw new AppError("not_found");
    });
    return "added";
  } finally {
    await arrived.discard();
  }
}

function hasHome(tables: Tables, key: string): boolean {
  const parsed = parseFileKey(key);
  if (!parsed) return false;
  const homes = parsed.home === "users" ? tables.profiles : tables.sessions;
  return homes.get(parsed.homeId) !== undefined;
}
