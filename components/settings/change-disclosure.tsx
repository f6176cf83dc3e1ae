import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

import { buttonClass } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";

type ChangeDisclosureProps = {
  label: string;
  /** Opens it from outside, so that a refused form is in sight; opening and closing stays the person's. */
  open: boolean;
  children: ReactNode;
};

/** A form that is out of sight until it is wanted. Works before JavaScript has loaded. */
export function ChangeDisclosure({ label, open, children }: ChangeDisclosureProps) {
  return (
    <details open={open} className="group">
      <summary
        className={cn(
          buttonClass({ variant: "outline" }),
          "cursor-pointer list-none [&::-webkit-details-marker]:hidden",
        )}
      >
        {label}
        <ChevronDown aria-hidden="true" className="group-open:rotate-180" />
      </summary>
      <div className="pt-6">{children}</div>
    </details>
  );
}
