"use client";

import { useEffect, useState } from "react";

import { Button } from "../ui/button.tsx";
import { ProgressBar } from "../ui/progress.tsx";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";
import { canPause, summarise, type QueueState } from "./upload-state.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { UploadRow } from "./upload-row.tsx";
import { summaryInWords } from "./upload-words.ts";

type UploadPanelProps = { state: QueueState; queue: UploadQueue | null };

/** All uploads: together in one line and one bar, then one by one. Nothing at all while there is nothing to say. */
export function UploadPanel({ state, queue }: UploadPanelProps) {
  const summary = summarise(state);
  const words = summaryInWords(summary);
  const rows = state.items.filter(({ phase }) => phase.kind !== "done");

  return (
    <section aria-label="Uploads" hidden={state.items.length === 0} className="noscript:hidden">
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="font-[600]">{words}</p>
        {queue && rows.length > 0 && <DeedsForAll state={state} queue={queue} />}
        {queue && rows.length === 0 && (
          <Button variant="quiet" size="sm" onClick={() => queue.clear()}>
            Close
          </Button>
        )}
      </div>
      <Announcement words={words} />
      {summary.underWay + summary.paused > 0 && (
        <ProgressBar value={summary.progress} label="All uploads" className="mt-2" />
      )}
      <ul className="mt-2">
        {rows.map((item) => (
          <UploadRow key={item.id} item={item} isOnline={state.isOnline} queue={queue} />
        ))}
      </ul>
    </section>
  );
}

function DeedsForAll({ state, queue }: { state: QueueState; queue: UploadQueue }) {
  const pausable = state.items.filter(canPause).length;
  const paused = state.items.filter(({ phase }) => phase.kind === "paused").length;
  return (
    <div className="flex gap-2">
      {pausable > 1 && (
        <Button variant="quiet" size="sm" onClick={() => queue.pauseAll()}>
          Pause all
        </Button>
      )}
      {paused > 1 && (
        <Button variant="quiet" size="sm" onClick={() => queue.resumeAll()}>
          Resume all
        </Button>
      )}
    </div>
  );
}

/** Milliseconds of quiet before something new is read out, so that ten files do not make ten announcements. */
const pause = 1200;

function Announcement({ words }: { words: string }) {
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(words), pause);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <div role="status">
      <VisuallyHidden>{spoken}</VisuallyHidden>
    </div>
  );
}
