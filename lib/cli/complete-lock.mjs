/**
 * Adds to package-lock.json the optional packages of other systems that npm leaves out when its registry does not offer
 * them; without their entries `npm ci` refuses the lock file. Run it (`npm run lock`) after each change of dependencies.
 */

import { readFileSync, writeFileSync } from "node:fs";

const file = "package-lock.json";

/** The optional packages that are named somewhere and have no entry, as entries to add. @param {{ packages: Record<string, { optionalDependencies?: Record<string, string> }> }} lock */
export function missingEntries({ packages }) {
  const named = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.entries(optionalDependencies),
  );
  const missing = named.filter(([name]) => packages[`node_modules/${name}`] === undefined);
  return Object.fromEntries(missing.map(([name, range]) => [`node_modules/${name}`, entryFor(name, range)]));
}

/** @param {string} name @param {string} range */
function entryFor(name, range) {
  const os = ["darwin", "win32", "android", "freebsd", "openharmony", "linux"].find((word) =>
    name.includes(word),
  );
  const cpu = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "wasm32"].find((word) =>
    new RegExp(`[-_]${word}\\b`).test(name),
  );
  return {
    version: range.replace(/^[^\d]*/, ""),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}

if (import.meta.filename === process.argv[1]) {
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const missing = missingEntries(lock);
  const entries = Object.entries({ ...lock.packages, ...missing });
  lock.packages = Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} entries added to ${file}.`);
}
