/** Every npm script goes through here: it gets this folder ready (packages, build) and runs the command with the right Node. Runs on Node 20.9. */

import { checkEverything } from "./boot/check.mjs";
import { buildIfNeeded, installBenchIfNeeded, installIfNeeded } from "./boot/prepare.mjs";
import { fail, root, runNode } from "./boot/run.mjs";
import { serve } from "./boot/serve.mjs";
import { devOnSupabase } from "./boot/supabase.mjs";
import { runPostgresTests, runTests } from "./boot/test.mjs";

const [command, ...args] = process.argv.slice(2);
process.chdir(root);

/** The demo lives in a folder of its own and never reaches a configured database. */
const demoEnv = {
  KEEPINTOUCH_DATA_DIR: ".data-demo",
  LOCAL_STORAGE_BACKUP: "true",
  NEXT_PUBLIC_SUPABASE_URL: "",
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: "",
  SUPABASE_SECRET_KEY: "",
  SUPABASE_URL: "",
  SUPABASE_ANON_KEY: "",
  SUPABASE_SERVICE_KEY: "",
  SUPABASE_DB_URL: "",
};

/** Each returns the exit code. @type {Record<string, () => Promise<number>>} */
const commands = {
  async start() {
    await installIfNeeded("run");
    return serve("start");
  },
  async dev() {
    await installIfNeeded("full");
    return serve("dev");
  },
  async "dev:supabase"() {
    await installIfNeeded("full");
    return devOnSupabase(args);
  },
  async demo() {
    await installIfNeeded("run");
    // Before the sign-in details are printed, so that they stay in sight.
    await buildIfNeeded();
    const code = await runNode(["lib/cli/main.ts", "demo-data", ...args], { env: demoEnv });
    return code === 0 ? serve("start", demoEnv) : code;
  },
  async kit() {
    await installIfNeeded("run");
    return runNode(["lib/cli/main.ts", ...args]);
  },
  async test() {
    await installIfNeeded("full");
    return runTests(args);
  },
  async "test:crash"() {
    await installIfNeeded("full");
    return runNode(["tests/crash/main.ts", ...args], { envFiles: false });
  },
  async "test:postgres"() {
    await installIfNeeded("full");
    return runPostgresTests(args);
  },
  async check() {
    await installIfNeeded("full");
    return checkEverything();
  },
  async "db:types"() {
    await installIfNeeded("full");
    return runNode(["tests/sql/write-types.ts", ...args], { envFiles: false });
  },
  async "db:lint"() {
    await installIfNeeded("full");
    return runNode(["tests/sql/lint.ts"], { envFiles: false });
  },
  "db:start": () => supabase("start"),
  "db:reset": () => supabase("db", "reset"),
  "db:test": () => supabase("test", "db"),
  async bench() {
    await installIfNeeded("run");
    await installBenchIfNeeded();
    if (args[0] !== "store") await buildIfNeeded();
    return runNode(["tests/bench/main.ts", ...args], { envFiles: false });
  },
  /** For images and pipelines that prepare in one step and start in another. */
  async install() {
    await installIfNeeded(args.includes("--full") ? "full" : "run");
    return 0;
  },
  async build() {
    await installIfNeeded("run");
    await buildIfNeeded();
    return 0;
  },
};

/** The Supabase CLI, for what it does with Docker. @param {string[]} deed */
async function supabase(...deed) {
  await installIfNeeded("full");
  return runNode(["node_modules/supabase/dist/supabase.js", ...deed, ...args], {
    envFiles: false,
    env: { SUPABASE_TELEMETRY_DISABLED: "1" },
  });
}

const chosen = command !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined;
if (chosen === undefined)
  fail(`There is no command "${command ?? ""}". Use one of: ${Object.keys(commands).join(", ")}.`);
process.exitCode = await chosen();
