import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { compareStorages } from "../../lib/cli/boot/storage-counts.mjs";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "keepintouch-counts-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** By file below tests/: what each test is called, from the outermost `describe` to its title. */
async function report(files: Readonly<Record<string, readonly (readonly string[])[]>>) {
  const testResults = Object.entries(files).map(([name, tests]) => ({
    name: path.join("/tests", name),
    assertionResults: tests.map((names) => ({
      ancestorTitles: names.slice(0, -1),
      title: names.at(-1),
      status: "passed",
    })),
  }));
  const file = path.join(folder, "report.json");
  await writeFile(file, JSON.stringify({ testResults }));
  return compareStorages(file, "/tests");
}

test("two storages tried on the same tests have equal counts and no difference", async () => {
  const { lines, differences } = await report({
    "access/local.test.ts": [["local: access", "visitor"]],
    "access/supabase.test.ts": [["supabase: access", "visitor"]],
  });
  expect(lines).toEqual(["access    local 1, supabase 1"]);
  expect(differences).toEqual([]);
});

test("as many tests are not enough: each that only one was tried on is named", async () => {
  const { differences } = await report({
    "contract/local.test.ts": [["local: files", "serves a part"]],
    "contract/supabase.test.ts": [["supabase: files", "serves a whole"]],
  });
  expect(differences).toEqual(["contract: files › serves a part", "contract: files › serves a whole"]);
});

test("a section one of them leaves out counts for neither, and is told with its size and reason", async () => {
  const { lines, differences } = await report({
    "contract/local.test.ts": [
      ["local: files", "one"],
      ["local: records", "two"],
      ["local: records", "three"],
    ],
    "contract/supabase.test.ts": [
      ["supabase: files", "one"],
      ["supabase: records", "left out, because others keep them"],
    ],
  });
  expect(lines).toEqual([
    "contract  local 1, supabase 1",
    "          without 2 in records, which supabase leaves out: others keep them",
  ]);
  expect(differences).toEqual([]);
});

test("a run of one storage alone compares nothing", async () => {
  expect(await report({ "contract/supabase.test.ts": [["supabase: files", "one"]] })).toEqual({
    lines: [],
    differences: [],
  });
});
