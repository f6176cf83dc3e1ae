import { cn } from "./cn.ts";
import { VisuallyHidden } from "./visually-hidden.tsx";

type SpinnerProps = {
  /** Read by screen readers; give "" when words beside it already say it. */
  label?: string;
  className?: string;
};

/** A ring that is not closed yet. */
export function Spinner({ label = "Loading", className }: SpinnerProps) {
  return (
    <>
      <svg
        viewBox="0 0 20 20"
        aria-hidden="true"
        className={cn("size-5 animate-spin", className)}
        fill="none"
      >
        <circle cx="10" cy="10" r="8" strokeWidth="2.25" className="stroke-current opacity-25" />
        <path d="M10 2a8 8 0 0 1 8 8" strokeWidth="2.25" strokeLinecap="round" className="stroke-current" />
      </svg>
      {label !== "" && <VisuallyHidden>{label}</VisuallyHidden>}
    </>
  );
}
