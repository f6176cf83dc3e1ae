import type { ReactNode } from "react";

import { cn } from "./cn.ts";

type EmptyStateProps = {
  title: ReactNode;
  /** What this place is for, in a sentence. */
  children?: ReactNode;
  /** One action, no more. */
  action?: ReactNode;
  className?: string;
};

/** A place with nothing in it yet: rings that wait to be filled, what they are for, and one way to begin. */
export function EmptyState({ title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn("grid justify-items-center gap-4 px-4 py-12 text-center", className)}>
      <svg viewBox="0 0 120 120" fill="none" aria-hidden="true" className="size-30">
        <circle
          cx="60"
          cy="60"
          r="55"
          strokeWidth="1.5"
          strokeDasharray="2 7"
          strokeLinecap="round"
          className="stroke-edge"
        />
        <circle
          cx="60"
          cy="60"
          r="39"
          strokeWidth="1.5"
          strokeDasharray="2 6"
          strokeLinecap="round"
          className="stroke-edge"
        />
        <circle cx="60" cy="60" r="23" strokeWidth="1.5" className="stroke-circle-close-friends" />
        <circle cx="60" cy="60" r="8" className="fill-circle-private" />
        <circle cx="87.6" cy="32.4" r="5" className="fill-circle-friends" />
        <circle cx="12.4" cy="32.5" r="5" className="fill-circle-public" />
      </svg>
      <div className="grid max-w-md gap-1.5">
        <h2 className="text-lg">{title}</h2>
        {children && <div className="text-soft">{children}</div>}
      </div>
      {action}
    </div>
  );
}
