/** The queue of uploads as a pure state machine: what happened goes in, what is shown and what may start comes out. */
import type { UploadView } from "#lib/domain/document-view.ts";

export type Phase =
  /** Its turn comes. */
  | { readonly kind: "queued" }
  /** Known from before the page was loaded; whether its file is still in this browser is being looked up. */
  | { readonly kind: "looking" }
  | { readonly kind: "sending" }
  /** All bytes are there; they are being checked and cleaned. */
  | { readonly kind: "checking" }
  /** The connection or the server failed; `retryAt` in milliseconds since the epoch, null until the network is back. */
  | { readonly kind: "waiting"; readonly reason: "offline" | "unreachable"; readonly retryAt: number | null }
  | { readonly kind: "paused" }
  /** Begun before, but this browser no longer has the file: it has to be chosen again. */
  | { readonly kind: "fileless" }
  /** Another tab of this browser is at it. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "refused"; readonly sentence: string }
  /** Not refused for what it is: trying again may help. */
  | { readonly kind: "failed"; readonly sentence: string }
  | { readonly kind: "done" };

export type UploadItem = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly categoryId: string | null;
  /** Bytes that are on their way or there. */
  readonly sent: number;
  /** Failures in a row without a byte of progress between them. */
  readonly failures: number;
  /**
   * What is known of it on the server: nothing yet; that it was announced; or that this browser kept its file while the
   * server does not list it, so that it was either never announced or finished while nobody looked.
   */
  readonly standing: "new" | "announced" | "unsure";
  readonly phase: Phase;
};

export type QueueState = {
  readonly items: readonly UploadItem[];
  readonly isOnline: boolean;
};

export type ChosenFile = Pick<UploadItem, "id" | "name" | "type" | "size" | "categoryId"> & {
  /** Why it is not even tried; null when it is. */
  readonly refusal: string | null;
};

export type KeptUpload = Pick<UploadItem, "id" | "name" | "type" | "size" | "categoryId">;

export type QueueEvent =
  | { readonly type: "chosen"; readonly files: readonly ChosenFile[] }
  /** The server's uploads, when the page was loaded. */
  | { readonly type: "listed"; readonly uploads: readonly UploadView[] }
  /** The files this browser kept, once it was looked. */
  | { readonly type: "looked"; readonly kept: readonly KeptUpload[] }
  | { readonly type: "fileGiven"; readonly id: string }
  | { readonly type: "started"; readonly id: string }
  | { readonly type: "announced"; readonly id: string }
  | { readonly type: "forgotten"; readonly id: string }
  | { readonly type: "progressed"; readonly id: string; readonly sent: number }
  | { readonly type: "arrived"; readonly id: string }
  | { readonly type: "accepted"; readonly id: string }
  | { readonly type: "refused"; readonly id: string; readonly sentence: string }
  | { readonly type: "failed"; readonly id: string; readonly sentence: string }
  | { readonly type: "interrupted"; readonly id: string; readonly now: number }
  | { readonly type: "retried"; readonly id: string }
  | { readonly type: "heldElsewhere"; readonly id: string }
  /** The other tab stopped; what it left is not known. */
  | { readonly type: "freed"; readonly id: string }
  | { readonly type: "paused"; readonly id: string }
  | { readonly type: "resumed"; readonly id: string }
  /** Cancelled or dismissed: it is gone from the list. */
  | { readonly type: "dropped"; readonly id: string }
  | { readonly type: "cleared" }
  | { readonly type: "wentOffline" }
  | { readonly type: "wentOnline" };

/** Sent at the same time; more only makes each of them slower. */
export const parallelUploads = 3;

export const emptyQueue: QueueState = { items: [], isOnline: true };

const longestDelay = 15_000;

/** Milliseconds until the next try; it never gives up, because a restart of the server may take a while. */
export function retryDelay(failures: number): number {
  return Math.min(longestDelay, 1000 * 2 ** Math.max(0, failures - 1));
}

