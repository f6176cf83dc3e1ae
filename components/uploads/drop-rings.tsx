import { cn } from "../ui/cn.ts";

const radii = [14, 28, 42, 56];

/** Rings that wait, and reach out while files are held over the page. */
export function DropRings({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 128 128" fill="none" aria-hidden="true" className={cn("shrink-0", className)}>
      {radii.map((radius, index) => (
        <circle
          key={radius}
          cx="64"
          cy="64"
          r={radius}
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeDasharray={index === 0 ? undefined : `2 ${4 + index}`}
          className="stroke-edge group-data-over:stroke-action transition-colors"
        />
      ))}
      <circle
        cx="64"
        cy="64"
        r="6"
        className="fill-circle-private transition-opacity group-data-over:opacity-0"
      />
      <path
        d="M64 92V50m-13 13 13-13 13 13"
        strokeWidth="4"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-action opacity-0 transition-opacity group-data-over:opacity-100"
      />
    </svg>
  );
}
