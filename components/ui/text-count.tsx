import { cn } from "./cn.ts";

type TextCountProps = { text: string; most: number };

/** How long a text is and may be. Read out only when it gets close. */
export function TextCount({ text, most }: TextCountProps) {
  const length = text.trim().length;
  const isClose = length > most * 0.9;
  const format = (count: number) => count.toLocaleString("en");
  return (
    <p
      aria-live={isClose ? "polite" : "off"}
      className={cn("text-sm tabular-nums", length > most ? "text-danger font-[550]" : "text-soft")}
    >
      {format(length)} of {format(most)} characters
      {length > most && `: ${format(length - most)} too many`}
    </p>
  );
}
