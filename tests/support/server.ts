/** The built app as a process of its own on a free port and a data folder of its own, to be stopped, killed and started again. */

import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { environmentNames } from "#lib/env.ts";

const root = path.resolve(import.meta.dirname, "../..");
const startLimit = 30_000;

export type AppServer = {
  /** Where the app answers, without a slash at the end; the same after a restart. */
  readonly url: string;
  readonly dataFolder: string;
  readonly pid: number;
  /** Everything the running process wrote, both streams. */
  readonly output: () => string;
  /** Asks the process to end and waits for it. Resolves to its exit code. */
  readonly stop: () => Promise<number | null>;
  /** Ends the process at once, as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Starts the app again on the same port and folder. The process must have ended. */
  readonly start: () => Promise<void>;
  /** Ends the process if need be and removes the data folder when it was made here. */
  readonly remove: () => Promise<void>;
};

export type AppServerOptions = {
  /** A temporary one when absent. */
  readonly dataFolder?: string;
  /** Settings of this server; nothing else of the tests' environment reaches it. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Resolves when the app answers. Throws with the process's output when it ends instead. */
export async function startAppServer({ dataFolder, env = {} }: AppServerOptions = {}): Promise<AppServer> {
  const folder = dataFolder ?? (await mkdtemp(path.join(tmpdir(), "keepintouch-server-")));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const settings = { ...env, PORT: String(port), KEEPINTOUCH_DATA_DIR: folder };
  let running = await launch(url, settings);

  const end = async (signal: NodeJS.Signals) => {
    if (running.child.exitCode === null && running.child.signalCode === null) {
      const closed = once(running.child, "close");
      running.child.kill(signal);
      await closed;
    }
    return running.child.exitCode;
  };

  return {
    url,
    dataFolder: folder,
    get pid() {
      return running.child.pid ?? 0;
    },
    output: () => running.output(),
    stop: () => end("SIGTERM"),
    kill: async () => void (await end("SIGKILL")),
    start: async () => {
      running = await launch(url, settings);
    },
    remove: async () => {
      await end("SIGKILL");
      if (dataFolder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `npm start` without npm: what a person runs, for what it says when it refuses to start or is cut off. */
export function spawnStart(env: Readonly<Record<string, string>>): StartedProcess {
  const running = spawnNode(["lib/cli/boot.mjs", "start"], env, ["ignore", "pipe", "pipe"]);
  return { ...running, ended: once(running.child, "close").then(() => running.child.exitCode) };
}

export type StartedProcess = Running & {
  /** Resolves to the exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
};

async function launch(url: string, settings: Readonly<Record<string, string>>) {
  // Through the channel the app notices when the tests are gone, and ends.
  const running = spawnNode(["node_modules/next/dist/bin/next", "start"], settings, [
    "ignore",
    "pipe",
    "pipe",
    "ipc",
  ]);
  const limit = AbortSignal.timeout(startLimit);
  try {
    await Promise.race([isReady(running, limit), hasEnded(running, limit)]);
    await answers(url, limit);
  } catch (cause) {
    running.child.kill("SIGKILL");
    throw new Error(`The app did not start.\n${running.output()}`, { cause });
  }
  return running;
}

function spawnNode(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  stdio: StdioOptions,
): Running {
  const env = { ...shellEnv(), NODE_ENV: "production" as const, ...settings };
  const child = spawn(process.execPath, args, { cwd: root, stdio, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return { child, output: () => output };
}

/** An empty value wins over a line of the developer's own `.env` and counts as not set. */
function shellEnv(): Record<string, string> {
  const unset = Object.fromEntries(environmentNames.map((name) => [name, ""]));
  const { PATH = "", HOME = "", TMPDIR = tmpdir() } = process.env;
  return {
    ...unset,
    PATH,
    HOME,
    TMPDIR,
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_MANUAL_SIG_HANDLE: "1",
  };
}

type Running = {
  readonly child: ChildProcess;
  /** Everything the process wrote so far, both streams. */
  readonly output: () => string;
};

/** Resolves when the process says that it serves. The line is its own, so a left-over server on the port is never taken for it. */
export async function isReady(
  { child, output }: Running,
  signal = AbortSignal.timeout(startLimit),
): Promise<void> {
  while (!output().includes("KeepInTouch is at ")) await once(child.stdout ?? child, "data", { signal });
}

async function hasEnded({ child }: Running, signal: AbortSignal): Promise<never> {
  const [code] = await once(child, "close", { signal });
  throw new Error(`It ended with ${String(code)}.`);
}

async function answers(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${url}/api/health`, { signal });
  if (!response.ok) throw new Error(`Health answered ${response.status}: ${await response.text()}`);
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
