import { Check } from "lucide-react";
import Link from "next/link";

import { cn } from "../ui/cn.ts";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";

export type ProgressStep = {
  id: string;
  label: string;
  state: "done" | "current" | "todo";
  /** Where a step that can be opened is; steps without one are words only. */
  href?: string;
};

type ProgressRingsProps = { steps: readonly ProgressStep[]; className?: string };

const ringStroke = [
  "stroke-circle-private",
  "stroke-circle-family",
  "stroke-circle-close-friends",
  "stroke-circle-friends",
  "stroke-circle-work",
  "stroke-circle-public",
];

/** Where one is: each finished step closes a ring, the one under way is drawn halfway round. */
export function ProgressRings({ steps, className }: ProgressRingsProps) {
  const at = steps.findIndex((step) => step.state === "current");
  const current = steps[at];

  return (
    <nav aria-label="Steps" className={cn("flex items-center gap-4 sm:gap-5", className)}>
      <ProgressRingsPicture steps={steps} className="size-18 sm:size-22" />
      <div className="grid gap-1">
        {current && (
          <p className="text-soft text-sm tabular-nums">
            Step {at + 1} of {steps.length}
          </p>
        )}
        <ol className="flex flex-wrap gap-x-4 gap-y-0.5 sm:gap-x-5">
          {steps.map((step) => (
            <li key={step.id}>
              <StepName step={step} />
            </li>
          ))}
        </ol>
      </div>
    </nav>
  );
}

function StepName({ step }: { step: ProgressStep }) {
  const words = (
    <>
      {step.state === "done" && <Check aria-hidden="true" className="text-action size-4.5" />}
      {step.label}
      {step.state === "done" && <VisuallyHidden>, done</VisuallyHidden>}
    </>
  );
  const look = cn(
    "inline-flex min-h-8 items-center gap-1",
    step.state === "current" ? "text-ink font-[650] underline decoration-2 underline-offset-8" : "text-soft",
  );

  if (step.href && step.state !== "current") {
    return (
      <Link href={step.href} className={cn(look, "hover:text-ink hover:underline")}>
        {words}
      </Link>
    );
  }
  return (
    <span className={look} aria-current={step.state === "current" ? "step" : undefined}>
      {words}
    </span>
  );
}

/** Only the picture, for places where the words stand elsewhere. */
export function ProgressRingsPicture({ steps, className }: ProgressRingsProps) {
  const space = 38 / steps.length;
  return (
    <svg viewBox="0 0 96 96" fill="none" aria-hidden="true" className={cn("shrink-0 -rotate-90", className)}>
      <circle cx="48" cy="48" r="5" className="fill-action" />
      {steps.map((step, index) => {
        const r = 8 + space * (index + 0.5);
        return (
          <g key={step.id}>
            {step.state !== "done" && <circle cx="48" cy="48" r={r} className="stroke-edge/60" />}
            <circle
              cx="48"
              cy="48"
              r={r}
              strokeWidth={space - 3}
              strokeLinecap={step.state === "current" ? "round" : "butt"}
              pathLength={100}
              strokeDasharray={step.state === "done" ? undefined : `${drawn[step.state]} 100`}
              className={cn(
                "transition-[stroke-dasharray] duration-200",
                ringStroke[index % ringStroke.length],
                step.state === "todo" && "opacity-0",
              )}
            />
          </g>
        );
      })}
    </svg>
  );
}

/** How much of its ring a step that is not done has drawn, in hundredths. */
const drawn = { current: 50, todo: 0 };
