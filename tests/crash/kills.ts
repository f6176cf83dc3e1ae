/** Kills the store again and again while many write to it, and keeps count of what each start shows. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

import { stepsOf } from "./life.ts";
import type { LifeProgress, Orders, Report } from "./messages.ts";
import { judge } from "./oracle.ts";
import { createRandom, type Random } from "./random.ts";

export type KillOptions = {
  readonly kills: number;
  readonly writers: number;
  readonly seed: string;
  /** What happens to the data folder between a kill and the next start. Nothing, unless a test breaks it on purpose. */
  readonly meddle?: (folder: string) => Promise<void>;
  /** Bytes after which the journal is folded; several sizes in turn when absent. */
  readonly foldAfterBytes?: number;
  /** Told now and then how far it is. */
  readonly onProgress?: (report: KillReport) => void;
};

export type KillReport = {
  readonly kills: number;
  /** Of these, kills before the store had opened. */
  readonly killsDuringStart: number;
  readonly acknowledged: number;
  /** Steps under way at a kill that turned out to be there, whole. */
  readonly finishedUnheard: number;
  readonly lives: number;
  readonly lost: number;
  readonly half: number;
  /** What was wrong, a sentence each. */
  readonly findings: readonly string[];
};

/** Lives looked at again after each kill although nobody wrote to them since. */
const oldLivesLookedAt = 40;
/** A folder is given up after so many kills, so that looking does not take longer and longer. */
const killsPerFolder = 50;
/** Milliseconds. */
const longestWriting = 300;

type Victim = ChildProcessByStdio<Writable, Readable, null>;

/** Progress of every life in one folder, as far as it was acknowledged. */
type Ledger = {
  readonly progress: Map<string, LifeProgress>;
  /** Written to since they were last looked at. */
  readonly touched: Set<string>;
  /** Found lost or half, and counted; they are not counted again. */
  readonly lost: Set<string>;
};

type Tally = { -readonly [K in keyof Omit<KillReport, "findings">]: KillReport[K] } & { findings: string[] };

export async function runKills(options: KillOptions): Promise<KillReport> {
  const random = createRandom(options.seed);
  const tally: Tally = {
    kills: 0,
    killsDuringStart: 0,
    acknowledged: 0,
    finishedUnheard: 0,
    lives: 0,
    lost: 0,
    half: 0,
    findings: [],
  };
  const place = await mkdtemp(path.join(tmpdir(), "keepintouch-crash-"));
  const startVictim = () => start(path.join(place, "compiled"));
  // One that ends in order leaves its compiled code behind, so that the others start in a third of the time.
  await lookAtAll(startVictim(), path.join(place, "first"), noLives(), tally);
  let next = startVictim();
  try {
    while (tally.kills < options.kills) {
      const folder = path.join(place, `data-${tally.kills}`);
      const ledger = noLives();
      const until = Math.min(options.kills, tally.kills + killsPerFolder);
      while (tally.kills < until) {
        const victim = next;
        next = startVictim();
        await killOnce(victim, { options, folder, ledger, tally, random });
        tally.kills += 1;
        await options.meddle?.(folder);
      }
      await lookAtAll(next, folder, ledger, tally);
      // Again, for what closing in order made of it.
      await lookAtAll(startVictim(), folder, ledger, tally);
      next = startVictim();
      tally.lives += ledger.progress.size;
      options.onProgress?.(tally);
    }
  } finally {
    next.kill("SIGKILL");
    await ended(next);
    await rm(place, { recursive: true, force: true });
  }
  return tally;
}

function noLives(): Ledger {
  return { progress: new Map(), touched: new Set(), lost: new Set() };
}

type Cycle = {
  readonly options: KillOptions;
  readonly folder: string;
  readonly ledger: Ledger;
  readonly tally: Tally;
  readonly random: Random;
};

async function killOnce(victim: Victim, { options, folder, ledger, tally, random }: Cycle): Promise<void> {
  const touched = [...ledger.touched].flatMap((life) => ledger.progress.get(life) ?? []);
  const others = [...ledger.progress.values()].filter(({ life }) => !ledger.touched.has(life));
  const some =
    others.length === 0
      ? []
      : Array.from({ length: oldLivesLookedAt }, () => random.pick([others[0]!, ...others]));
  const duringStart = random.next() < 0.2;
  const killAfterMilliseconds = duringStart ? random.next() * 30 : 5 + random.next() * longestWriting;
  // Right after an acknowledgement is when one that came too early shows.
  const killAfterSteps =
    duringStart || random.next() < 0.5 ? Infinity : Math.round(2 ** (random.next() * 10));

  let isOpen = false;
  let steps = 0;
  let timer: NodeJS.Timeout | undefined;
  const strikeAfter = (milliseconds: number) => {
    timer ??= setTimeout(() => victim.kill("SIGKILL"), milliseconds);
  };
  await conduct(
    victim,
    {
      folder,
      foldAfterBytes: options.foldAfterBytes ?? random.pick([4_096, 32_768, 262_144, 16_777_216]),
      look: [...touched, ...some],
      resume: touched.filter(({ life, done }) => done > 0 && done < stepsOf(life).length),
      name: `${options.seed}-${tally.kills}`,
      writers: options.writers,
    },
    (report) => {
      if (report.at === "opening" && duringStart) strikeAfter(killAfterMilliseconds);
      if (report.at === "opened") isOpen = true;
      if (report.at === "writing") strikeAfter(killAfterMilliseconds);
      if (report.at === "done" && (steps += 1) === killAfterSteps) victim.kill("SIGKILL");
      record(report, ledger, tally);
    },
  );
  clearTimeout(timer);
  if (!isOpen) tally.killsDuringStart += 1;
}

