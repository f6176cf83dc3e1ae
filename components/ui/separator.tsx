import { cn } from "./cn.ts";

export function Separator({ className }: { className?: string }) {
  return <hr className={cn("border-line border-t", className)} />;
}
