/**
 * Makes transactions durable in the order in which they were applied. Those that wait together share one sync; when the
 * disk refuses, everything not durable yet is undone, newest first, and exactly its writers are told.
 */
import { AppError } from "#lib/domain/errors.ts";
import type { JournalFile } from "./journal-file.ts";
import { encodeFrame } from "./journal-frame.ts";

export type Waiting = {
  /** Fulfils with null once the transaction is durable, with the reason when it was undone. Never rejects. */
  readonly done: Promise<AppError | null>;
};

type Entry = Waiting & {
  readonly json: string;
  readonly undo: () => void;
  readonly settle: (lost: AppError | null) => void;
};

export type CommitQueue = {
  /** Takes a transaction that is applied in memory. `json` is its changes, `undo` takes them back. */
  add(json: string, undo: () => void): Waiting;
  /** The newest transaction that is applied and not durable yet; what is read while there is one could still be lost. */
  newest(): Waiting | null;
  /** Why writing failed the last time; null when it worked. */
  lastError(): unknown;
  /** True when the journal cannot be gone on with: nothing may be added before `replaceJournal`. */
  isBroken(): boolean;
  /** Sequence of the last durable frame. */
  sequence(): number;
  journalNumber(): number;
  journalBytes(): number;
  /**
   * Goes on in `next`. `capture` is called in between, at a moment when all that is applied is durable in the journals
   * before and nothing is in `next`. Rejects when what was waiting could not be made durable; the journal stays then.
   */
  rotate<T>(next: JournalFile, capture: () => T): Promise<T>;
  /** Goes on in `next` after the old journal broke. */
  replaceJournal(next: JournalFile): void;
  /** Fulfils when nothing is waiting. */
  idle(): Promise<void>;
  close(): void;
};

type CommitQueueOptions = {
  readonly journal: JournalFile;
  readonly sequence: number;
  /** Told after every frame. */
  readonly onAppended: () => void;
  /** Told after the disk refused one. */
  readonly onRefused: () => void;
};

/** Up to this many writers at once are served fastest by writing at once, without handing over to another thread. */
const fewWriters = 2;
/** A disk that takes longer than this for a sync, in milliseconds, must not hold up everything else. Shorter ones cost less than handing over. */
const patience = 3;

export function createCommitQueue(options: CommitQueueOptions): CommitQueue {
  let journal = options.journal;
  let sequence = options.sequence;
  let queue: Entry[] = [];
  let inFlight: Entry[] = [];
  let newest: Entry | null = null;
  let isScheduled = false;
  let isBroken = false;
  let lastError: unknown = null;
  let syncTime = 0;
  let rotation: { run: () => void; fail: (error: unknown) => void } | null = null;

  /** The next turn of the event loop, so that all writers of this turn share the sync and nobody else is starved. */
  function schedule(): void {
    if (isScheduled || inFlight.length > 0) return;
    isScheduled = true;
    setImmediate(work);
  }

  function work(): void {
    isScheduled = false;
    const mustBeNow = rotation !== null;
    if (queue.length > 0) {
      inFlight = queue;
      queue = [];
      const frame = encodeFrame(sequence + 1, `[${inFlight.map((entry) => entry.json).join(",")}]`);
      if (!mustBeNow && !(inFlight.length <= fewWriters && syncTime < patience)) {
        appendBeside(frame);
        return;
      }
      if (!appendNow(frame)) return;
    }
    if (rotation) {
      const { run } = rotation;
      rotation = null;
      run();
    }
  }

  function appendNow(frame: Buffer): boolean {
    const start = performance.now();
    try {
      journal.appendSync(frame);
    } catch (error) {
      undoAll(error);
      return false;
    }
    noteSyncTime(performance.now() - start);
    settleAll();
    return true;
  }

  function appendBeside(frame: Buffer): void {
    const start = performance.now();
    journal.append(frame).then(
      () => {
        noteSyncTime(performance.now() - start);
        settleAll();
      },
      (error: unknown) => undoAll(error),
    );
  }

  /** Follows the disk slowly, so that one slow sync does not change the way of writing and a slow disk does. */
  function noteSyncTime(milliseconds: number): void {
    syncTime += (milliseconds - syncTime) / 16;
  }

  function settleAll(): void {
    sequence += 1;
    lastError = null;
    const durable = inFlight;
    inFlight = [];
    if (queue.length === 0) newest = null;
    for (const entry of durable) entry.settle(null);
    options.onAppended();
    if (queue.length > 0 || rotation) schedule();
  }

  function undoAll(error: unknown): void {
    const lost = [...inFlight, ...queue];
    inFlight = [];
    queue = [];
    newest = null;
    for (const entry of lost.toReversed()) entry.undo();
    lastError = error;
    isBroken = !journal.cutBack();
    for (const entry of lost) entry.settle(new AppError("unavailable", { cause: error }));
    rotation?.fail(new AppError("unavailable", { cause: error }));
    rotation = null;
    options.onRefused();
  }

  return {
    add(json, undo) {
      const entry = createEntry(json, undo);
      queue.push(entry);
      newest = entry;
      schedule();
      return entry;
    },
    newest: () => newest,
    lastError: () => lastError,
    isBroken: () => isBroken,
    sequence: () => sequence,
    journalNumber: () => journal.number,
    journalBytes: () => journal.size(),
    rotate: (next, capture) =>
      new Promise((resolve, reject) => {
        const run = () => {
          const captured = capture();
          journal.close();
          journal = next;
          resolve(captured);
        };
        rotation = { run, fail: reject };
        schedule();
      }),
    replaceJournal(next) {
      journal.close();
      journal = next;
      isBroken = false;
    },
    async idle() {
      while (newest) await newest.done;
    },
    close() {
      journal.cutBack();
      journal.close();
    },
  };
}

function createEntry(json: string, undo: () => void): Entry {
  const { promise, resolve } = Promise.withResolvers<AppError | null>();
  return { json, undo, done: promise, settle: resolve };
}
