/** The life of the server process: it opens for traffic only on a sound environment and store, and leaves only when everything is saved. */
import "server-only";

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";
import { errorTable, isAppError } from "#lib/domain/errors.ts";
import { getEnv, isEnvironmentError, type Env } from "#lib/env.ts";
import { getStorage, type Storage } from "#lib/storage.ts";
import { logFailure } from "./log.ts";

const hour = 3_600_000;
/** How long requests under way may take to finish once the process was asked to stop. */
const patience = 8_000;

/** Checks the environment, opens the store and says so in one line. When either refuses, the process ends with that one message. */
export async function openForTraffic(): Promise<void> {
  try {
    const env = getEnv();
    const storage = await getStorage();
    closeOnSignals(storage, findServer());
    keepHouse(storage);
    process.stdout.write(`${readyLine(env)}\n`);
  } catch (error) {
    process.stderr.write(`${reason(error)}\n`);
    process.exit(1);
  }
}

/** Where the app is, what it stores on, and where. */
function readyLine(env: Env): string {
  const host = env.host?.includes(":") ? `[${env.host}]` : (env.host ?? "localhost");
  const address = `http://${host}:${env.port}`;
  return `KeepInTouch is at ${address} · ${env.storage.kind} storage · ${place(env)}`;
}

function place({ storage, dataFolder }: Env): string {
  if (storage.kind === "supabase") return `data at ${storage.url}`;
  return storage.persistent ? `data in ${dataFolder}` : "data in memory only, gone when this stops";
}

/** The message meant for whoever starts the app; for what nobody foresaw, where it came from. */
function reason(error: unknown): string {
  const isForPeople = isAppError(error) && error.message !== errorTable[error.code].sentence;
  if (isForPeople || isEnvironmentError(error)) return error.message;
  const origin = isAppError(error) && error.cause instanceof Error ? error.cause : error;
  return `KeepInTouch did not start.\n${origin instanceof Error ? (origin.stack ?? origin.message) : String(origin)}`;
}

/** Next keeps its HTTP server to itself; Node names it with every request. Undefined until the first request. */
function findServer(): () => Server | undefined {
  const channel = "http.server.request.start";
  let server: Server | undefined;
  const remember = (message: unknown) => {
    server = (message as { server: Server }).server;
    unsubscribe(channel, remember);
  };
  subscribe(channel, remember);
  return () => server;
}

function closeOnSignals(storage: Storage, server: () => Server | undefined): void {
  let closing = false;
  const close = async () => {
    // A terminal sends the signal to the whole group and the parent passes it on: it arrives more than once.
    if (closing) return;
    closing = true;
    try {
      await finishRequests(server());
      await storage.close();
      process.exit(0);
    } catch (error) {
      logFailure("close", error);
      process.exit(1);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void close());
  // The parent was killed; a server left behind would hold the port and the data folder.
  if (process.connected) process.once("disconnect", () => process.exit(1));
}

/** Resolves when no request is under way, or when patience is over. */
async function finishRequests(server: Server | undefined): Promise<void> {
  if (server === undefined) return;
  const finished = new Promise<void>((resolve) => server.close(() => resolve()));
  const deadline = setTimeout(() => server.closeAllConnections(), patience);
  await finished;
  clearTimeout(deadline);
}

/** Clears away what is past its time, at start and every hour. */
function keepHouse(storage: Storage): void {
  const sweep = () => storage.admin.housekeep().catch((error: unknown) => logFailure("housekeeping", error));
  void sweep();
  setInterval(sweep, hour).unref();
}
