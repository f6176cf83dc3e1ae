/**
 * `npm run bench -- [store|http|upload] [--json] [--rounds 5] [--case write-64-50k]`: measures us against peers in the same
 * run. With --json each line is `{ bench, case, peer, ratio, min, max, unit }`, where ratio = ours / peer, higher is better.
 */
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import type { Comparison } from "./rounds.ts";

export type Measured = Comparison & { readonly case: string; readonly unit: string };

export type BenchOptions = {
  /** An empty folder on the disk the project lies on, removed afterwards. */
  readonly folder: string;
  readonly rounds: number;
  /** Only this case; all when null. */
  readonly only: string | null;
  report(measured: Measured): void;
  /** Something for the person at the terminal that is no measurement. */
  note(text: string): void;
};

export type Bench = { run(options: BenchOptions): Promise<void> };

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  store: () => import("./store.ts"),
  http: () => import("./http.ts"),
  upload: () => import("./upload.ts"),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    case: { type: "string" },
  },
});

const chosen = positionals.length > 0 ? positionals : Object.keys(benches);
const rounds = Number(values.rounds);
const unknown = chosen.filter((name) => benches[name] === undefined);
if (unknown.length > 0)
  fail(`There is no bench "${unknown.join('", "')}". Choose from ${Object.keys(benches).join(", ")}.`);
if (!Number.isInteger(rounds) || rounds < 1) fail("--rounds is a whole number above 0.");

for (const name of chosen) {
  const bench = await benches[name]?.();
  const folder = path.join(import.meta.dirname, "../../.cache", `bench-${name}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    await bench?.run({
      folder,
      rounds,
      only: values.case ?? null,
      report: (measured) => print(name, measured),
      note: (text) => {
        if (!values.json) process.stdout.write(`${text}\n`);
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(bench: string, { case: title, peer, ratio, min, max, unit, ours, theirs }: Measured): void {
  if (values.json) {
    const line = { bench, case: title, peer, ratio: round(ratio), min: round(min), max: round(max), unit };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const columns = [
    `${bench} ${title}`.padEnd(22),
    peer.padEnd(22),
    `${round(ratio)}×`.padStart(9),
    `(${round(min)}–${round(max)})`.padEnd(20),
    `${amount(ours)} against ${amount(theirs)} ${unit}`,
  ];
  process.stdout.write(`${columns.join(" ")}\n`);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function amount(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
