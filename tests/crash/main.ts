/** `node tests/crash/main.ts --kills 1000 [--writers 64] [--seed text]`: kills the store that often and prints what became of the writes. */
import { parseArgs } from "node:util";

import { runKills } from "./kills.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    writers: { type: "string", default: "64" },
    seed: { type: "string", default: String(Date.now()) },
  },
});

function countOf(name: "kills" | "writers"): number {
  const count = Number(values[name]);
  if (Number.isInteger(count) && count > 0) return count;
  process.stderr.write(`--${name} is a whole number above 0.\n`);
  process.exit(2);
}

const began = performance.now();
const report = await runKills({
  kills: countOf("kills"),
  writers: countOf("writers"),
  seed: values.seed,
  onProgress: ({ kills, acknowledged, lost, half }) => {
    process.stderr.write(`${kills} kills, ${acknowledged} acknowledged writes, ${lost} lost, ${half} half\n`);
  },
});
for (const finding of report.findings.slice(0, 20)) process.stdout.write(`${finding}\n`);
const seconds = Math.round((performance.now() - began) / 1000);
process.stdout.write(
  `${report.kills} kills (${report.killsDuringStart} during start), ${report.acknowledged} acknowledged writes in ${report.lives} lives, ` +
    `${report.finishedUnheard} finished unheard, ${report.lost} lost, ${report.half} half, ${seconds} s, seed ${values.seed}\n`,
);
process.exitCode = report.lost + report.half === 0 ? 0 : 1;
