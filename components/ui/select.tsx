import { ChevronDown } from "lucide-react";
import type { ComponentPropsWithRef } from "react";

import { cn } from "./cn.ts";

/**
 * The browser's own list: it works without JavaScript and is the best one there is on a phone.
 * Keyed by its default value, because React leaves an uncontrolled select alone when a refused form comes back.
 */
export function Select({ className, children, ...rest }: ComponentPropsWithRef<"select">) {
  return (
    <span className="relative block">
      <select
        key={String(rest.defaultValue)}
        {...rest}
        className={cn("control appearance-none pr-10", className)}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-3 size-5 -translate-y-1/2"
      />
    </span>
  );
}
