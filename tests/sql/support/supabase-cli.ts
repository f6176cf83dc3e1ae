/** Runs the Supabase CLI of this repository on a database, without Docker. */
import { spawn } from "node:child_process";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");
const cli = path.join(root, "node_modules/supabase/dist/supabase.js");

export type CliResult = {
  readonly code: number;
  readonly stdout: string;
  /** Both streams as they came. */
  readonly output: string;
};

/** Never throws for what the CLI itself refuses. */
export function runSupabaseCli(args: readonly string[]): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, "--workdir", root, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: "1", PGSSLMODE: "disable" },
    });
    const parts = { stdout: "", output: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      parts.stdout += text;
      parts.output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (parts.output += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, ...parts }));
  });
}
