import { CircleAlert, Hourglass, Info } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "./cn.ts";

type CalloutProps = {
  tone?: "info" | "waiting" | "danger";
  title?: ReactNode;
  /** `alert` for what just went wrong, `status` for what just changed; leave out for what was there from the start. */
  role?: "alert" | "status";
  /** Buttons or links that do something about it. */
  actions?: ReactNode;
  className?: string;
  children?: ReactNode;
};

const tones = {
  info: { Icon: Info, box: "bg-action-soft border-action", icon: "text-action" },
  waiting: { Icon: Hourglass, box: "bg-waiting-soft border-waiting", icon: "text-waiting-ink" },
  danger: { Icon: CircleAlert, box: "bg-danger-soft border-danger", icon: "text-danger" },
};

/** Something that needs to be read before going on. */
export function Callout({ tone = "info", title, role, actions, className, children }: CalloutProps) {
  const { Icon, box, icon } = tones[tone];
  return (
    <div role={role} className={cn("flex gap-3 rounded-md border-l-4 px-4 py-3", box, className)}>
      <Icon aria-hidden="true" className={cn("mt-0.5 size-5", icon)} />
      <div className="min-w-0 grow">
        {title && <p className="font-[650]">{title}</p>}
        {children && <div className="text-ink">{children}</div>}
        {actions && <div className="mt-3 flex flex-wrap gap-3">{actions}</div>}
      </div>
    </div>
  );
}
