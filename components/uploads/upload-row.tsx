import { CircleAlert, Pause, Play, RotateCw, X } from "lucide-react";
import type { ReactNode } from "react";

import { displayName } from "#lib/domain/file-names.ts";

import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { ProgressRing } from "../ui/progress.tsx";
import { canCancel, canPause, type UploadItem } from "./upload-state.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { itemInWords } from "./upload-words.ts";

type UploadRowProps = { item: UploadItem; isOnline: boolean; queue: UploadQueue | null };

/** One upload: how far it is, in a ring and in words, and what can be done about it. */
export function UploadRow({ item, isOnline, queue }: UploadRowProps) {
  const name = displayName(item.name);
  const isBad = item.phase.kind === "refused" || item.phase.kind === "failed";
  return (
    <li className="border-line animate-rise grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 border-b py-3 last:border-0">
      <RowRing item={item} name={name} />
      <div className="min-w-0">
        <p className="truncate font-[600]" title={name}>
          <bdi>{name}</bdi>
        </p>
        <p className={cn("text-sm tabular-nums", isBad ? "text-danger" : "text-soft")}>
          {itemInWords(item, isOnline)}
        </p>
      </div>
      {queue && <RowDeeds item={item} name={name} queue={queue} />}
    </li>
  );
}

function RowRing({ item, name }: { item: UploadItem; name: string }) {
  const { kind } = item.phase;
  if (kind === "refused" || kind === "failed") {
    return <CircleAlert aria-hidden="true" className="text-danger size-8" strokeWidth={1.5} />;
  }
  return <ProgressRing label={name} value={kind === "checking" ? undefined : item.sent / item.size} />;
}

function RowDeeds({ item, name, queue }: { item: UploadItem; name: string; queue: UploadQueue }) {
  const { id, phase } = item;
  return (
    <div className="flex gap-1">
      {canPause(item) && (
        <Deed label={`Pause ${name}`} onPress={() => queue.pause(id)}>
          <Pause aria-hidden="true" />
        </Deed>
      )}
      {phase.kind === "paused" && (
        <Deed label={`Resume ${name}`} onPress={() => queue.resume(id)}>
          <Play aria-hidden="true" />
        </Deed>
      )}
      {(phase.kind === "failed" || phase.kind === "waiting") && (
        <Deed label={`Try ${name} again`} onPress={() => queue.retry(id)}>
          <RotateCw aria-hidden="true" />
        </Deed>
      )}
      {canCancel(item) && (
        <Deed label={`Cancel ${name}`} onPress={() => queue.cancel(id)}>
          <X aria-hidden="true" />
        </Deed>
      )}
      {(phase.kind === "refused" || phase.kind === "failed") && (
        <Deed label={`Dismiss ${name}`} onPress={() => queue.dismiss(id)}>
          <X aria-hidden="true" />
        </Deed>
      )}
    </div>
  );
}

function Deed({ label, onPress, children }: { label: string; onPress: () => void; children: ReactNode }) {
  return (
    <Button variant="quiet" size="icon" aria-label={label} onClick={onPress}>
      {children}
    </Button>
  );
}
