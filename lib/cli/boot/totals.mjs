/** Counts of a test run: read from the reports of Vitest and Playwright, added up, and said in one line. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/** @type {Readonly<Totals>} */
export const none = { passed: 0, failed: 0, skipped: 0 };

/** @param {Totals} totals */
export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** @param {Totals[]} parts @returns {Totals} */
export function sum(parts) {
  return parts.reduce(
    (all, part) => ({
      passed: all.passed + part.passed,
      failed: all.failed + part.failed,
      skipped: all.skipped + part.skipped,
    }),
    none,
  );
}

/** A run that failed as a whole (a crash, an unhandled error, no report) counts as one failure even when every test passed. @param {Totals} totals @param {number} exitCode @returns {Totals} */
export function withExitCode(totals, exitCode) {
  return exitCode !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

/** Counts by suite, the folder under tests/. @param {string} file the JSON report @param {string} testsFolder @returns {Map<string, Totals>} */
export function readVitestReport(file, testsFolder) {
  /** @type {Map<string, Totals>} */
  const suites = new Map();
  for (const { name, status, assertionResults } of readJson(file)?.testResults ?? []) {
    const suite = path.relative(testsFolder, name).split(path.sep)[0] ?? "";
    const counted = sum(assertionResults.map(countAssertion));
    // A file that did not even load reports no test.
    const whole = status === "failed" && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
    suites.set(suite, sum([suites.get(suite) ?? none, whole]));
  }
  return suites;
}

/** @param {string} file the JSON report @returns {Totals} */
export function readPlaywrightReport(file) {
  const report = readJson(file);
  if (report === null) return none;
  const { expected, flaky, unexpected, skipped } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
}

/** @param {{ status: string }} assertion @returns {Totals} */
function countAssertion({ status }) {
  if (status === "passed") return { ...none, passed: 1 };
  if (status === "failed") return { ...none, failed: 1 };
  return { ...none, skipped: 1 };
}

/** @param {string} file */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
