import type { ComponentPropsWithRef } from "react";

import { cn } from "./cn.ts";

export function Label({ className, ...rest }: ComponentPropsWithRef<"label">) {
  return <label {...rest} className={cn("block text-base font-[600]", className)} />;
}
