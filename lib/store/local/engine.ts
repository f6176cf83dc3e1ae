/**
 * Reads and transactions over the tables, with the promise that an acknowledged write survives a power cut and that
 * nothing is read which could still be lost.
 */
import fs from "node:fs";

import { AppError } from "#lib/domain/errors.ts";
import { type Clock, toTimestamp } from "#lib/domain/time.ts";
import { type Capture, type CapturedTable, writeBackup } from "./backup-file.ts";
import { type Changes, recordChanges } from "./changes.ts";
import { createCommitQueue } from "./commit-queue.ts";
import { type Disk, orUnavailable } from "./disk.ts";
import { createJournal, journalPath, reopenJournal } from "./journal-file.ts";
import { recover } from "./recovery.ts";
import { carriedTables, type CarriedTable, createTables, type Tables } from "./tables.ts";

export type Engine = {
  readonly tables: Tables;
  /** Gives what `query` gives, once everything it may have seen is durable. Runs it again when some of that was lost. */
  read<T>(query: () => T): Promise<T>;
  /**
   * Runs `work` against the newest state; its changes happen whole or, when it throws, not at all. Nothing else runs in
   * between. Fulfils once they are durable. `work` may run again when what it saw was lost.
   */
  write<T>(work: (changes: Changes) => T): Promise<T>;
  /** Folds the journal into the backup. One at a time; a second call waits for the first and folds what came after it. */
  fold(): Promise<void>;
  state(): EngineState;
  /** Tries whether a write would succeed, without changing anything. Never rejects. */
  probe(): Promise<boolean>;
  /** Folds and closes. Reads and writes throw `unavailable` from the moment of the call. */
  close(): Promise<void>;
};

export type EngineState = {
  readonly isOpen: boolean;
  /** Why the last write failed; null when it worked. */
  readonly lastError: unknown;
  readonly journalBytes: number;
  readonly backupBytes: number;
};

function captureRows(carried: ReturnType<typeof carriedTables>): Capture {
  const capture = ({ name, rows }: CarriedTable): CapturedTable => ({ name, rows: [...rows.values()] });
  return {
    shared: carried.shared.map(capture),
    files: capture(carried.files),
    local: carried.local.map(capture),
  };
}

export function closedError(): AppError {
  return new AppError("unavailable", { cause: new Error("The store is closed.") });
}

export type DurableEngineOptions = {
  readonly folder: string;
  readonly backupFile: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly log: (message: string) => void;
  readonly foldAfterBytes: number | null;
};

/** Small data is folded rarely, large data when the journal has grown to twice its size: folding never costs more than writing did. */
const leastFoldBytes = 16 * 1024 * 1024;
/** After the start, in milliseconds. */
const quietMoment = 200;
/** After a failed repair the next is tried no sooner than this, in milliseconds. */
const repairPause = 1000;

