"use client";

import { useEffect, useState, useSyncExternalStore } from "react";

import type { DocumentView, UploadView } from "#lib/domain/document-view.ts";

import { openKeptFiles } from "./kept-files.ts";
import { createUploadQueue, type QueuePorts, type UploadQueue } from "./upload-queue.ts";
import { announce, discard, finish } from "./upload-requests.ts";
import { emptyQueue, isUnderWay, reduceQueue, type QueueState } from "./upload-state.ts";
import { send } from "./upload-transfer.ts";

const lockOf = (id: string) => `keepintouch upload ${id}`;

const browserPorts: Omit<QueuePorts, "kept"> = {
  announce,
  send,
  finish,
  discard,
  // Locks exist on https and localhost only; without them two tabs may send the same bytes, which does no harm.
  exclusively: async (id, work) => {
    if (!("locks" in navigator)) return work().then(() => true);
    return navigator.locks.request(lockOf(id), { ifAvailable: true }, async (lock) => {
      if (!lock) return false;
      await work();
      return true;
    });
  },
  whenFree: (id) => navigator.locks.request(lockOf(id), () => undefined),
  now: Date.now,
  schedule: (milliseconds, work) => void setTimeout(work, milliseconds),
};

type Held = { readonly owner: string; readonly queue: UploadQueue };

/** Outside of React, so that uploads go on while the person walks through the app. */
let held: Held | null = null;

function queueOf(owner: string): UploadQueue {
  if (held?.owner !== owner) {
    held?.queue.pauseAll();
    const queue = createUploadQueue(owner, { ...browserPorts, kept: openKeptFiles() });
    held = { owner, queue };
    queue.setOnline(navigator.onLine);
    window.addEventListener("online", () => queue.setOnline(true));
    window.addEventListener("offline", () => queue.setOnline(false));
    window.addEventListener("beforeunload", (event) => {
      if (queue.getState().items.some(isUnderWay)) event.preventDefault();
    });
  }
  return held.queue;
}

type UploadQueueOptions = {
  /** Whose uploads these are. */
  owner: string;
  /** What the server knew of when the page was made. */
  uploads: readonly UploadView[];
  onAccepted: (document: DocumentView) => void;
};

/** The queue of this browser; null until the page has come to life. */
export function useUploadQueue({ owner, uploads, onAccepted }: UploadQueueOptions): {
  queue: UploadQueue | null;
  state: QueueState;
} {
  const queue = useSyncExternalStore(
    subscribeToNothing,
    () => queueOf(owner),
    () => null,
  );
  const [before] = useState(() => reduceQueue(emptyQueue, { type: "listed", uploads }));

  useEffect(() => void queue?.restore(uploads), [queue, uploads]);

  useEffect(() => queue?.onAccepted(onAccepted), [queue, onAccepted]);

  const state = useSyncExternalStore(
    queue?.subscribe ?? subscribeToNothing,
    () => queue?.getState() ?? before,
    () => before,
  );
  return { queue, state };
}

const subscribeToNothing = () => () => undefined;
