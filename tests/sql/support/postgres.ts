/** A database of its own on a real Postgres, made for a test and dropped after it. */
import { randomBytes } from "node:crypto";
import postgres from "postgres";

import { readSteps } from "../../support/supabase/platform.ts";
import type { Backend, Connection, Row, Start } from "./database.ts";

/** `url` names a database whose role may create others, and roles. */
export async function openOnPostgres(url: string, start: Start): Promise<Backend> {
  const name = `keepintouch_${randomBytes(6).toString("hex")}`;
  await once(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const sql = postgres(own.href, { max: 12, onnotice: () => undefined, types: plainTypes });
  const close = async () => {
    await sql.end({ timeout: 5 });
    await once(url, `drop database ${name} with (force)`);
  };
  try {
    for (const step of await readSteps(start)) await sql.unsafe(step.sql);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: "postgres",
    async session(work) {
      const reserved = await sql.reserve();
      try {
        return await work(connectionOf(reserved));
      } finally {
        reserved.release();
      }
    },
    close,
  };
}

/** Counts come as numbers, as PGlite gives them. */
const plainTypes = {
  bigint: { to: 20, from: [20], parse: Number, serialize: String },
};

function connectionOf(sql: Pick<postgres.Sql, "unsafe">): Connection {
  return {
    query: async (text, parameters = []) => [
      ...(await sql.unsafe(text, parameters as postgres.ParameterOrJSON<never>[])),
    ],
    async exec(text) {
      const results: unknown = await sql.unsafe(text).simple();
      const list = Array.isArray(results) && Array.isArray(results[0]) ? results : [results];
      return list.map((rows) => [...(rows as Row[])]);
    },
  };
}

async function once(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
