/** Whether the local store can be read and written right now. Never throws. */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

import type { HealthCheck, StoreHealth } from "../port.ts";
import type { Context } from "./context.ts";
import { errorCode, isOutOfSpace } from "./disk.ts";

const failing = (reason: string): HealthCheck => ({ status: "failing", reason });

/** `root` holds the files, `arrivals` what is on its way in. */
export async function checkHealth(
  { engine }: Pick<Context, "engine">,
  root: string,
  arrivals: string,
): Promise<StoreHealth> {
  const [store, files, disk] = await Promise.all([checkStore(engine), checkFiles(arrivals), checkDisk(root)]);
  return { store, files, disk };
}

async function checkStore(engine: Context["engine"]): Promise<StoreHealth["store"]> {
  const { isOpen, lastError, journalBytes, backupBytes } = engine.state();
  const facts = { journal_bytes: journalBytes, backup_bytes: backupBytes };
  if (!isOpen) return { ...failing("The store is closed."), ...facts };
  if (lastError === null) return { status: "ok", ...facts };
  // The last write failed; whether the next one would is only known by trying.
  const isMended = await engine.probe();
  return isMended ? { status: "ok", ...facts } : { ...failing(inWords(engine.state().lastError)), ...facts };
}

async function checkFiles(arrivals: string): Promise<HealthCheck> {
  const probe = path.join(arrivals, randomUUID());
  try {
    await fs.promises.writeFile(probe, "", { flag: "wx", mode: 0o600 });
    await fs.promises.rm(probe);
    return { status: "ok" };
  } catch (error) {
    return failing(inWords(error));
  }
}

async function checkDisk(root: string): Promise<StoreHealth["disk"]> {
  try {
    const { blocks, bfree, bavail, bsize } = await fs.promises.statfs(root);
    const used = blocks - bfree;
    // As df counts: what is kept back for the system is neither used nor free for us.
    const usedPercent = Math.round((1000 * used) / Math.max(used + bavail, 1)) / 10;
    const facts = { used_percent: usedPercent, free_bytes: bavail * bsize };
    return bavail > 0 ? { status: "ok", ...facts } : { ...failing("The disk is full."), ...facts };
  } catch {
    return null;
  }
}

function inWords(error: unknown): string {
  if (isOutOfSpace(error)) return "The disk is full.";
  return `The last write failed (${errorCode(error) ?? "for an unknown reason"}).`;
}