export function reduceQueue(state: QueueState, event: QueueEvent): QueueState {
  switch (event.type) {
    case "chosen":
      return { ...state, items: [...withoutOldNews(state.items), ...event.files.map(toItem)] };
    case "listed":
      return { ...state, items: [...state.items, ...newlyListed(state, event.uploads)] };
    case "looked":
      return { ...state, items: afterLooking(state.items, event.kept) };
    case "wentOffline":
      return { items: state.items.map(stranded), isOnline: false };
    case "wentOnline":
      return { items: state.items.map(woken), isOnline: true };
    case "dropped":
      return { ...state, items: state.items.filter(({ id }) => id !== event.id) };
    case "cleared":
      return { ...state, items: state.items.filter((item) => isUnderWay(item) || isSettledBadly(item)) };
    default:
      return change(state, event.id, (item) => reduceItem(item, event, state.isOnline));
  }
}

type ItemEvent = Extract<QueueEvent, { id: string }>;

function reduceItem(item: UploadItem, event: ItemEvent, isOnline: boolean): UploadItem {
  switch (event.type) {
    case "fileGiven":
    case "retried":
      return inPhase(item, { kind: "queued" });
    case "resumed":
      return item.phase.kind === "paused" ? inPhase(item, { kind: "queued" }) : item;
    case "started":
      return inPhase(item, { kind: "sending" });
    case "announced":
      return { ...item, standing: "announced" };
    case "forgotten":
      return { ...inPhase(item, { kind: "queued" }), standing: "new", sent: 0, failures: item.failures + 1 };
    case "progressed":
      return { ...item, sent: event.sent, failures: event.sent > item.sent ? 0 : item.failures };
    case "arrived":
      return { ...inPhase(item, { kind: "checking" }), sent: item.size };
    case "accepted":
      return { ...inPhase(item, { kind: "done" }), sent: item.size };
    case "refused":
      return inPhase(item, { kind: "refused", sentence: event.sentence });
    case "failed":
      return inPhase(item, { kind: "failed", sentence: event.sentence });
    case "interrupted":
      return isActive(item) ? interrupted(item, event.now, isOnline) : item;
    case "freed":
      return { ...inPhase(item, { kind: "queued" }), standing: "unsure" };
    case "heldElsewhere":
      return inPhase(item, { kind: "elsewhere" });
    case "paused":
      return canPause(item) ? inPhase(item, { kind: "paused" }) : item;
    case "dropped":
      return item;
  }
}

function interrupted(item: UploadItem, now: number, isOnline: boolean): UploadItem {
  const failures = item.failures + 1;
  const phase: Phase = isOnline
    ? { kind: "waiting", reason: "unreachable", retryAt: now + retryDelay(failures) }
    : { kind: "waiting", reason: "offline", retryAt: null };
  return { ...item, failures, phase };
}

function change(state: QueueState, id: string, edit: (item: UploadItem) => UploadItem): QueueState {
  return { ...state, items: state.items.map((item) => (item.id === id ? edit(item) : item)) };
}

function inPhase(item: UploadItem, phase: Phase): UploadItem {
  return { ...item, phase };
}

function toItem({ refusal, ...file }: ChosenFile): UploadItem {
  const phase: Phase = refusal === null ? { kind: "queued" } : { kind: "refused", sentence: refusal };
  return { ...file, sent: 0, failures: 0, standing: "new", phase };
}

function newlyListed({ items }: QueueState, uploads: readonly UploadView[]): UploadItem[] {
  return uploads
    .filter((upload) => items.every(({ id }) => id !== upload.id))
    .map(({ id, name, declaredType, size, received }) => ({
      ...{ id, name, size, type: declaredType, categoryId: null, sent: received, failures: 0 },
      standing: "announced",
      phase: { kind: "looking" },
    }));
}

