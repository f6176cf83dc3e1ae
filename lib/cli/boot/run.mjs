/** Runs child processes with the pinned Node: signals reach them, exit codes come back, output is quiet or passed on. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

const oldest = [22, 12];
/** From here on Node runs TypeScript without being asked to. */
const stripsTypes = [22, 18];

/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();

/** @type {NodeJS.Signals | null} */
let interruption = null;

/** A signal to this process is one to what it runs; this process ends when that has ended. */
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    interruption = signal;
    if (children.size === 0) process.exit(exitCode(null, signal));
    for (const child of children) child.kill(signal);
  });
}

/** One line to the person waiting, on stderr so that output stays clean for pipes. @param {string} text */
export function note(text) {
  process.stderr.write(`${text}\n`);
}

/** Ends with one message and a failure; what somebody interrupted did not fail and needs no message. @param {string} message @returns {never} */
export function fail(message) {
  if (interruption !== null) process.exit(exitCode(null, interruption));
  note(message);
  process.exit(1);
}

/** @type {{ file: string, flags: string[] } | undefined} */
let found;

/** The Node that runs the app: the one pinned through npm, else the one running this, when it is new enough. */
export function findNode() {
  found ??= [path.join(root, `node_modules/node-linux-${process.arch}/bin/node`), process.execPath]
    .map((file) => ({ file, version: versionOf(file) }))
    .filter(({ version }) => atLeast(version, oldest))
    .map(({ file, version }) => ({ file, flags: atLeast(version, stripsTypes) ? [] : typeStripping }))
    .at(0);
  if (found === undefined) {
    fail(
      `KeepInTouch needs Node ${oldest.join(".")} or newer on this system; this is ${process.versions.node}. Install the current one from nodejs.org.`,
    );
  }
  return found;
}

const typeStripping = ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"];

/** Major and minor, or none when the file does not run here. @param {string} file */
function versionOf(file) {
  if (file === process.execPath) return process.versions.node.split(".").map(Number);
  if (!existsSync(file)) return [];
  const { stdout, status } = spawnSync(file, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim().slice(1).split(".").map(Number) : [];
}

/** @param {number[]} version @param {number[]} wanted */
function atLeast([major = 0, minor = 0], [wantedMajor = 0, wantedMinor = 0]) {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** Variables of the environment win over these files, and `.env.local` over `.env`. */
function envFileFlags() {
  return [".env", ".env.local"]
    .filter((file) => existsSync(path.join(root, file)))
    .map((file) => `--env-file=${file}`);
}

/**
 * @typedef {object} RunOptions
 * @property {Record<string, string>} [env] set on top of this process's environment
 * @property {boolean} [envFiles] whether `.env` is read; default true
 * @property {import("node:child_process").StdioOptions} [stdio]
 * @property {string} [cwd]
 */

/** Starts Node on a script. @param {string[]} args @param {RunOptions} [options] */
export function startNode(args, { envFiles = true, ...options } = {}) {
  const { file, flags } = findNode();
  return start(file, [...flags, ...(envFiles ? envFileFlags() : []), ...args], options);
}

/** Runs Node on a script, its output passed on. Resolves to the exit code. @param {string[]} args @param {RunOptions} [options] */
export async function runNode(args, options) {
  return (await ended(startNode(args, options))).code;
}

/** Runs Node on a script, keeping its output. @param {string[]} args @param {RunOptions} [options] */
export function captureNode(args, options) {
  return capture(startNode(args, { ...options, stdio: ["ignore", "pipe", "pipe"] }));
}

/** Runs a command, keeping its output. @param {string} file @param {string[]} args @param {RunOptions} [options] */
export function captureCommand(file, args, options) {
  return capture(start(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] }));
}

/** Resolves when the process is gone. @param {import("node:child_process").ChildProcess} child */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code: exitCode(code, signal) }));
  });
}

/** @param {string} file @param {string[]} args @param {RunOptions} options */
function start(file, args, { env, stdio = "inherit", cwd = root }) {
  // Tools that start a `node` of their own, as the bundler does for styles, find the one that runs them.
  const searchPath = [...(path.isAbsolute(file) ? [path.dirname(file)] : []), process.env.PATH].join(
    path.delimiter,
  );
  const child = spawn(file, args, {
    cwd,
    stdio,
    env: { ...process.env, PATH: searchPath, NEXT_TELEMETRY_DISABLED: "1", ...env },
  });
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

/** @param {import("node:child_process").ChildProcess} child */
async function capture(child) {
  const parts = { stdout: "", output: "" };
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    parts.stdout += text;
    parts.output += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text) => (parts.output += text));
  const { code } = await ended(child);
  return { code, ...parts };
}

/** The shell's convention for a process ended by a signal. @param {number | null} code @param {NodeJS.Signals | null} signal */
function exitCode(code, signal) {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
