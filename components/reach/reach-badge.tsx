import type { CategoryKind } from "#lib/domain/visibility.ts";

import { Rings } from "../brand/rings.tsx";
import { cn } from "../ui/cn.ts";
import { Tooltip } from "../ui/tooltip.tsx";
import { namesInWords } from "./names-in-words.ts";

type ReachBadgeProps = {
  kind: CategoryKind;
  name: string;
  /** Which of one's own circles it is, for kind "custom". */
  mark?: number;
  /** Who that is right now; named in a tooltip when given. */
  people?: readonly string[];
  className?: string;
};

const badgeClass = "inline-flex items-center gap-2 text-sm text-ink";

/** How far a thing reaches: rings and the circle's name. */
export function ReachBadge({ kind, name, mark, people, className }: ReachBadgeProps) {
  const inside = (
    <>
      <Rings kind={kind} mark={mark} size="xs" />
      <span className="truncate">{name}</span>
    </>
  );

  if (!people) return <span className={cn(badgeClass, className)}>{inside}</span>;
  return (
    <Tooltip content={namesInWords(people)}>
      <button type="button" className={cn(badgeClass, "min-h-6 cursor-help rounded-sm", className)}>
        {inside}
      </button>
    </Tooltip>
  );
}
