import type { ComponentPropsWithRef } from "react";

import { cn } from "./cn.ts";

/** A quiet table: hairlines between rows, no box. Give it a caption or an aria-label. */
export function Table({ className, ...rest }: ComponentPropsWithRef<"table">) {
  return <table {...rest} className={cn("w-full border-collapse text-left", className)} />;
}

export function TableHead({ className, ...rest }: ComponentPropsWithRef<"thead">) {
  return <thead {...rest} className={cn("border-edge text-soft border-b text-sm", className)} />;
}

export function TableRow({ className, ...rest }: ComponentPropsWithRef<"tr">) {
  return <tr {...rest} className={cn("border-line border-b last:border-0", className)} />;
}

export function TableHeader({ className, scope = "col", ...rest }: ComponentPropsWithRef<"th">) {
  return (
    <th {...rest} scope={scope} className={cn("px-3 py-2 font-[550] first:pl-0 last:pr-0", className)} />
  );
}

export function TableCell({ className, ...rest }: ComponentPropsWithRef<"td">) {
  return <td {...rest} className={cn("px-3 py-3 align-middle first:pl-0 last:pr-0", className)} />;
}
