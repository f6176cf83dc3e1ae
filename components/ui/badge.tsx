import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";

import { cn } from "./cn.ts";

const badgeClass = cva(
  "inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-[600] whitespace-nowrap",
  {
    variants: {
      tone: {
        plain: "bg-sunk text-soft ring-line ring-1 ring-inset",
        action: "bg-action-soft text-action",
        waiting: "bg-waiting-soft text-waiting-ink",
        danger: "bg-danger-soft text-danger",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

type BadgeProps = VariantProps<typeof badgeClass> & { children: ReactNode; className?: string };

export function Badge({ tone, children, className }: BadgeProps) {
  return <span className={cn(badgeClass({ tone }), className)}>{children}</span>;
}
