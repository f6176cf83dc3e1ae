import type { DocumentUsage } from "#lib/domain/document-view.ts";

import { cn } from "../ui/cn.ts";
import { ProgressBar } from "../ui/progress.tsx";
import { bytesInWords } from "./facts-in-words.ts";

/** How much is stored, and how much can be. */
export function SpaceUsed({ usage, className }: { usage: DocumentUsage; className?: string }) {
  const { documents, bytes, maximumBytes } = usage;
  const count = documents === 1 ? "1 document" : `${documents} documents`;
  return (
    <div className={cn("grid w-52 max-w-full gap-2 sm:text-right", className)}>
      <p className="text-soft text-sm tabular-nums">
        {count}, {bytesInWords(bytes)} of {bytesInWords(maximumBytes)}
      </p>
      <ProgressBar
        value={bytes / maximumBytes}
        tone={bytes / maximumBytes > 0.9 ? "danger" : "plain"}
        label="Space used"
      />
    </div>
  );
}
