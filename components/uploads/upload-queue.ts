/** Runs the queue: starts what may start, keeps files until they are accepted, and tells those who look. */
import { earlyRefusal } from "#lib/domain/document-kinds.ts";
import type { DocumentView, UploadView } from "#lib/domain/document-view.ts";
import { createId } from "#lib/domain/ids.ts";
import type { KeptFiles } from "./kept-files.ts";
import type { Answer } from "./upload-answers.ts";
import {
  emptyQueue,
  reduceQueue,
  startable,
  waitingFor,
  type ChosenFile,
  type QueueEvent,
  type QueueState,
  type UploadItem,
} from "./upload-state.ts";
import type { Sending, Transfer } from "./upload-transfer.ts";

/** What the queue needs of the world. */
export type QueuePorts = {
  announce(item: UploadItem): Promise<Answer>;
  send(item: UploadItem, file: Blob, sending: Sending): Transfer;
  finish(id: string): Promise<Answer>;
  discard(id: string): Promise<void>;
  readonly kept: KeptFiles;
  /** Runs `work` while no other tab of this browser works on the same upload; false when one does. */
  exclusively(id: string, work: () => Promise<void>): Promise<boolean>;
  /** Fulfils when no other tab is at it any more. */
  whenFree(id: string): Promise<void>;
  now(): number;
  /** Calls back after so many milliseconds. */
  schedule(milliseconds: number, work: () => void): void;
};

export type UploadQueue = {
  getState(): QueueState;
  subscribe(listener: () => void): () => void;
  /** Told of every document that came of an upload. */
  onAccepted(listener: (document: DocumentView) => void): () => void;
  /** Uploads the server knows of. Those whose files this browser kept go on. */
  restore(uploads: readonly UploadView[]): Promise<void>;
  add(files: readonly File[], categoryId: string | null): void;
  pause(id: string): void;
  resume(id: string): void;
  retry(id: string): void;
  cancel(id: string): void;
  pauseAll(): void;
  resumeAll(): void;
  /** Takes one that ended off the list. */
  dismiss(id: string): void;
  /** Takes all off the list that ended well. */
  clear(): void;
  setOnline(isOnline: boolean): void;
};

