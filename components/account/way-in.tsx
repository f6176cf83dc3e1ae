import { circleFill, circleStroke, ringLevels } from "../brand/rings.tsx";
import { cn } from "../ui/cn.ts";

export type Way = "open" | "lost" | "gone";

/** Where each ring has its gap, in degrees clockwise from the left, where the words stand. */
const gaps: Record<Exclude<Way, "gone">, readonly number[]> = {
  open: [0, 0, 0, 0, 0, 0],
  lost: [130, -64, 172, 38, -112, 74],
};
const gapWidth = 34;
const radiusOf = (level: number) => 50 + level * 28;

/** The circles as a maze around one's own place: the way in is open, is lost, or nothing is left but traces. */
export function WayIn({ way, className }: { way: Way; className?: string }) {
  return (
    <svg viewBox="0 0 400 400" fill="none" aria-hidden="true" className={cn("shrink-0", className)}>
      {way !== "gone" && <circle cx="200" cy="200" r="22" className={circleFill.private} />}
      {way === "open" && (
        <path
          d="M2 200 H166"
          strokeWidth="6"
          strokeDasharray="1 13"
          strokeLinecap="round"
          className="stroke-action"
        />
      )}
      {ringLevels.map((kind, level) => (
        <circle
          key={kind}
          cx="200"
          cy="200"
          r={radiusOf(level)}
          className={way === "gone" ? "stroke-edge/60" : circleStroke[kind]}
          {...(way === "gone" ? trace : ringWithGap(level, gaps[way][level] ?? 0))}
        />
      ))}
    </svg>
  );
}

const trace = { strokeWidth: 4, strokeDasharray: "1 11", strokeLinecap: "round" } as const;

function ringWithGap(level: number, angle: number) {
  const radius = radiusOf(level);
  const length = 2 * Math.PI * radius;
  const half = (gapWidth / 2 / radius) * (180 / Math.PI);
  return {
    strokeWidth: 9,
    strokeDasharray: `${(length - gapWidth).toFixed(2)} ${gapWidth}`,
    transform: `rotate(${(180 + angle + half).toFixed(2)} 200 200)`,
  };
}
