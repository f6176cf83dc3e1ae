/** Runs the kit as `npm run kit --` does: a process of its own, with the settings of nobody's shell. */
import { type ChildProcess, execFile } from "node:child_process";
import path from "node:path";

import { environmentNames } from "#lib/env.ts";

const root = path.resolve(import.meta.dirname, "../..");
/** A setting of the developer's shell must not reach the kit; empty counts as not set. */
const unset = Object.fromEntries(environmentNames.map((name) => [name, ""]));

export type KitOutcome = { code: number; stdout: string; stderr: string };

/** `watch` is given the process, for ending it early; a killed one has code -1. */
export function runKitProcess(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  watch: (child: ChildProcess) => void = () => undefined,
): Promise<KitOutcome> {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...unset, ...env }, maxBuffer: 64 * 1024 ** 2 };
    const child = execFile(
      process.execPath,
      ["lib/cli/main.ts", ...words],
      options,
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    watch(child);
  });
}
