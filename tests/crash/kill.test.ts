import { readdir, stat, truncate } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";

import { runKills } from "./kills.ts";

test("100 kills under 64 writers lose no acknowledged write and leave none half there", async () => {
  const report = await runKills({ kills: 100, writers: 64, seed: `test-${Date.now()}` });
  process.stdout.write(
    `kill test: ${report.kills} kills (${report.killsDuringStart} during start), ${report.acknowledged} acknowledged writes, ${report.lost} lost, ${report.half} half\n`,
  );
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ kills: 100, lost: 0, half: 0 });
  expect(report.killsDuringStart).toBeGreaterThan(0);
  expect(report.acknowledged).toBeGreaterThan(1000);
  expect(report.finishedUnheard).toBeGreaterThan(0);
}, 180_000);

test("a store that acknowledges before it is on the disk would be found out", async () => {
  const report = await runKills({
    kills: 8,
    writers: 16,
    seed: "broken",
    foldAfterBytes: 2 ** 40,
    meddle: dropEndOfJournal,
  });
  expect(report.lost).toBeGreaterThan(0);
  expect(report.findings.join("\n")).toMatch(/was acknowledged up to step/);
}, 60_000);

/** What a power cut leaves of writes that were never synced: the journal without its end. */
async function dropEndOfJournal(folder: string): Promise<void> {
  const journals = (await readdir(folder)).filter((name) => name.startsWith("journal-"));
  const newest = journals.toSorted().at(-1);
  if (newest === undefined) return;
  const file = path.join(folder, newest);
  await truncate(file, Math.floor((await stat(file)).size * 0.9));
}
