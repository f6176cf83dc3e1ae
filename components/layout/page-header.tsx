import type { ReactNode } from "react";

import { cn } from "../ui/cn.ts";

type PageHeaderProps = {
  title: ReactNode;
  lead?: ReactNode;
  /** Buttons; they move below the words on a phone. */
  actions?: ReactNode;
  className?: string;
};

/** The top of a page: what it is, what it is for, what can be done. */
export function PageHeader({ title, lead, actions, className }: PageHeaderProps) {
  return (
    <header className={cn("mb-8 flex flex-wrap items-end justify-between gap-x-8 gap-y-5", className)}>
      <div className="max-w-read grid gap-2">
        <h1 className="text-2xl">{title}</h1>
        {lead && <p className="text-soft text-lg">{lead}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
    </header>
  );
}