/** Opens the folder's data. Throws as `recover` does. The folder is locked by the caller. */
export async function openDurableEngine(options: DurableEngineOptions): Promise<Engine> {
  const { folder, backupFile, disk, clock, log } = options;
  const tables = createTables();
  const carried = carriedTables(tables);
  const byName = new Map(
    [...carried.shared, carried.files, ...carried.local].map((table) => [table.name, table]),
  );
  const recovered = recover(folder, backupFile, byName, log);
  const first =
    recovered.journal === null
      ? await createJournal(disk, folder, recovered.nextNumber)
      : await reopenJournal(disk, folder, recovered.journal.number, recovered.journal.size);

  let isOpen = true;
  // Filing the rows takes a quarter of the start: it waits for the first use, or for a quiet moment soon after.
  let fill: (() => void) | null = recovered.fill;
  const fillNow = () => {
    fill?.();
    fill = null;
  };
  const filling = setTimeout(fillNow, quietMoment);
  let backupBytes = recovered.backupBytes;
  let journals = [...new Set([...recovered.journalNumbers, first.number])];
  let nextNumber = Math.max(recovered.nextNumber, first.number) + 1;
  let hasUnfolded = recovered.backupBytes === 0 || recovered.journalNumbers.length > 1 || journalHasRecords();
  let foldAt = foldLimit();
  let folding: Promise<void> | null = null;
  let repairing: Promise<void> | null = null;
  let lastRepair = Number.NEGATIVE_INFINITY;
  let lastRelief = Number.NEGATIVE_INFINITY;

  const queue = createCommitQueue({
    journal: first,
    sequence: recovered.sequence,
    onAppended() {
      hasUnfolded = true;
      if (queue.journalBytes() >= foldAt) foldBeside();
    },
    onRefused() {
      // A journal full of old states of few rows takes more space than the rows: folding may make the space that lacks.
      const pause = performance.now() - lastRelief;
      if (pause < repairPause || queue.journalBytes() < 2 * backupBytes) return;
      lastRelief = performance.now();
      foldBeside();
    },
  });

  function foldBeside(): void {
    if (folding || !isOpen) return;
    void fold().catch((error: unknown) => {
      foldAt = queue.journalBytes() + foldLimit();
      log(
        `The journal could not be folded into ${backupFile}: ${reasonOf(error)}. It is kept and tried again later.`,
      );
    });
  }

  function journalHasRecords(): boolean {
    return recovered.journal !== null && recovered.journal.size > 200;
  }

  function foldLimit(): number {
    return options.foldAfterBytes ?? Math.max(leastFoldBytes, 2 * backupBytes);
  }

  async function fold(): Promise<void> {
    while (folding) await folding.catch(() => undefined);
    folding = foldOnce().finally(() => {
      folding = null;
    });
    return folding;
  }

  async function foldOnce(): Promise<void> {
    fillNow();
    if (queue.isBroken()) return repairOnce();
    const next = await createJournal(disk, folder, nextNumber);
    nextNumber += 1;
    const { capture, sequence } = await queue
      .rotate(next, () => {
        hasUnfolded = false;
        return { capture: captureRows(carried), sequence: queue.sequence() };
      })
      .catch((error: unknown) => {
        dropJournal(next);
        throw error;
      });
    journals.push(next.number);
    try {
      await putBackup(capture, next.number, sequence);
    } catch (error) {
      hasUnfolded = true;
      throw error;
    }
  }

  /** The backup first, then the journals it makes needless. */
  async function putBackup(capture: Capture, journalNumber: number, sequence: number): Promise<void> {
    const pointer = { number: journalNumber, sequence };
    backupBytes = await writeBackup(disk, backupFile, capture, pointer, toTimestamp(clock()));
    for (const number of journals)
      if (number < journalNumber) fs.rmSync(journalPath(folder, number), { force: true });
    journals = journals.filter((number) => number >= journalNumber);
    foldAt = foldLimit();
  }

  function dropJournal(journal: { path: string; close(): void }): void {
    journal.close();
    fs.rmSync(journal.path, { force: true });
  }

  /** Folding is the repair. A full disk is not asked again for every write. */
  async function repair(): Promise<void> {
    const pause = performance.now() - lastRepair;
    if (!repairing && pause < repairPause) throw new AppError("unavailable", { cause: queue.lastError() });
    repairing ??= orUnavailable(fold).finally(() => {
      repairing = null;
      lastRepair = queue.isBroken() ? performance.now() : Number.NEGATIVE_INFINITY;
    });
    return repairing;
  }

  /**
   * A broken journal is never written to again. All that is in memory is durable elsewhere or was undone, so the backup
   * is written from memory, and only when it is in place a fresh journal takes over.
   */
  async function repairOnce(): Promise<void> {
    const next = await createJournal(disk, folder, nextNumber);
    try {
      await putBackup(captureRows(carried), next.number, queue.sequence());
    } catch (error) {
      dropJournal(next);
      throw error;
    }
    nextNumber += 1;
    journals.push(next.number);
    queue.replaceJournal(next);
    log(`Writing goes on in a fresh journal after: ${reasonOf(queue.lastError())}.`);
  }

  async function readDurable<T>(query: () => T): Promise<T> {
    for (;;) {
      if (!isOpen) throw closedError();
      fillNow();
      const value = query();
      const newest = queue.newest();
      if (!newest || (await newest.done) === null) return value;
    }
  }

  async function closeNow(): Promise<void> {
    clearTimeout(filling);
    await queue.idle();
    while (folding) await folding.catch(() => undefined);
    try {
      if (hasUnfolded || queue.isBroken()) await fold();
    } catch (error) {
      log(
        `The journal could not be folded into ${backupFile}: ${reasonOf(error)}. It is read at the next start.`,
      );
    }
    queue.close();
  }

  let closing: Promise<void> | null = null;

  return {
    tables,
    read(query) {
      if (!isOpen || fill || queue.newest()) return readDurable(query);
      try {
        return Promise.resolve(query());
      } catch (error) {
        return Promise.reject(error);
      }
    },
    async write(work) {
      for (;;) {
        if (!isOpen) throw closedError();
        fillNow();
        if (queue.isBroken()) {
          await repair();
          continue;
        }
        const changes = recordChanges();
        const before = queue.newest();
        let value;
        try {
          value = work(changes);
        } catch (error) {
          changes.undo();
          if (!before || (await before.done) === null) throw error;
          continue;
        }
        if (changes.isEmpty()) {
          if (!before || (await before.done) === null) return value;
          continue;
        }
        const lost = await queue.add(changes.toJson(), changes.undo).done;
        if (lost) throw lost;
        return value;
      }
    },
    fold,
    state: () => ({ isOpen, lastError: queue.lastError(), journalBytes: queue.journalBytes(), backupBytes }),
    async probe() {
      try {
        if (queue.isBroken()) await repair();
        // A transaction without changes goes the whole way to the disk.
        return isOpen && (await queue.add("[]", () => undefined).done) === null;
      } catch {
        return false;
      }
    },
    close() {
      isOpen = false;
      closing ??= closeNow();
      return closing;
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
