/** Runs the web server as a child that ends with this process and shuts down cleanly on SIGINT and SIGTERM. */

import { createServer } from "node:net";
import { buildIfNeeded } from "./prepare.mjs";
import { captureNode, ended, fail, startNode } from "./run.mjs";

const next = "node_modules/next/dist/bin/next";

/** Checks the settings, builds for "start", and serves until the server ends. Resolves to its exit code. @param {"start" | "dev"} mode @param {Record<string, string>} [env] */
export async function serve(mode, env = {}) {
  const settings = await captureNode(["lib/cli/check-env.ts"], { env });
  if (settings.code !== 0) {
    process.stderr.write(settings.output);
    return settings.code;
  }
  const { port, host } = JSON.parse(settings.stdout);
  await refuseTakenPort(port, host);
  if (mode === "start") await buildIfNeeded();

  const args = [next, mode, "--port", String(port), ...(host === null ? [] : ["--hostname", host])];
  const server = startNode(args, {
    // Next would end the process as soon as requests are answered; ours waits for the store as well (lib/server/lifecycle.ts).
    env: { ...env, NODE_ENV: mode === "dev" ? "development" : "production", NEXT_MANUAL_SIG_HANDLE: "1" },
    // The channel is how the server learns that this process was killed.
    stdio: ["ignore", mode === "dev" ? "inherit" : "pipe", "inherit", "ipc"],
  });
  if (mode === "start") passOnFrom(/^KeepInTouch is at /m, server.stdout);
  return (await ended(server)).code;
}

/** Ends with one sentence instead of Next's stack trace. @param {number} port @param {string | null} host */
async function refuseTakenPort(port, host) {
  const probe = createServer();
  const code = await new Promise((resolve) => {
    probe.once("error", (error) => resolve("code" in error ? error.code : error.message));
    probe.listen({ port, ...(host === null ? {} : { host }) }, () => probe.close(() => resolve(null)));
  });
  if (code === "EADDRINUSE")
    fail(`Port ${port} is taken by another program. Stop that one, or set PORT to a free port.`);
  if (code !== null)
    fail(
      `KeepInTouch cannot listen on ${host ?? "this machine's addresses"}, port ${port} (${code}). Set HOST and PORT to what is allowed here.`,
    );
}

/** Keeps output back until the line that matches, then passes everything on. @param {RegExp} first @param {import("node:stream").Readable | null} output */
function passOnFrom(first, output) {
  let held = "";
  /** @param {Buffer} chunk */
  const hold = (chunk) => {
    held += chunk.toString("utf8");
    const start = held.search(first);
    if (start === -1) return;
    output?.off("data", hold);
    process.stdout.write(held.slice(start));
    output?.pipe(process.stdout);
  };
  output?.on("data", hold);
}