/** `owner` says whose the files are, so that nobody else's are ever sent. */
export function createUploadQueue(owner: string, ports: QueuePorts): UploadQueue {
  let state: QueueState = emptyQueue;
  const files = new Map<string, Blob>();
  const transfers = new Map<string, Transfer>();
  const listeners = new Set<() => void>();
  const acceptedListeners = new Set<(document: DocumentView) => void>();

  function dispatch(event: QueueEvent): void {
    const next = reduceQueue(state, event);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
    // Asked anew each time: starting one dispatches, and what that starts must not be started again here.
    for (let [id] = startable(state); id !== undefined; [id] = startable(state)) begin(id);
  }

  const find = (id: string) => state.items.find((item) => item.id === id) ?? null;

  function begin(id: string): void {
    dispatch({ type: "started", id });
    void ports
      .exclusively(id, () => run(id))
      .then((had) => {
        if (had || find(id)?.phase.kind !== "sending") return;
        dispatch({ type: "heldElsewhere", id });
        void ports.whenFree(id).then(() => takeOver(id));
      });
  }

  /** The other tab may have finished it or given it up; asking first spares sending it again. */
  function takeOver(id: string): void {
    if (find(id)?.phase.kind === "elsewhere") dispatch({ type: "freed", id });
  }

  /** From wherever it stands to its end, or to where it has to wait. */
  async function run(id: string): Promise<void> {
    const item = find(id);
    if (item?.phase.kind !== "sending") return;
    const answer = await makeKnown(item);
    if (answer.kind !== "ok" && answer.kind !== "incomplete") return settle(id, answer);
    if (find(id)?.phase.kind !== "sending") return;
    const target = answer.kind === "ok" ? (answer.target ?? null) : null;
    const sent = await transfer(item, { isFresh: item.standing === "new", target });
    if (sent === null) return;
    if (sent.kind !== "ok") return settle(id, sent);
    dispatch({ type: "arrived", id });
    settle(id, await ports.finish(id));
  }

  /** Sees to it that the server knows of the upload; any other answer than `ok` and `incomplete` says why it does not. */
  async function makeKnown(item: UploadItem): Promise<Answer> {
    const { id, standing } = item;
    if (standing === "announced" && item.sent < item.size) return { kind: "ok" };
    // With every byte sent it may have been finished while the answer was lost.
    const answer = standing === "new" ? await ports.announce(item) : await ports.finish(id);
    const isKnown = answer.kind === "ok" || answer.kind === "incomplete";
    if (isKnown) dispatch({ type: "announced", id });
    // Cancelled while it was being announced: the cancelling came too early to find it.
    if (isKnown && !find(id)) void ports.discard(id);
    return answer;
  }

  /** Null when it was paused or cancelled meanwhile. */
  async function transfer(
    item: UploadItem,
    how: Pick<Sending, "isFresh" | "target">,
  ): Promise<Answer | null> {
    const file = files.get(item.id);
    // All bytes are there already, only the outcome is not known.
    if (!file) return { kind: "ok" };
    const ended = new Promise<Answer | null>((resolve) => {
      const onProgress = (sent: number) => {
        if (sent >= item.size) dispatch({ type: "arrived", id: item.id });
        else dispatch({ type: "progressed", id: item.id, sent });
      };
      const running = ports.send(item, file, { ...how, onProgress, onEnd: resolve });
      transfers.set(item.id, {
        stop() {
          running.stop();
          resolve(null);
        },
      });
    });
    return ended.finally(() => transfers.delete(item.id));
  }

  function settle(id: string, answer: Answer): void {
    switch (answer.kind) {
      case "accepted":
        letGo(id);
        dispatch({ type: "accepted", id });
        for (const listener of acceptedListeners) listener(answer.document);
        return;
      case "refused":
        letGo(id);
        return dispatch({ type: "refused", id, sentence: answer.sentence });
      case "failed":
        return dispatch({ type: "failed", id, sentence: answer.sentence });
      case "unknown":
        return again(id);
      case "ok":
      case "incomplete":
      case "unreachable":
        return interrupt(id);
    }
  }

  /** The server has forgotten it, or it expired: it is announced anew, from the first byte. */
  function again(id: string): void {
    if (files.has(id)) dispatch({ type: "forgotten", id });
    else dispatch({ type: "dropped", id });
  }

  function interrupt(id: string): void {
    dispatch({ type: "interrupted", id, now: ports.now() });
    const phase = find(id)?.phase;
    if (phase?.kind !== "waiting" || phase.retryAt === null) return;
    const { retryAt } = phase;
    ports.schedule(retryAt - ports.now(), () => {
      const later = find(id)?.phase;
      if (later?.kind === "waiting" && later.retryAt === retryAt) dispatch({ type: "retried", id });
    });
  }

  function stop(id: string): void {
    transfers.get(id)?.stop();
  }

  function letGo(id: string): void {
    files.delete(id);
    void ports.kept.remove(id);
  }

  function hold(file: File, { id, name, type, size, categoryId }: Omit<ChosenFile, "refusal">): void {
    files.set(id, file);
    void ports.kept.keep({ id, name, type, size, categoryId, owner, file, keptAt: ports.now() });
  }

  function pause(id: string): void {
    dispatch({ type: "paused", id });
    if (find(id)?.phase.kind === "paused") stop(id);
  }

  function add(chosen: readonly File[], categoryId: string | null): void {
    const fresh: ChosenFile[] = [];
    for (const file of chosen) {
      const waiting = waitingFor(state, file);
      if (waiting) {
        hold(file, waiting);
        dispatch({ type: "fileGiven", id: waiting.id });
        continue;
      }
      const { name, type, size } = file;
      const entry = { id: createId(), name, type, size, categoryId, refusal: earlyRefusal(file) };
      if (entry.refusal === null) hold(file, entry);
      fresh.push(entry);
    }
    if (fresh.length > 0) dispatch({ type: "chosen", files: fresh });
  }

  async function restore(uploads: readonly UploadView[]): Promise<void> {
    dispatch({ type: "listed", uploads });
    const kept = await ports.kept.list(owner, ports.now());
    for (const { id, file } of kept) if (!files.has(id)) files.set(id, file);
    dispatch({ type: "looked", kept });
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onAccepted(listener) {
      acceptedListeners.add(listener);
      return () => acceptedListeners.delete(listener);
    },
    restore,
    add,
    pause,
    resume: (id) => dispatch({ type: "resumed", id }),
    retry: (id) => dispatch({ type: "retried", id }),
    cancel(id) {
      stop(id);
      letGo(id);
      dispatch({ type: "dropped", id });
      void ports.discard(id);
    },
    pauseAll: () => state.items.forEach(({ id }) => pause(id)),
    resumeAll: () => state.items.forEach(({ id }) => dispatch({ type: "resumed", id })),
    dismiss(id) {
      letGo(id);
      dispatch({ type: "dropped", id });
    },
    clear: () => dispatch({ type: "cleared" }),
    setOnline(isOnline) {
      dispatch({ type: isOnline ? "wentOnline" : "wentOffline" });
      if (isOnline) return;
      // A connection that is gone may take minutes to say so.
      for (const { id, phase } of state.items) {
        if (phase.kind !== "sending") continue;
        stop(id);
        interrupt(id);
      }
    },
  };
}
