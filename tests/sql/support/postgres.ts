/** A database of its own on a real Postgres, made for a test and dropped after it. */
import { randomBytes } from "node:crypto";
import postgres from "postgres";

import { readMigrations, readPlatform } from "../../support/supabase/platform.ts";
import type { Connection, Database, Start } from "./database.ts";

/** `url` names a database whose role may create others. */
export async function openOnPostgres(url: string, start: Start): Promise<Database> {
  const name = `keepintouch_${randomBytes(6).toString("hex")}`;
  await once(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const sql = connect(own.href);
  const close = async () => {
    await sql.end({ timeout: 5 });
    await once(url, `drop database ${name} with (force)`);
  };
  try {
    if (start !== "empty") await sql.unsafe(await readPlatform());
    if (start === "migrated") for (const migration of await readMigrations()) await sql.unsafe(migration.sql);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    backend: "postgres",
    ...connectionOf(sql),
    transaction: async (work) => {
      const outcome = await sql.begin(async (transaction) => ({
        value: await work(connectionOf(transaction)),
      }));
      return outcome.value as Awaited<ReturnType<typeof work>>;
    },
    close,
  };
}

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 12, onnotice: () => undefined, types: plainTypes });
}

/** Counts as numbers, as PGlite gives them. */
const plainTypes = {
  bigint: { to: 20, from: [20], parse: Number, serialize: String },
};

async function once(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function connectionOf(sql: Pick<postgres.Sql, "unsafe">): Connection {
  return {
    exec: async (text) => void (await sql.unsafe(text)),
    query: async (text, parameters = []) => [
      ...(await sql.unsafe(text, parameters as postgres.ParameterOrJSON<never>[])),
    ],
  };
}
