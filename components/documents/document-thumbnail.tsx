import { AudioLines, FileText, Image as Picture, Table2 } from "lucide-react";

import { documentKinds } from "#lib/domain/document-kinds.ts";
import type { DocumentView } from "#lib/domain/document-view.ts";

import { cn } from "../ui/cn.ts";

const icons = { photo: Picture, audio: AudioLines, document: FileText } as const;

type ThumbnailProps = { document: Pick<DocumentView, "kind" | "thumbnailUrl">; className?: string };

/** A small picture of it, or the sign of its kind. Decorative: the name stands beside it. */
export function DocumentThumbnail({ document, className }: ThumbnailProps) {
  const { kind, thumbnailUrl } = document;
  const frame = "bg-sunk border-line size-14 shrink-0 overflow-hidden rounded-sm border";
  if (thumbnailUrl !== null) {
    return (
      <img
        src={thumbnailUrl}
        alt=""
        width={56}
        height={56}
        loading="lazy"
        decoding="async"
        className={cn(frame, kind === "pdf" ? "object-cover object-top" : "object-cover", className)}
      />
    );
  }
  const Icon = kind === "csv" ? Table2 : icons[documentKinds[kind].group];
  return (
    <span aria-hidden="true" className={cn(frame, "text-soft grid place-items-center", className)}>
      <Icon className="size-6" />
    </span>
  );
}
