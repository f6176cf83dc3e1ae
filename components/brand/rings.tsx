import { categoryKinds, type CategoryKind } from "#lib/domain/visibility.ts";

import { cn } from "../ui/cn.ts";

/** The levels a reach can have, from the centre outwards. Circles of one's own stand beside them. */
export const ringLevels = categoryKinds.filter((kind) => kind !== "custom");

/** 0 for only me, up to 5 for everyone; -1 for a circle of one's own. */
export function levelOf(kind: CategoryKind): number {
  return ringLevels.findIndex((level) => level === kind);
}

export const circleStroke: Record<CategoryKind, string> = {
  private: "stroke-circle-private",
  family: "stroke-circle-family",
  close_friends: "stroke-circle-close-friends",
  friends: "stroke-circle-friends",
  work: "stroke-circle-work",
  public: "stroke-circle-public",
  custom: "stroke-circle-custom",
};

export const circleFill: Record<CategoryKind, string> = {
  private: "fill-circle-private",
  family: "fill-circle-family",
  close_friends: "fill-circle-close-friends",
  friends: "fill-circle-friends",
  work: "fill-circle-work",
  public: "fill-circle-public",
  custom: "fill-circle-custom",
};

const sizes = {
  xs: "size-4",
  sm: "size-5",
  md: "size-8",
  lg: "size-16",
  xl: "size-40",
  fill: "size-full",
};

type RingsProps = {
  /** How far a thing reaches; null draws the empty rings. */
  kind: CategoryKind | null;
  /** For circles of one's own: which one it is (0, 1, 2 …). Its ring is cut into that many pieces plus three. */
  mark?: number;
  size?: keyof typeof sizes;
  /** Read aloud and shown as the browser's tooltip. Leave out when the words stand beside it. */
  label?: string;
  className?: string;
};

/** How far a thing reaches, as a picture: filled from the centre outwards. */
export function Rings({ kind, mark = 0, size = "sm", label, className }: RingsProps) {
  const small = size === "xs" || size === "sm";
  return (
    <svg
      viewBox={small ? "0 0 16 16" : "0 0 96 96"}
      fill="none"
      className={cn("shrink-0", sizes[size], className)}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      {label && <title>{label}</title>}
      {small ? (
        <SmallRings kind={kind} mark={mark} />
      ) : (
        <RingBands kind={kind} mark={mark} rimOnly={size === "md"} />
      )}
    </svg>
  );
}

type BandsProps = {
  kind: CategoryKind | null;
  mark?: number | undefined;
  /** Of the rings out of reach draw only the outermost: for sizes at which six hairlines are a smudge. */
  rimOnly?: boolean;
};

const discRadius = [2, 3, 4, 5, 6, 7.5];

/** At text size there is no room for six bands: one disc that grows inside its rim. */
function SmallRings({ kind, mark = 0 }: BandsProps) {
  if (kind === "custom") {
    const pieces = piecesOf(mark);
    return (
      <>
        <circle cx="8" cy="8" r="2" className={circleFill.custom} />
        <circle
          cx="8"
          cy="8"
          r="6.25"
          strokeWidth="2.5"
          pathLength={pieces * 10}
          strokeDasharray="7 3"
          className={circleStroke.custom}
        />
      </>
    );
  }
  return (
    <>
      <circle
        cx="8"
        cy="8"
        r="7.25"
        strokeWidth="1.25"
        className={kind ? circleStroke[kind] : "stroke-edge"}
      />
      {kind && <circle cx="8" cy="8" r={discRadius[levelOf(kind)]} className={circleFill[kind]} />}
    </>
  );
}

const piecesOf = (mark: number) => 3 + (mark % 8);

/** Radius of the middle of a band, in the 96-unit drawing. */
export const bandRadius = (level: number) => level * 8 + 4;

/** The bands themselves, for a 96 × 96 drawing: those within reach filled, the others as hairlines. */
export function RingBands({ kind, mark = 0, rimOnly = false }: BandsProps) {
  const reach = kind === null ? -1 : levelOf(kind);
  const pieces = piecesOf(mark);
  return (
    <>
      {ringLevels.map((level, index) => (
        <circle
          key={level}
          cx="48"
          cy="48"
          r={index === 0 ? 6.5 : bandRadius(index)}
          strokeWidth={rimOnly ? 2.5 : 1}
          className={cn(
            "stroke-edge/60 transition-opacity duration-200",
            (index <= reach || (rimOnly && index < 5)) && "opacity-0",
          )}
        />
      ))}
      {ringLevels.map((level, index) => (
        <circle
          key={level}
          cx="48"
          cy="48"
          r={index === 0 ? 7 : bandRadius(index)}
          strokeWidth={index === 0 ? 0 : 6.25}
          className={cn(
            "transition-opacity duration-200",
            index === 0 ? circleFill[level] : circleStroke[level],
            kind === "custom" && index === 0 ? "opacity-100" : fade(index, reach),
          )}
        />
      ))}
      <circle
        cx="48"
        cy="48"
        r={bandRadius(3)}
        strokeWidth="9"
        pathLength={pieces * 10}
        strokeDasharray="7.5 2.5"
        className={cn(
          "transition-opacity duration-200",
          circleStroke.custom,
          kind === "custom" ? "opacity-100" : "opacity-0",
        )}
      />
    </>
  );
}

/** The circle that was chosen is full, those inside it are its echo. */
function fade(level: number, reach: number): string {
  if (level > reach) return "opacity-0";
  return level === reach ? "opacity-100" : "opacity-50";
}
