/**
 * `npm run db:lint`: the Supabase CLI's linter and advisors over our migrations, on a database made for it. Where: on the
 * Postgres of SUPABASE_TEST_DB_URL, else on one that answers on this machine, else on PGlite, which lacks the extension
 * the linter needs.
 */
import postgres from "postgres";

import { postgresUrl } from "./support/database.ts";
import { serveDatabase } from "./support/served.ts";
import { runSupabaseCli } from "./support/supabase-cli.ts";

/** Where `supabase start` listens, and where a Postgres of one's own does. */
const usualPlaces = [
  "postgresql://postgres:postgres@127.0.0.1:54322/postgres",
  "postgresql://postgres:postgres@127.0.0.1:5432/postgres",
];

const checks = [
  { name: "db lint", args: ["-s", "public,private", "--level", "warning", "--fail-on", "warning"] },
  { name: "db advisors", args: ["--type", "all", "--level", "info", "--fail-on", "warn"] },
] as const;

const url = postgresUrl ?? (await findPostgres());
const canLint = url !== null && (await hasLinter(url));
const database = await serveDatabase(url);
try {
  let failed = 0;
  for (const { name, args } of checks) {
    if (name === "db lint" && !canLint) {
      console.log(`– ${name}: left out, because plpgsql_check is not there (${database.name})`);
      continue;
    }
    const { code, output } = await runSupabaseCli([...name.split(" "), `--remote=${database.url}`, ...args]);
    if (code !== 0) {
      failed += 1;
      console.log(`\n${output.trimEnd()}\n\n✗ ${name} (${database.name})`);
    } else {
      console.log(`✓ ${name}: ${summaryOf(output)} (${database.name})`);
    }
  }
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await database.close();
}

/** What was found below the level that fails. */
function summaryOf(output: string): string {
  const names = [...output.matchAll(/"name": "(\w+)",\s+"title"/g)].map(([, name]) => name ?? "");
  if (names.length === 0) return "nothing found";
  const kinds = [...new Set(names)].map((name) => `${name} ${names.filter((each) => each === name).length}×`);
  return `no warning; for information: ${kinds.join(", ")}`;
}

async function findPostgres(): Promise<string | null> {
  for (const place of usualPlaces) {
    if (
      (await ask(place, "select rolcreatedb as answer from pg_roles where rolname = current_user")) === true
    )
      return place;
  }
  return null;
}

async function hasLinter(place: string): Promise<boolean> {
  const available =
    "select exists (select from pg_available_extensions where name = 'plpgsql_check') as answer";
  return (await ask(place, available)) === true;
}

/** Null when nobody answers there. */
async function ask(place: string, question: string): Promise<unknown> {
  const sql = postgres(place, { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    const [row] = await sql.unsafe(question);
    return row?.answer;
  } catch {
    return null;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
