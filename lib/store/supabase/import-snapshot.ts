/**
 * Takes in what is not there yet from a snapshot; what is there stays as it is. A file counts once it was read back from
 * the bucket and found whole; a document is made after its file. Stopped at any point, another run goes on from there.
 */
import { createHash } from "node:crypto";

import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { ImportResult } from "../port.ts";
import {
  type SnapshotFile,
  SnapshotFileSchema,
  SnapshotHeaderSchema,
  type SnapshotSource,
  snapshotVersion,
} from "../snapshot.ts";
import type { AdminContext } from "./admin.ts";
import { toAppError } from "./errors.ts";
import { createRowImport, type RowImport } from "./import-rows.ts";
import { removedKey } from "./object-keys.ts";
import { parseSnapshotKey, type SnapshotPlace } from "./snapshot-keys.ts";

/** Files on their way at once, and how many bytes of them are held in memory. */
const filesAtOnce = 4;
const bytesAtOnce = 64 * 1024 ** 2;
/** A file is sent again this often when it did not arrive. */
const furtherTries = 2;

export async function importSnapshot(
  context: AdminContext,
  source: SnapshotSource,
  { replace = false }: { replace?: boolean } = {},
): Promise<ImportResult> {
  await checkHeader(source);
  if (replace) await removeEverybody(context);
  const rows = await createRowImport(context);
  for await (const { table, row } of source.rows()) rows.take(table, row);
  await rows.writePeople();
  const files = await importFiles(context, source, rows);
  await rows.writeDocuments();
  return { ...rows.tally, ...files };
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

/** Rows first, in one step; what a crash leaves of the objects is swept by housekeeping. */
async function removeEverybody({ client, objects, readRows }: AdminContext): Promise<void> {
  const { files } = await readRows();
  const { error } = await client.rpc("remove_everybody");
  if (error) throw toAppError(error);
  const keys = files.map(({ key }) => String(key));
  await objects.remove([...keys, ...keys.map(removedKey)]);
}

async function importFiles(context: AdminContext, source: SnapshotSource, rows: RowImport) {
  const counts = { filesAdded: 0, filesPresent: 0 };
  const queue = createQueue();
  try {
    for await (const given of source.files()) {
      const file = SnapshotFileSchema.parse(given);
      const place = parseSnapshotKey(file.key);
      // The key comes from elsewhere: one that is not exactly a key of ours could name any place.
      if (!place) throw refuse(`The snapshot names a file in a place that is not allowed: ${file.key}`);
      const judgement = rows.judgeFile(place, file);
      if (judgement === "present") counts.filesPresent += 1;
      else if (judgement !== "new")
        rows.tally.conflicts.push({ table: "files", id: file.key, reason: judgement });
      else {
        const bytes = await receive(await source.openFile(file.key), file);
        await queue.add(bytes.length, async () => {
          await store(context, place, file, bytes, rows.isRemoved(place));
          counts.filesAdded += 1;
        });
      }
    }
  } finally {
    await queue.settle();
  }
  queue.check();
  return counts;
}

/** All the bytes, which are held until they have arrived, so that they can be sent again. */
async function receive(content: AsyncIterable<Uint8Array>, file: SnapshotFile): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const hash = createHash("sha256");
  let size = 0;
  const limit = Math.min(file.size, maximumFileBytes);
  for await (const piece of content) {
    size += piece.length;
    if (size > limit) break;
    hash.update(piece);
    pieces.push(piece);
  }
  if (size === file.size && hash.digest("hex") === file.sha256) return Buffer.concat(pieces);
  throw refuse(`The file ${file.key} of the snapshot is damaged. What was read before it is taken in.`);
}

async function store(
  context: AdminContext,
  place: SnapshotPlace,
  file: SnapshotFile,
  bytes: Uint8Array,
  isRemoved: boolean,
): Promise<void> {
  const key = isRemoved ? removedKey(place.objectKey) : place.objectKey;
  for (let further = furtherTries; ; further -= 1) {
    try {
      await sendChecked(context, key, file, bytes);
      break;
    } catch (error) {
      if (further === 0 || !isAppError(error, "unavailable")) throw error;
    }
  }
  const { error } = await context.client.from("files").upsert(
    {
      owner_id: place.home === "users" ? place.homeId : null,
      session_id: place.home === "users" ? null : place.homeId,
      kind: place.kind,
      ref_id: place.refId,
      size: file.size,
      sha256: file.sha256,
      mime_type: file.mimeType,
    },
    { onConflict: "key", ignoreDuplicates: true },
  );
  if (error) throw toAppError(error);
}

/** Only what the bucket gives back counts. */
async function sendChecked(
  { objects }: AdminContext,
  key: string,
  file: SnapshotFile,
  bytes: Uint8Array,
): Promise<void> {
  await objects.put(key, streamOf(bytes), { mimeType: file.mimeType, size: bytes.length });
  const arrived = await objects.open(key);
  const hash = createHash("sha256");
  if (arrived) for await (const piece of arrived.stream) hash.update(piece);
  if (arrived && hash.digest("hex") === file.sha256) return;
  throw new AppError("unavailable", {
    sentence: `The file ${file.key} did not arrive whole at Supabase, and does not count. Run this again.`,
  });
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** Runs a few things at once; the first that failed is thrown by `check`, and nothing begins after it. */
function createQueue() {
  const running = new Map<Promise<void>, number>();
  let failed: { error: unknown } | null = null;
  const held = () => running.values().reduce((sum, bytes) => sum + bytes, 0);

  function check(): void {
    if (failed) throw failed.error;
  }

  return {
    check,
    async add(bytes: number, work: () => Promise<void>): Promise<void> {
      while (running.size >= filesAtOnce || (running.size > 0 && held() + bytes > bytesAtOnce))
        await Promise.race(running.keys());
      check();
      const task: Promise<void> = work()
        .catch((error: unknown) => {
          failed ??= { error };
        })
        .finally(() => running.delete(task));
      running.set(task, bytes);
    },
    settle: () => Promise.all(running.keys()),
  };
}
