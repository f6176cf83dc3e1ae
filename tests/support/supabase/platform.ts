/** What a database has before our first migration, the migrations, and the cast: the same text for every database a test makes. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");
const migrationsFolder = path.join(root, "supabase/migrations");

export type Step = { readonly name: string; readonly sql: string };

/** Everything up to where a test wants to start, in order. */
export async function readSteps(upTo: "platform" | "migrated" | "seeded"): Promise<Step[]> {
  const platform = { name: "platform", sql: await readPlatform() };
  if (upTo === "platform") return [platform];
  const migrations = await readMigrations();
  if (upTo === "migrated") return [platform, ...migrations];
  return [platform, ...migrations, { name: "seed.sql", sql: await readSeed() }];
}

/** Roles, auth and storage as a hosted project has them, for an empty database. */
export async function readPlatform(): Promise<string> {
  // Looked at on import: without it the storage part stays switched off.
  process.env.EXPERIMENTAL_STORAGE = "1";
  const { getAuthSchemaSql, getStorageSchemaSql } = await import("@supabase/lite");
  const prelude = await readFile(path.join(import.meta.dirname, "prelude.sql"), "utf8");
  const grants = `grant all on all tables in schema storage to anon, authenticated, service_role;
    grant execute on all functions in schema auth, storage to anon, authenticated, service_role;`;
  return [prelude, getAuthSchemaSql(), getStorageSchemaSql(), grants].join("\n");
}

/** In the order in which they are applied. */
export async function readMigrations(): Promise<Step[]> {
  const names = (await readdir(migrationsFolder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(path.join(migrationsFolder, name), "utf8") })),
  );
}

export function readSeed(): Promise<string> {
  return readFile(path.join(root, "supabase/seed.sql"), "utf8");
}

/** Changes whenever a database made of these would. */
export function fingerprintOf(steps: readonly Step[]): string {
  const hash = createHash("sha256");
  for (const { name, sql } of steps) hash.update(`\0${name}\0${sql}`);
  return hash.digest("hex").slice(0, 16);
}
