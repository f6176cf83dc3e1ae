import type { CategoryKind } from "#lib/domain/visibility.ts";

import { Rings } from "../brand/rings.tsx";
import { cn } from "../ui/cn.ts";

export type ReachBadgeProps = {
  kind: CategoryKind;
  name: string;
  /** Which of one's own circles it is, for kind "custom". */
  mark?: number;
  className?: string;
};

/** How far a thing reaches: rings and the circle's name. */
export function ReachBadge({ kind, name, mark, className }: ReachBadgeProps) {
  return (
    <span className={cn("text-ink inline-flex items-center gap-2 text-sm", className)}>
      <Rings kind={kind} mark={mark} size="xs" />
      <span className="truncate">{name}</span>
    </span>
  );
}
