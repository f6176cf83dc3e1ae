import type { CategoryKind } from "#lib/domain/visibility.ts";

import { cn } from "../ui/cn.ts";
import { circleFill, circleStroke } from "./rings.tsx";

type Tale = {
  kind: Exclude<CategoryKind, "custom">;
  name: string;
  /** Something one might write for just these people. */
  words: string;
  seenBy: string;
  /** Where the line to its name leaves the ring, turns, and which row it goes to; 480-unit drawing. */
  line: string;
  dot: readonly [x: number, y: number];
};

const tales: readonly Tale[] = [
  {
    kind: "private",
    name: "Only me",
    words: "Dreamt of the house by the lake again. I should ring the owner.",
    seenBy: "Only you.",
    line: "M230 240 430 40H480",
    dot: [230, 240],
  },
  {
    kind: "family",
    name: "Family",
    words: "First steps tonight, from the sofa to the dog and back.",
    seenBy: "Mum, Dad and Jonas.",
    line: "M288 219 387 120H480",
    dot: [288, 219],
  },
  {
    kind: "close_friends",
    name: "Close friends",
    words: "I said yes to Lyon. Please keep it to yourselves until May.",
    seenBy: "Ida, Sam and the ones at home.",
    line: "M329 226 355 200H480",
    dot: [329, 226],
  },
  {
    kind: "friends",
    name: "Friends",
    words: "We have moved: second floor, above the bakery. The kettle is on.",
    seenBy: "Noor, Leo, Tove and everyone nearer.",
    line: "M365 269 376 280H480",
    dot: [365, 269],
  },
  {
    kind: "work",
    name: "Work",
    words: "Back at my desk from Monday, four days a week.",
    seenBy: "People you know from work, and everyone nearer.",
    line: "M374 341 393 360H480",
    dot: [374, 341],
  },
  {
    kind: "public",
    name: "Public",
    words: "My photographs hang in the town library until the end of May.",
    seenBy: "Anyone who has the address of your profile.",
    line: "M353 415 378 440H480",
    dot: [353, 415],
  },
];

const ringRadius = [0, 62, 100, 138, 176, 214];

/** People on the rings, at an angle in degrees, on the side the lines leave free. */
const people = [
  { level: 1, angle: 150, initial: "M" },
  { level: 1, angle: 235, initial: "J" },
  { level: 1, angle: 80, initial: "D" },
  { level: 2, angle: 195, initial: "I" },
  { level: 2, angle: 110, initial: "S" },
  { level: 3, angle: 165, initial: "N" },
  { level: 3, angle: 222, initial: "L" },
  { level: 3, angle: 265, initial: "T" },
  { level: 4, angle: 132, initial: "R" },
  { level: 4, angle: 195, initial: "E" },
  { level: 4, angle: 248, initial: "H" },
] as const;

const levelClass = [
  "reach-level-0",
  "reach-level-1",
  "reach-level-2",
  "reach-level-3",
  "reach-level-4",
  "reach-level-5",
];

/** The idea of the product, to be tried: choose a circle and see what one would write there and who reads it. */
export function ReachStory({ className }: { className?: string }) {
  return (
    <fieldset className={cn("reach-story min-w-0", className)}>
      <legend className="sr-only">Try it: who reads this?</legend>
      <div className="grid grid-cols-[minmax(0,1fr)_auto]">
        <Picture />
        <div className="grid grid-rows-6">
          {tales.map((tale) => (
            <label
              key={tale.kind}
              className="group text-soft hover:text-ink has-checked:text-ink has-focus-visible:outline-action flex cursor-pointer items-center gap-2.5 rounded-sm pr-2 pl-1 text-sm whitespace-nowrap has-checked:font-[650] has-focus-visible:outline-2 sm:text-base"
            >
              <input
                type="radio"
                name="reach-story"
                value={tale.kind}
                defaultChecked={tale.kind === "friends"}
                className="radio size-4.5 checked:border-[5px]"
              />
              {tale.name}
            </label>
          ))}
        </div>
      </div>
      <div className="border-action mt-6 grid border-l-2 pl-5" aria-live="polite">
        {tales.map((tale, level) => (
          <div
            key={tale.kind}
            className={cn("reach-story-words grid content-start gap-2", levelClass[level])}
          >
            <p className="reading text-lg sm:text-xl">{tale.words}</p>
            <p className="text-soft text-sm">
              <span className="text-ink font-[650]">Seen by: </span>
              {tale.seenBy}
            </p>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

function Picture() {
  return (
    <svg viewBox="0 0 480 480" fill="none" aria-hidden="true" className="block h-auto w-full">
      {ringRadius.map((r, level) => {
        const kind = tales[level]?.kind ?? "private";
        return (
          <g key={kind}>
            <circle
              cx="230"
              cy="240"
              r={r || 26}
              strokeWidth="1.25"
              className={cn("reach-story-unlit stroke-edge/60", levelClass[level])}
            />
            <circle
              cx="230"
              cy="240"
              r={r || 30}
              strokeWidth={r ? 31 : 0}
              className={cn("reach-story-band", levelClass[level], r ? circleStroke[kind] : circleFill[kind])}
            />
          </g>
        );
      })}
      {tales.map((tale, level) => (
        <g key={tale.kind}>
          <path d={tale.line} strokeWidth="1.25" className="stroke-edge" />
          <path
            d={tale.line}
            strokeWidth="1.75"
            className={cn("reach-story-lit stroke-ink", levelClass[level])}
          />
          <circle
            cx={tale.dot[0]}
            cy={tale.dot[1]}
            r="4"
            className="fill-paper stroke-ink"
            strokeWidth="1.75"
          />
        </g>
      ))}
      {people.map(({ level, angle, initial }) => {
        const x = place(230, ringRadius[level] ?? 0, Math.cos, angle);
        const y = place(240, ringRadius[level] ?? 0, Math.sin, angle);
        return (
          <g key={initial}>
            <circle cx={x} cy={y} r="13" className="fill-paper stroke-edge" strokeWidth="1.25" />
            <g className={cn("reach-story-lit", levelClass[level])}>
              <circle cx={x} cy={y} r="14" className="fill-ink" />
              <text
                x={x}
                y={y + 5}
                textAnchor="middle"
                fontSize="14"
                fontWeight="650"
                className="fill-paper hidden sm:block"
              >
                {initial}
              </text>
            </g>
          </g>
        );
      })}
    </svg>
  );
}

function place(middle: number, radius: number, turn: (radians: number) => number, degrees: number): number {
  return Math.round((middle + radius * turn((degrees * Math.PI) / 180)) * 10) / 10;
}