/** Looks at every life of a folder and at the whole, then closes in order. */
async function lookAtAll(witness: Victim, folder: string, ledger: Ledger, tally: Tally): Promise<void> {
  let isClosed = false;
  const orders = { folder, foldAfterBytes: 32_768, resume: [], name: "", writers: 0 };
  await conduct(witness, { ...orders, look: [...ledger.progress.values()] }, (report) => {
    if (report.at === "closed") isClosed = true;
    record(report, ledger, tally);
  });
  if (!isClosed) throw new Error("the process that should only look ended before it was done");
}

function record(report: Report, ledger: Ledger, tally: Tally): void {
  if (report.at === "refused") throw new Error(`the store did not open after a kill: ${report.why}`);
  if (report.at === "fault") {
    tally.half += 1;
    tally.findings.push(report.what);
  }
  // A life that was lost cannot go on; that was reported when it was seen.
  if (report.at === "stuck" && !ledger.lost.has(report.life)) {
    tally.half += 1;
    tally.findings.push(`life ${report.life} cannot go on: ${report.why}`);
  }
  if (report.at === "done") {
    tally.acknowledged += 1;
    if (ledger.lost.has(report.life)) return;
    ledger.touched.add(report.life);
    ledger.progress.set(report.life, report);
  }
  if (report.at === "seen") {
    const known = ledger.progress.get(report.life);
    // Written to again since it was sent to be looked at: what was seen is of before.
    if (!known) return;
    const verdict = judge(report.life, known.done, report.state);
    ledger.touched.delete(report.life);
    if (verdict.verdict === "kept") {
      if (verdict.done === known.done) return;
      tally.finishedUnheard += 1;
      // Shown to a reader, so it may not be gone later either.
      ledger.progress.set(report.life, { ...known, done: verdict.done });
      return;
    }
    tally[verdict.verdict] += verdict.verdict === "lost" ? known.done - verdict.done : 1;
    const seen =
      verdict.verdict === "lost" ? `is back at step ${verdict.done}` : "is in a state that never was";
    const steps = stepsOf(report.life);
    tally.findings.push(
      `life ${report.life} was acknowledged up to step ${known.done} (${steps[known.done - 1]?.deed}) and ${seen}; next was ${steps[known.done]?.deed}: ${JSON.stringify(report.state)}`,
    );
    ledger.progress.delete(report.life);
    ledger.lost.add(report.life);
  }
}

/** Loads the code ahead of time, so that a kill costs no more than what is killed. */
function start(compileCache: string): Victim {
  const script = fileURLToPath(new URL("victim.ts", import.meta.url));
  return spawn(process.execPath, [script], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
}

/** Gives the orders and passes on every report until the process has ended and all it said was heard. */
async function conduct(victim: Victim, orders: Orders, hear: (report: Report) => void): Promise<void> {
  const lines = createInterface({ input: victim.stdout });
  const heard = once(lines, "close");
  let failure: unknown;
  lines.on("line", (line) => {
    const report = parseReport(line);
    // The last line may be cut off by the kill; what was not said whole was not said.
    if (!report || failure !== undefined) return;
    try {
      hear(report);
    } catch (error) {
      failure = error;
      victim.kill("SIGKILL");
    }
  });
  victim.stdin.on("error", () => undefined);
  victim.stdin.end(JSON.stringify(orders));
  await ended(victim);
  await heard;
  if (failure !== undefined) throw failure;
  if (victim.signalCode === null && victim.exitCode !== 0)
    throw new Error(`the process to be killed ended by itself with ${victim.exitCode}`);
}

function parseReport(line: string): Report | null {
  try {
    return JSON.parse(line) as Report;
  } catch {
    return null;
  }
}

async function ended(victim: Victim): Promise<void> {
  if (victim.exitCode === null && victim.signalCode === null) await once(victim, "exit");
}
