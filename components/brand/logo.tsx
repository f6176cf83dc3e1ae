import { cn } from "../ui/cn.ts";

/** You in the middle, your people around you, one ring left open and someone coming in. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" fill="none" aria-hidden="true" className={cn("size-8 shrink-0", className)}>
      <circle cx="16" cy="16" r="3.5" className="fill-action" />
      <circle cx="16" cy="16" r="8" strokeWidth="2.5" className="stroke-action" />
      <path
        d="M17.12 3.3 A12.75 12.75 0 1 0 28.7 14.88"
        strokeWidth="2.5"
        strokeLinecap="round"
        className="stroke-action"
      />
      <circle cx="25" cy="7" r="3" className="fill-circle-public" />
    </svg>
  );
}

type LogoProps = { className?: string; markClassName?: string };

export function Logo({ className, markClassName }: LogoProps) {
  return (
    <span
      className={cn(
        "text-ink inline-flex items-center gap-2.5 text-lg font-[700] tracking-[-0.02em]",
        className,
      )}
    >
      <LogoMark className={markClassName} />
      KeepInTouch
    </span>
  );
}
