/** `npm run check`: types, lint, format and unused code, side by side, with one line each and one line of totals. */

import { captureNode, note } from "./run.mjs";
import { totalsLine } from "./totals.mjs";

/** Each is the scripts to run one after the other. */
const checks = {
  // The compiler needs the types Next derives from the routes.
  types: [
    ["node_modules/next/dist/bin/next", "typegen"],
    ["node_modules/typescript-native/bin/tsc", "--noEmit", "-p", "."],
  ],
  lint: [
    [
      "node_modules/eslint/bin/eslint.js",
      ".",
      "--max-warnings=0",
      "--cache",
      "--cache-location=.cache/eslint/",
    ],
  ],
  format: [["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."]],
  "database types": [["tests/sql/write-types.ts", "--check"]],
  unused: [["node_modules/knip/bin/knip.js", "--no-progress"]],
};

/** Resolves to the exit code. */
export async function checkEverything() {
  note(`Checking ${Object.keys(checks).join(", ")}…`);
  const results = await Promise.all(Object.entries(checks).map(([name, scripts]) => check(name, scripts)));
  const failed = results.filter((passed) => !passed).length;
  console.log(totalsLine({ passed: results.length - failed, failed, skipped: 0 }));
  return failed === 0 ? 0 : 1;
}

/** @param {string} name @param {string[][]} scripts */
async function check(name, scripts) {
  const started = Date.now();
  for (const script of scripts) {
    const { code, output } = await captureNode(script, { envFiles: false });
    if (code === 0) continue;
    console.log(`\n${output.trimEnd()}\n\n✗ ${name} failed`);
    return false;
  }
  console.log(`✓ ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return true;
}
