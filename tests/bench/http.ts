/** Our route handlers and pages against the least a Next app can be, and how much script a first visit loads. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

import { freePort, startAppServer } from "../support/server.ts";
import type { BenchOptions } from "./main.ts";
import { compareInRounds, rateOf, type Contestant } from "./rounds.ts";

const sliceMilliseconds = 1_500;
const concurrency = 16;
const minimalFolder = path.join(import.meta.dirname, "minimal-app");
const nextBinary = path.join(import.meta.dirname, "node_modules/next/dist/bin/next");
const peer = "minimal-next-app";

/** Our address beside the peer's for the same kind of work. */
const cases = [
  { title: "route", ours: "/api/health", theirs: "/api/hello" },
  { title: "page-landing", ours: "/", theirs: "/" },
  { title: "page-sign-in", ours: "/sign-in", theirs: "/" },
] as const;

export async function run(options: BenchOptions): Promise<void> {
  const isWanted = (title: string) => options.only === null || options.only === title;
  options.note("Both apps built for production, 16 connections, in turn; dynamic pages on both sides.");
  await promisify(execFile)(process.execPath, [nextBinary, "build"], { cwd: minimalFolder });
  const minimal = await startMinimalApp();
  const app = await startAppServer();
  try {
    for (const { title, ours, theirs } of cases) {
      if (!isWanted(title)) continue;
      const own = visitor("keepintouch", app.url + ours);
      const [comparison] = await compareInRounds(own, [visitor(peer, minimal.url + theirs)], options.rounds);
      if (comparison) options.report({ ...comparison, case: title, unit: "requests/s" });
    }
    if (isWanted("first-load-js")) await compareScripts(options, app.url, minimal.url);
  } finally {
    await app.remove();
    minimal.child.kill("SIGKILL");
  }
}

function visitor(name: string, url: string): Contestant {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  return {
    name,
    measure: () => rateOf(() => visit(url, agent), { milliseconds: sliceMilliseconds, concurrency }),
  };
}

/** Reads the answer to its end; anything but 200 stops the benchmark. */
async function visit(url: string, agent: Agent): Promise<void> {
  const sent = request(url, { agent });
  sent.end();
  const [response] = await once(sent, "response");
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`);
  response.resume();
  await once(response, "end");
}

async function startMinimalApp(): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const child = spawn(process.execPath, [nextBinary, "start", "-p", String(port)], {
    cwd: minimalFolder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("the minimal app has no output");
  const ready = Promise.withResolvers<void>();
  child.stdout.on("data", (text: Buffer) => text.includes("Ready") && ready.resolve());
  await ready.promise;
  return { url: `http://localhost:${port}`, child };
}

/** The scripts a modern browser loads with the first page, compressed as they travel. */
async function compareScripts(options: BenchOptions, ours: string, theirs: string): Promise<void> {
  const own = await scriptKilobytes(ours);
  const floor = await scriptKilobytes(theirs);
  const ratio = floor / own;
  options.report({
    case: "first-load-js",
    peer,
    ratio,
    min: ratio,
    max: ratio,
    ours: own,
    theirs: floor,
    unit: "kB gzip",
  });
  options.note(
    `The landing page loads ${(own - floor).toFixed(1)} kB of script more than the minimal app (ratio: theirs / ours).`,
  );
}

async function scriptKilobytes(url: string): Promise<number> {
  const html = await (await fetch(url)).text();
  const tags = [...html.matchAll(/<script\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/\bnomodule\b/i.test(tag));
  const sources = new Set(
    tags.map((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1]).filter((source) => source !== undefined),
  );
  let bytes = 0;
  for (const source of sources) {
    const script = await fetch(new URL(source, url));
    bytes += gzipSync(Buffer.from(await script.arrayBuffer())).length;
  }
  return bytes / 1000;
}
