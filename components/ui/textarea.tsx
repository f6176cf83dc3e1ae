import type { ComponentPropsWithRef } from "react";

import { cn } from "./cn.ts";

/** Grows with what is written, where the browser can. */
export function Textarea({ className, rows = 4, ...rest }: ComponentPropsWithRef<"textarea">) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={cn("control field-sizing-content min-h-28 resize-y", className)}
    />
  );
}
