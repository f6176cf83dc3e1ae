/**
 * One process owns a data folder. Its lock says which process that is, so that one left behind by a crash or a power cut
 * is told from one that is held, even when its number has been given to another process since.
 */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

import { AppError } from "#lib/domain/errors.ts";
import { errorCode, isMissing } from "./disk.ts";

export type FolderLock = { release(): void };

const OwnerSchema = z.object({
  pid: z.number().int().positive(),
  /** When the process began, in the system's own words; with the pid it names one process for good. */
  startedAt: z.string(),
  /** Changes with every boot and every container: only within one can a pid be looked up. */
  system: z.string(),
  token: z.string(),
});
type Owner = z.infer<typeof OwnerSchema>;

/** The owner shows it is alive this often, for those who cannot look up its pid: another container, another machine. */
const beatMilliseconds = 1000;
const silentMilliseconds = 5 * beatMilliseconds;
const retryMilliseconds = 20;

/** Throws `unavailable` naming the folder and the process when another one has it. */
export async function lockFolder(folder: string, log: (message: string) => void): Promise<FolderLock> {
  const file = path.join(folder, "lock");
  const own: Owner = { pid: process.pid, ...describeProcess(process.pid), token: randomUUID() };
  const aside = path.join(folder, `lock-${own.token}`);
  fs.writeFileSync(aside, JSON.stringify(own), { mode: 0o600 });
  try {
    while (!tryLink(aside, file)) {
      const owner = readOwner(file);
      if (owner === null) continue;
      if (await isAlive(owner, file, folder, log)) throw inUse(folder, owner);
      takeOver(folder, file, aside, owner, log);
      if (readOwner(file)?.token === own.token) break;
      await wait(retryMilliseconds);
    }
  } finally {
    fs.rmSync(aside, { force: true });
  }
  return holdLock(file, own);
}

function holdLock(file: string, own: Owner): FolderLock {
  const beat = setInterval(() => {
    const now = new Date();
    fs.utimes(file, now, now, () => undefined);
  }, beatMilliseconds);
  beat.unref();
  return {
    release() {
      clearInterval(beat);
      if (readOwner(file)?.token === own.token) fs.rmSync(file, { force: true });
    },
  };
}

/** The lock appears with its content in it, or not at all. */
function tryLink(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(errorCode(error) ?? "")) throw error;
    return tryCopy(from, to);
  }
}

/** For disks without links. */
function tryCopy(from: string, to: string): boolean {
  try {
    fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Null when the lock went in the meantime. One that says nothing sensible belongs to nobody. */
function readOwner(file: string): Owner | null {
  const nobody: Owner = { pid: 1, startedAt: "", system: "", token: "nobody" };
  try {
    const parsed = OwnerSchema.safeParse(JSON.parse(fs.readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : nobody;
  } catch (error) {
    if (isMissing(error)) return null;
    if (error instanceof SyntaxError) return nobody;
    throw error;
  }
}

/**
 * Takes a stale lock's place. Of several that try, one: whoever makes the claim named after that very lock, and finds the
 * lock unchanged once the claim is made.
 */
function takeOver(
  folder: string,
  file: string,
  aside: string,
  stale: Owner,
  log: (message: string) => void,
): void {
  const claim = path.join(folder, `lock-after-${stale.token}`);
  if (!tryLink(aside, claim)) {
    // Held for a few system calls; one that stays was left by a crash between them.
    if (isOlderThan(claim, silentMilliseconds)) fs.rmSync(claim, { force: true });
    return;
  }
  try {
    if (readOwner(file)?.token !== stale.token) return;
    fs.renameSync(aside, file);
    log(`Took over ${folder} from process ${stale.pid}, which is gone.`);
  } finally {
    fs.rmSync(claim, { force: true });
  }
}

async function isAlive(
  owner: Owner,
  file: string,
  folder: string,
  log: (message: string) => void,
): Promise<boolean> {
  if (owner.token === "nobody") return false;
  const seen = describeProcess(owner.pid);
  if (owner.system === seen.system) return isRunning(owner.pid) && owner.startedAt === seen.startedAt;
  if (isOlderThan(file, 60_000)) return false;
  log(`${folder} was in use by another machine or container; waiting to see whether it still is.`);
  const before = modifiedAt(file);
  await wait(silentMilliseconds);
  return modifiedAt(file) !== before;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

function modifiedAt(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isOlderThan(file: string, milliseconds: number): boolean {
  return Date.now() - modifiedAt(file) > milliseconds;
}

function describeProcess(pid: number): Pick<Owner, "startedAt" | "system"> {
  const boot = readOrEmpty("/proc/sys/kernel/random/boot_id").trim();
  if (boot === "") return { startedAt: askForStart(pid), system: process.platform };
  return { startedAt: startTicks(pid), system: `${boot} ${fs.readlinkSync("/proc/self/ns/pid")}` };
}

/** Field 22 of /proc/<pid>/stat, counted from behind the name, which may hold blanks and brackets. */
function startTicks(pid: number): string {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function askForStart(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  } catch {
    return "";
  }
}

function readOrEmpty(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function inUse(folder: string, owner: Owner): AppError {
  return new AppError("unavailable", {
    sentence:
      `The data folder ${folder} is in use by process ${owner.pid}. Stop that process first, ` +
      `or give this one a folder of its own with KEEPINTOUCH_DATA_DIR.`,
  });
}
