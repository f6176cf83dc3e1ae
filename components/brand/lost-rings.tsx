import { cn } from "../ui/cn.ts";

/** Rings with a piece that came loose: for pages that are not there and things that went wrong. */
export function LostRings({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 120 120" fill="none" aria-hidden="true" className={cn("size-30", className)}>
      <circle cx="54" cy="66" r="7" className="fill-circle-private" />
      <circle cx="54" cy="66" r="18" strokeWidth="6" className="stroke-circle-family" />
      <circle cx="54" cy="66" r="31" strokeWidth="6" className="stroke-circle-close-friends" />
      <path d="M54 22 A44 44 0 1 0 98 66" strokeWidth="6" className="stroke-circle-friends" />
      <path
        d="M68 8 A44 44 0 0 1 112 52"
        strokeWidth="6"
        strokeDasharray="3 4"
        className="stroke-circle-public"
      />
    </svg>
  );
}
