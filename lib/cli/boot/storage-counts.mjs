/** How much of the contract and of the access table each storage was held to: the same tests, or the run has failed. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const suites = ["contract", "access"];
/** The first is what the others are held against. */
const storages = ["local", "supabase"];
const leftOut = "left out, because ";

/**
 * Lines for the person who ran the tests, and what only one of the storages was tried on. Empty where a run left one of
 * them away. @param {string} report Vitest's JSON @param {string} testsFolder
 */
export function compareStorages(report, testsFolder) {
  const tests = existsSync(report) ? readTests(report, testsFolder) : [];
  /** @type {string[]} */
  const lines = [];
  /** @type {string[]} */
  const differences = [];
  for (const suite of suites) {
    const bySuite = tests.filter((test) => test.suite === suite);
    const ofEach = storages.map((storage) => bySuite.filter((test) => test.storage === storage));
    if (ofEach.some((some) => some.length === 0)) continue;

    const reasons = new Map(
      bySuite
        .filter(({ title }) => title.startsWith(leftOut))
        .map(({ storage, section, title }) => [section, { storage, reason: title.slice(leftOut.length) }]),
    );
    const counted = ofEach.map((some) => some.filter(({ section }) => !reasons.has(section)));
    for (const name of inOneAlone(counted.map((some) => some.map((test) => test.name)))) {
      differences.push(`${suite}: ${name}`);
    }

    const counts = storages.map((storage, index) => `${storage} ${counted[index]?.length ?? 0}`).join(", ");
    lines.push(`${suite.padEnd(9)} ${counts}`);
    for (const [why, sections] of grouped(reasons)) {
      const count = ofEach[0]?.filter(({ section }) => sections.includes(section)).length ?? 0;
      lines.push(`${"".padEnd(9)} without ${count} in ${sections.join("; ")}, which ${why}`);
    }
  }
  return { lines, differences };
}

/** @param {string[][]} lists */
function inOneAlone(lists) {
  const sets = lists.map((list) => new Set(list));
  return [...new Set(lists.flat())].filter((name) => !sets.every((set) => set.has(name)));
}

/** @typedef {{ suite: string, storage: string, section: string, title: string, name: string }} Test */

/** @param {string} report @param {string} testsFolder @returns {Test[]} */
function readTests(report, testsFolder) {
  const { testResults = [] } = JSON.parse(readFileSync(report, "utf8"));
  return testResults.flatMap(({ name: file, assertionResults }) => {
    const [suite = ""] = path.relative(testsFolder, file).split(path.sep);
    const storage = storages.find((each) => path.basename(file) === `${each}.test.ts`);
    if (storage === undefined) return [];
    const tried = assertionResults.filter(({ status }) => status === "passed" || status === "failed");
    return tried.map(({ ancestorTitles, title }) => {
      const [first = "", ...further] = ancestorTitles;
      const section = first.replace(`${storage}: `, "");
      return { suite, storage, section, title, name: [section, ...further, title].join(" › ") };
    });
  });
}

/** Sections by who leaves them out, and why. @param {Map<string, { storage: string, reason: string }>} reasons @returns {Map<string, string[]>} */
function grouped(reasons) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const [section, { storage, reason }] of reasons) {
    const why = `${storage} leaves out: ${reason}`;
    groups.set(why, [...(groups.get(why) ?? []), section]);
  }
  return groups;
}
