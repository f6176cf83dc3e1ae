import { cn } from "./cn.ts";

type ProgressProps = {
  /** 0 to 1; leave out while it is not known. */
  value?: number | undefined;
  /** What is under way: "Uploading 3 files". */
  label: string;
  tone?: "plain" | "danger" | "done";
  className?: string;
};

const strokes = { plain: "stroke-action", danger: "stroke-danger", done: "stroke-circle-friends" };

const clamp = (value: number) => Math.min(1, Math.max(0, value));

const valueProps = (value: number | undefined) =>
  value === undefined
    ? {}
    : { "aria-valuenow": Math.round(clamp(value) * 100), "aria-valuemin": 0, "aria-valuemax": 100 };

/** A line that fills. Drawn in SVG, so its length is an attribute and not an inline style. */
export function ProgressBar({ value, label, tone = "plain", className }: ProgressProps) {
  return (
    <svg
      role="progressbar"
      aria-label={label}
      {...valueProps(value)}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      className={cn("bg-line block h-1.5 w-full overflow-hidden rounded-full", className)}
    >
      <path
        d="M0 2H100"
        pathLength={100}
        strokeWidth={4}
        strokeDasharray={value === undefined ? "35 100" : `${clamp(value) * 100} 100`}
        className={cn(strokes[tone], "transition-[stroke-dasharray]", value === undefined && "animate-sweep")}
      />
    </svg>
  );
}

type ProgressRingProps = ProgressProps & { size?: "sm" | "md" | "lg" };

const ringSizes = { sm: "size-5", md: "size-8", lg: "size-16" };

/** A ring that closes. */
export function ProgressRing({ value, label, tone = "plain", size = "md", className }: ProgressRingProps) {
  return (
    <svg
      role="progressbar"
      aria-label={label}
      {...valueProps(value)}
      viewBox="0 0 32 32"
      fill="none"
      className={cn(ringSizes[size], "-rotate-90", value === undefined && "animate-spin", className)}
    >
      <circle cx="16" cy="16" r="13" strokeWidth="4" className="stroke-line" />
      <circle
        cx="16"
        cy="16"
        r="13"
        strokeWidth="4"
        pathLength={100}
        strokeDasharray={`${value === undefined ? 28 : clamp(value) * 100} 100`}
        className={cn(strokes[tone], "transition-[stroke-dasharray]")}
      />
    </svg>
  );
}
