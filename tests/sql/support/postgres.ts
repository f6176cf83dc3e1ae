/** A database of its own on a real Postgres, made for a test and dropped after it. */
import { randomBytes } from "node:crypto";
import postgres from "postgres";

import { readSteps } from "../../support/supabase/platform.ts";
import type { Backend, Connection, Row, Start } from "./database.ts";

/** `url` names a database whose role may create others, and roles. */
export async function openOnPostgres(url: string, start: Start): Promise<Backend> {
  const made = await createOnPostgres(url, start);
  const sql = postgres(made.url, { ...quiet, max: 12, types: plainTypes });
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
    async close() {
      await sql.end({ timeout: 5 });
      await made.drop();
    },
  };
}

/** Makes the database without keeping a connection to it. */
export async function createOnPostgres(
  url: string,
  start: Start,
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `keepintouch_${randomBytes(6).toString("hex")}`;
  const own = new URL(url);
  own.pathname = `/${name}`;
  const drop = () => once(url, [`drop database if exists ${name} with (force)`]);
  await once(url, [`create database ${name}`]);
  try {
    const steps = await readSteps(start);
    await once(
      own.href,
      steps.map((step) => step.sql),
    );
  } catch (error) {
    await drop();
    throw error;
  }
  return { url: own.href, drop };
}

/** Seconds to wait for a server that may not be there. */
const quiet = { onnotice: () => undefined, connect_timeout: 5 };

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

async function once(url: string, scripts: readonly string[]): Promise<void> {
  const sql = postgres(url, { ...quiet, max: 1 });
  try {
    for (const script of scripts) await sql.unsafe(script);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
