"use client";

import type { PointerEvent } from "react";

import { bandRadius, circleFill, circleStroke, levelOf, RingBands } from "../brand/rings.tsx";
import { cn } from "../ui/cn.ts";
import type { PlacedCategory } from "./reach-category.ts";

type ReachDialProps = {
  placed: readonly PlacedCategory[];
  chosen: PlacedCategory | undefined;
  onChoose: (id: string) => void;
  disabled?: boolean | undefined;
};

/** The drawing is 128 units wide: 96 of rings, and around them an orbit for circles of one's own. */
const middle = 64;
const orbit = 56;
const beadReach = 9;

/**
 * The rings to drag: from the centre outwards, or onto a bead outside for a circle of one's own. A second way for
 * pointers only; the radios beside it are what keyboards and screen readers use.
 */
export function ReachDial({ placed, chosen, onChoose, disabled = false }: ReachDialProps) {
  const builtIn = placed.filter((category) => category.kind !== "custom");
  const own = placed.filter((category) => category.kind === "custom");

  const follow = (event: PointerEvent<SVGSVGElement>) => {
    if (disabled || event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 128;
    const y = ((event.clientY - box.top) / box.height) * 128;
    const found = beadAt(own, x, y) ?? bandAt(builtIn, x, y);
    if (found) onChoose(found.id);
  };

  return (
    <svg
      viewBox="0 0 128 128"
      fill="none"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={follow}
      className={cn(
        "mx-auto size-52 touch-none select-none sm:size-56",
        disabled ? "opacity-60" : "cursor-grab active:cursor-grabbing",
      )}
    >
      <g transform="translate(16 16)">
        <RingBands kind={chosen?.kind ?? null} mark={chosen?.mark} />
      </g>
      <Handle chosen={chosen} />
      {own.map((category, index) => {
        const { x, y } = beadPlace(index, own.length);
        const isChosen = category.id === chosen?.id;
        return (
          <g key={category.id}>
            <circle
              cx={x}
              cy={y}
              r="5"
              strokeWidth="2"
              className={cn(circleStroke.custom, isChosen ? circleFill.custom : "fill-paper")}
            />
            <circle cx={x} cy={y} r="2" className={isChosen ? "fill-paper" : circleFill.custom} />
          </g>
        );
      })}
    </svg>
  );
}

/** The grip on the edge of what is filled, where a hand would take it. */
function Handle({ chosen }: { chosen: PlacedCategory | undefined }) {
  if (!chosen || chosen.kind === "custom") return null;
  const level = levelOf(chosen.kind);
  const r = level === 0 ? 0 : bandRadius(level);
  const at = middle + r * Math.SQRT1_2;
  return (
    <circle
      cx={at}
      cy={level === 0 ? middle : middle - r * Math.SQRT1_2}
      r="3.4"
      strokeWidth="1.6"
      className="fill-paper stroke-ink"
    />
  );
}

/** Beads stand on the orbit from the upper left, a little apart. */
function beadPlace(index: number, count: number): { x: number; y: number } {
  const step = Math.min(24, 360 / Math.max(count, 1));
  const angle = ((180 + 24 + index * step) * Math.PI) / 180;
  const round = (value: number) => Math.round(value * 100) / 100;
  return { x: round(middle + orbit * Math.cos(angle)), y: round(middle + orbit * Math.sin(angle)) };
}

function beadAt(own: readonly PlacedCategory[], x: number, y: number): PlacedCategory | undefined {
  return own.find((_, index) => {
    const bead = beadPlace(index, own.length);
    return Math.hypot(bead.x - x, bead.y - y) <= beadReach;
  });
}

/** The category whose band is nearest to this distance from the centre; a member may have removed some. */
function bandAt(builtIn: readonly PlacedCategory[], x: number, y: number): PlacedCategory | undefined {
  const level = Math.hypot(x - middle, y - middle) / 8 - 0.5;
  const away = (category: PlacedCategory) => Math.abs(levelOf(category.kind) - level);
  return builtIn.toSorted((a, b) => away(a) - away(b))[0];
}
