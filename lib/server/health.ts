/** Whether this process is fit for traffic, in the words a load balancer and a person both understand. */
import "server-only";

import packageJson from "#package.json" with { type: "json" };
import { getEnv } from "#lib/env.ts";
import { getStorage } from "#lib/storage.ts";
import type { StoreHealth } from "#lib/store/port.ts";
import { logFailure } from "./log.ts";

export type Health = {
  readonly status: "ok" | "failing";
  /** Why not, when failing. */
  readonly reason?: string;
  readonly version: string;
  readonly storage_backend: string;
  readonly uptime_s: number;
  /** Null when the storage did not open. */
  readonly checks: StoreHealth | null;
};

const { version } = packageJson;
const uptime = () => Math.floor(process.uptime());

/** Never throws: what fails is part of the answer. */
export async function readHealth(): Promise<Health> {
  try {
    const { backend, admin } = await getStorage();
    const checks = await admin.health();
    const reasons = failingChecks(checks);
    const found = { version, storage_backend: backend, uptime_s: uptime(), checks };
    if (reasons.length === 0) return { status: "ok", ...found };
    return { status: "failing", reason: reasons.join("; "), ...found };
  } catch (error) {
    logFailure("health", error);
    // Not the error's own words: they may name folders, and anybody can read this.
    const reason = "the storage did not open; the log says why";
    return {
      status: "failing",
      ...{ reason, version, storage_backend: getEnv().storage.kind, uptime_s: uptime(), checks: null },
    };
  }
}

function failingChecks({ store, files, disk }: StoreHealth): string[] {
  return Object.entries({ store, files, disk })
    .filter(([, check]) => check?.status === "failing")
    .map(([name, check]) => `${name}: ${check?.reason ?? "failing"}`);
}
