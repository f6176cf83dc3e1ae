"use client";

import { Tooltip } from "../ui/tooltip.tsx";
import { namesInWords } from "./names-in-words.ts";
import { ReachBadge, type ReachBadgeProps } from "./reach-badge.tsx";

type ReachPeopleProps = ReachBadgeProps & {
  /** Who that is right now, the viewer left out. */
  people: readonly string[];
};

/** A reach badge that names the people on hover and focus. Apart from the badge, because tooltips weigh 40 kB. */
export function ReachPeople({ people, ...badge }: ReachPeopleProps) {
  return (
    <Tooltip content={namesInWords(people)}>
      <button type="button" className="min-h-6 cursor-help rounded-sm">
        <ReachBadge {...badge} />
      </button>
    </Tooltip>
  );
}
