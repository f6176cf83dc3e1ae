import { cn } from "./cn.ts";

/** Holds the place of what is coming, at its size. Put one `role="status"` with words around the whole group. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cn("animate-breathe bg-line block rounded-sm", className)} />;
}
