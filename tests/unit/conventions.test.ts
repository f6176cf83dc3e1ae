import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { missingEntries } from "../../lib/cli/complete-lock.mjs";

/** Every file git tracks or would track. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(file));

const isCode = (file: string) => /\.(ts|tsx|mjs|js)$/.test(file);
const isText = (file: string) => !/\.(png|jpe?g|webp|heic|ico|pdf|docx|woff2|mp4|m4a|wav|zip)$/.test(file);
const isOurs = (file: string) => /^(app|components|lib|tests)\//.test(file) && isCode(file);
const textOf = (file: string) => readFileSync(file, "utf8");
const bareName = (file: string) => path.basename(file).split(".")[0] ?? "";

/** Its patterns would find themselves. */
const self = "tests/unit/conventions.test.ts";

/** The files that break the rule; the failure message then names them. */
const offenders = (candidates: readonly string[], breaks: (file: string) => boolean) =>
  candidates.filter(breaks);

describe("names", () => {
  test("of code files and folders are kebab-case", () => {
    const kebab = /^(\.?[a-z0-9]+(-[a-z0-9]+)*|_[a-z0-9-]+|\[+(\.\.\.)?[a-z-]+\]+|\([a-z-]+\))$/;
    const isOdd = (file: string) =>
      [...path.dirname(file).split("/"), bareName(file)].some((part) => !kebab.test(part));
    expect(offenders(files.filter(isOurs), isOdd)).toEqual([]);
  });

  test("say what is inside: no barrels, no drawers for everything", () => {
    const drawers = ["index", "utils", "util", "helpers", "helper", "misc", "common", "shared"];
    expect(offenders(files.filter(isOurs), (file) => drawers.includes(bareName(file)))).toEqual([]);
  });
});

describe("lib", () => {
  const lib = files.filter((file) => file.startsWith("lib/") && isCode(file) && !file.endsWith(".d.ts"));

  test("opens every file with a sentence that says what it promises", () => {
    expect(offenders(lib, (file) => !/^(#!.*\n)?\/\*\*[\s*]+[^\s*][^]*?\*\//.test(textOf(file)))).toEqual([]);
  });

  test("says in every folder what it is for", () => {
    const folders = readdirSync("lib", { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(
      offenders(
        folders.map((folder) => `lib/${folder.name}/README.md`),
        (file) => !existsSync(file),
      ),
    ).toEqual([]);
  });

  test("keeps files small enough to hold one idea", () => {
    const written = lib.filter((file) => !file.endsWith(".types.ts"));
    expect(offenders(written, (file) => textOf(file).split("\n").length > 400)).toEqual([]);
  });
});

describe("tests", () => {
  const tests = files.filter((file) => file !== self && /^tests\/.*\.(test|spec|contract)\.tsx?$/.test(file));

  test("are never left out or run alone", () => {
    const marks = /\b(it|test|describe)(\.\w+)*\.(skip|only|todo|fixme)\b|\b(xit|xdescribe|xtest)\(/;
    expect(offenders(tests, (file) => marks.test(textOf(file)))).toEqual([]);
  });

  test("wait for what they need, not for time to pass", () => {
    const sleeps =
      /waitForTimeout|setTimeout\(\s*(resolve|r|done)\b|\bsetTimeout\b[^}]*\} from "node:timers\/promises"/;
    expect(offenders(tests, (file) => sleeps.test(textOf(file)))).toEqual([]);
  });

  test("are all in a suite that npm test runs", () => {
    const suites =
      /^tests\/((unit|contract|access|sql|crash)\/.*\.test\.ts|e2e\/.*\.spec\.ts|.*\.contract\.ts)$/;
    expect(offenders(tests, (file) => !suites.test(file))).toEqual([]);
  });
});

describe("what is committed", () => {
  const texts = files.filter((file) => file !== self && isText(file));

  test("names no place on somebody's machine", () => {
    const homes = /\/home\/[a-z]|\/Users\/[A-Za-z]|\/root\/|\/work\/main|[A-Z]:\\Users/;
    expect(offenders(texts, (file) => homes.test(textOf(file)))).toEqual([]);
  });

  test("names no package registry", () => {
    const registries = /https?:\/\/[^\s"'/]*(registry|npmjs|artifactory|nexus|verdaccio)/i;
    expect(offenders(texts, (file) => registries.test(textOf(file)))).toEqual([]);
  });

  test("locks packages by version and hash, not by a host", () => {
    const locks = files.filter((file) => path.basename(file) === "package-lock.json");
    expect(locks).toContain("package-lock.json");
    expect(offenders(locks, (file) => textOf(file).includes('"resolved": "http'))).toEqual([]);
  });

  test("locks the packages of every system (npm run lock)", () => {
    expect(Object.keys(missingEntries(JSON.parse(textOf("package-lock.json"))))).toEqual([]);
  });

  test("leaves no work for later", () => {
    const later = /\b(TODO|FIXME|XXX)\b/;
    expect(offenders(texts.filter(isOurs), (file) => later.test(textOf(file)))).toEqual([]);
  });
});