function afterLooking(items: readonly UploadItem[], kept: readonly KeptUpload[]): UploadItem[] {
  const keptIds = new Set(kept.map(({ id }) => id));
  const known = items.map((item) => {
    if (item.phase.kind !== "looking") return item;
    // With every byte there, the file itself is not needed any more.
    const canGoOn = keptIds.has(item.id) || item.sent === item.size;
    return inPhase(item, { kind: canGoOn ? "queued" : "fileless" });
  });
  const unlisted = kept
    .filter(({ id }) => items.every((item) => item.id !== id))
    .map((file): UploadItem => ({ ...toItem({ ...file, refusal: null }), standing: "unsure" }));
  return [...known, ...unlisted];
}

/** Offline: what failed a moment ago did so for that reason, and trying again by the clock is of no use. */
function stranded(item: UploadItem): UploadItem {
  if (item.phase.kind !== "waiting") return item;
  return inPhase(item, { kind: "waiting", reason: "offline", retryAt: null });
}

/** Back online: whatever waits tries at once. */
function woken(item: UploadItem): UploadItem {
  return item.phase.kind === "waiting" ? inPhase(item, { kind: "queued" }) : item;
}

/** When something new is chosen after all is done, what was done is not counted any more. */
function withoutOldNews(items: readonly UploadItem[]): readonly UploadItem[] {
  return items.some(isUnderWay) ? items : items.filter(({ phase }) => phase.kind !== "done");
}

function isActive({ phase }: UploadItem): boolean {
  return phase.kind === "sending" || phase.kind === "checking";
}

/** Goes on by itself, now or later. */
export function isUnderWay(item: UploadItem): boolean {
  return isActive(item) || ["queued", "waiting", "looking", "elsewhere"].includes(item.phase.kind);
}

function isSettledBadly({ phase }: UploadItem): boolean {
  return ["refused", "failed", "paused", "fileless"].includes(phase.kind);
}

export function canPause({ phase }: UploadItem): boolean {
  return phase.kind === "sending" || phase.kind === "queued" || phase.kind === "waiting";
}

/** Once its bytes are being checked, it is too late: delete the document instead. */
export function canCancel({ phase }: UploadItem): boolean {
  return ["queued", "sending", "waiting", "paused", "fileless"].includes(phase.kind);
}

/** Ids whose turn it is, oldest first. */
export function startable({ items, isOnline }: QueueState): string[] {
  if (!isOnline) return [];
  const free = parallelUploads - items.filter(isActive).length;
  const queued = items.filter(({ phase }) => phase.kind === "queued");
  return queued.slice(0, Math.max(0, free)).map(({ id }) => id);
}

/** The one that waits for this very file: same name, size and type. */
export function waitingFor(
  { items }: QueueState,
  file: { name: string; size: number; type: string },
): UploadItem | null {
  const isSame = (item: UploadItem) =>
    item.name === file.name && item.size === file.size && item.type === file.type;
  return items.find((item) => item.phase.kind === "fileless" && isSame(item)) ?? null;
}

export type QueueSummary = {
  readonly underWay: number;
  readonly done: number;
  readonly refused: number;
  readonly failed: number;
  readonly paused: number;
  readonly fileless: number;
  /** Held up by the network or the server. */
  readonly waiting: number;
  /** 0 to 1 over all bytes of what was not refused. */
  readonly progress: number;
};

export function summarise({ items }: QueueState): QueueSummary {
  const count = (kind: Phase["kind"]) => items.filter(({ phase }) => phase.kind === kind).length;
  const counted = items.filter(({ phase }) => phase.kind !== "refused" && phase.kind !== "fileless");
  const total = counted.reduce((sum, { size }) => sum + size, 0);
  const sent = counted.reduce((sum, item) => sum + item.sent, 0);
  return {
    underWay: items.filter(isUnderWay).length,
    done: count("done"),
    refused: count("refused"),
    failed: count("failed"),
    paused: count("paused"),
    fileless: count("fileless"),
    waiting: count("waiting"),
    progress: total === 0 ? 0 : sent / total,
  };
}
