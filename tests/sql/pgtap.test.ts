/** Runs the SQL tests of supabase/tests, each in a transaction that it undoes itself. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openDatabase, type Database } from "./support/database.ts";

const folder = path.resolve(import.meta.dirname, "../../supabase/tests");
const files = readdirSync(folder).filter((name) => name.endsWith(".test.sql"));

let database: Database;

beforeAll(async () => {
  database = await openDatabase();
  if (await installPgtap()) return;
  // A Postgres has it only where somebody installed it; PGlite brings it.
  await database.close();
  database = await openDatabase("seeded", { url: null });
  if (!(await installPgtap())) throw new Error("pgTAP is not there");
}, 120_000);

afterAll(() => database?.close());

describe("the SQL tests pass", () => {
  test.each(files)("%s", async (file) => {
    const lines = await runTap(readFileSync(path.join(folder, file), "utf8"));
    const planned = Number(/^1\.\.(\d+)$/.exec(lines[0] ?? "")?.[1]);
    const passed = lines.filter((line) => line.startsWith("ok "));
    const rest = lines.slice(1).filter((line) => !line.startsWith("ok "));
    expect(rest).toEqual([]);
    expect(passed).toHaveLength(planned);
  });
});

/** False where it is not to be had. */
function installPgtap(): Promise<boolean> {
  return database.session(async (connection) => {
    const found = await connection.query("select from pg_available_extensions where name = 'pgtap'");
    if (found.length > 0) await connection.exec("create extension pgtap with schema extensions");
    return found.length > 0;
  });
}

/** The lines a test file says, as pg_prove would read them. */
async function runTap(sql: string): Promise<string[]> {
  return database.session(async (connection) => {
    try {
      const results = await connection.exec(`set search_path = public, extensions; ${sql}`);
      const texts = results.flat().flatMap((row) => Object.values(row));
      return texts
        .filter((text) => typeof text === "string")
        .flatMap((text) => text.split("\n"))
        .filter((line) => /^(ok|not ok|#|1\.\.)/.test(line));
    } catch (error) {
      await connection.exec("rollback");
      throw error;
    }
  });
}
