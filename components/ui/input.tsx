import type { ComponentPropsWithRef } from "react";

import { cn } from "./cn.ts";

export function Input({ className, ...rest }: ComponentPropsWithRef<"input">) {
  return <input {...rest} className={cn("control", className)} />;
}
