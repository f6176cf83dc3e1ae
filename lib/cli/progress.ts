/** Shows how far long work has come, with an estimate of the rest, where a person is watching; says nothing elsewhere. */
import { durationInWords, sizeInWords } from "./amounts.ts";

export type Progress = {
  /** Begins a part of the work. `bytes` is how many there will be; null while nobody knows. */
  begin(what: string, bytes: number | null): void;
  advance(bytes: number): void;
  /** Takes the line away, so that what is printed next begins on a clean one. */
  end(): void;
};

export const silentProgress: Progress = { begin() {}, advance() {}, end() {} };

type Terminal = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
};

/** Often enough to look alive, seldom enough to cost nothing. Milliseconds. */
const between = 100;
/** An estimate from less than this is a guess. Milliseconds. */
const beforeEstimate = 1000;

export function createProgress(terminal: Terminal, clock: () => number = Date.now): Progress {
  if (terminal.isTTY !== true) return silentProgress;
  let part: { what: string; bytes: number | null; done: number; begun: number } | null = null;
  let shownAt = -Infinity;

  function show(now: number): void {
    if (part === null) return;
    shownAt = now;
    const line = lineOf(part, now - part.begun).slice(0, widthOf(terminal) - 1);
    terminal.write(`\r\x1b[2K${line}`);
  }

  return {
    begin(what, bytes) {
      part = { what, bytes, done: 0, begun: clock() };
      show(part.begun);
    },
    advance(bytes) {
      if (part === null) return;
      part.done += bytes;
      const now = clock();
      if (now - shownAt >= between) show(now);
    },
    end() {
      if (part !== null) terminal.write("\r\x1b[2K");
      part = null;
    },
  };
}

/** Some terminals say that they have no columns at all. */
function widthOf({ columns = 0 }: Terminal): number {
  return columns > 0 ? columns : 80;
}

function lineOf(
  { what, bytes, done }: { what: string; bytes: number | null; done: number },
  took: number,
): string {
  if (bytes === null || bytes === 0) return done === 0 ? `${what} …` : `${what}: ${sizeInWords(done)}`;
  const share = Math.min(done / bytes, 1);
  const facts = `${what}: ${Math.floor(share * 100)} %, ${sizeInWords(done)} of ${sizeInWords(bytes)}`;
  if (took < beforeEstimate || done === 0 || share === 1) return facts;
  return `${facts}, about ${durationInWords((took * (1 - share)) / share)} left`;
}
