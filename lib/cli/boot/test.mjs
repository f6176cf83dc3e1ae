/** `npm test`: every suite, the browser tests against a production build, each suite's totals, and the sum as the last line. */

import { mkdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { buildIfNeeded } from "./prepare.mjs";
import { fail, root, runNode } from "./run.mjs";
import { compareStorages } from "./storage-counts.mjs";
import { readPlaywrightReport, readVitestReport, sum, totalsLine, withExitCode } from "./totals.mjs";

const withoutBrowser = ["unit", "contract", "access", "sql", "crash"];
const suites = [...withoutBrowser, "e2e"];
const reports = path.join(root, ".cache/tests");

/** `--only <suite>` runs one suite; anything else goes to its runner. Resolves to the exit code. @param {string[]} args */
export async function runTests(args) {
  const { only, rest } = parse(args);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  /** @type {Map<string, import("./totals.mjs").Totals>} */
  const totals = new Map();
  if (only !== "e2e") for (const [suite, counts] of await runVitest(only, rest)) totals.set(suite, counts);
  if (only === undefined || only === "e2e") totals.set("e2e", await runPlaywright(rest));

  console.log("");
  const alike = compareStorages(path.join(reports, "vitest.json"), path.join(root, "tests"));
  if (alike.lines.length > 0) console.log(`${alike.lines.join("\n")}\n`);
  if (alike.differences.length > 0) {
    console.log(`✗ not tried on both storages:\n  ${alike.differences.join("\n  ")}\n`);
    totals.set("both", { ...sum([]), failed: alike.differences.length });
  }
  for (const [suite, counts] of totals) console.log(`${suite.padEnd(9)} ${totalsLine(counts)}`);
  const all = sum([...totals.values()]);
  console.log(totalsLine(all));
  return all.failed === 0 ? 0 : 1;
}

/**
 * `npm run test:postgres`: what runs on PGlite by default, on a real Postgres: the one of SUPABASE_TEST_DB_URL, else the one
 * on this machine. Resolves to the exit code. @param {string[]} args
 */
export async function runPostgresTests(args) {
  process.env.SUPABASE_TEST_DB_URL ||= "postgresql://postgres:postgres@127.0.0.1:5432/postgres";
  await refuseMissingPostgres(new URL(process.env.SUPABASE_TEST_DB_URL));
  const chosen = args.length > 0 ? args : ["tests/sql/", "tests/contract/supabase", "tests/access/supabase"];
  return runTests(["--only", "sql", ...chosen]);
}

/** Ends with one sentence instead of a failure of every test. @param {URL} url */
async function refuseMissingPostgres({ hostname, port }) {
  const socket = connect({ host: hostname, port: Number(port || 5432), timeout: 5000 });
  const isThere = await new Promise((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("timeout", () => resolve(false));
    socket.once("error", () => resolve(false));
  });
  socket.destroy();
  if (isThere) return;
  fail(
    `No Postgres answers at ${hostname}, port ${port || 5432}. Start one there, or name another in SUPABASE_TEST_DB_URL (its role has to be a superuser: databases and roles are made for the tests).`,
  );
}

/** @param {string[]} args */
function parse(args) {
  const at = args.indexOf("--only");
  if (at === -1) return { only: undefined, rest: args };
  const only = args[at + 1];
  if (only === undefined || !suites.includes(only)) fail(`--only takes one of: ${suites.join(", ")}.`);
  return { only, rest: args.toSpliced(at, 2) };
}

/** @param {string | undefined} only @param {string[]} rest */
async function runVitest(only, rest) {
  const report = path.join(reports, "vitest.json");
  const folders = (only === undefined ? withoutBrowser : [only]).map((suite) => `tests/${suite}/`);
  const code = await runNode(
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...(rest.length > 0 ? rest : folders),
    ],
    { envFiles: false },
  );
  const totals = readVitestReport(report, path.join(root, "tests"));
  const failed = [...totals.values()].some((counts) => counts.failed > 0);
  if (code !== 0 && !failed) totals.set("run", withExitCode(sum([]), code));
  return totals;
}

/** @param {string[]} rest */
async function runPlaywright(rest) {
  await buildIfNeeded();
  const report = path.join(reports, "e2e.json");
  const code = await runNode(
    ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json", ...rest],
    {
      envFiles: false,
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    },
  );
  return withExitCode(readPlaywrightReport(report), code);
}
