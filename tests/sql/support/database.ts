/** A database of a test's own with the platform and our migrations: PGlite, or the Postgres of SUPABASE_TEST_DB_URL. */
import { randomUUID } from "node:crypto";

import { openOnPglite } from "./pglite.ts";
import { openOnPostgres } from "./postgres.ts";

export type Row = Readonly<Record<string, unknown>>;

/** One connection, or as many as there are callers. */
export type Connection = {
  /** Several statements, no parameters, no result. */
  exec(sql: string): Promise<void>;
  query(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
};

export type Database = Connection & {
  readonly backend: "pglite" | "postgres";
  /** Runs `work` in a transaction of its own, which is kept when it fulfils and undone when it throws. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type Start = "empty" | "platform" | "migrated";

/** The address of the Postgres to test on; null when PGlite has to do. */
export const postgresUrl = process.env.SUPABASE_TEST_DB_URL || null;

export function openDatabase(start: Start = "migrated"): Promise<Database> {
  return postgresUrl === null ? openOnPglite(start) : openOnPostgres(postgresUrl, start);
}

/** Who asks: a visitor with the publishable key, a member with their token, or the server with the secret key. */
export type Actor = "anon" | "service_role" | { readonly memberId: string };

/** Runs `work` as PostgREST would for that actor, in one transaction. */
export function asActor<T>(
  database: Database,
  actor: Actor,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  return database.transaction(async (connection) => {
    await becomeActor(connection, actor);
    return work(connection);
  });
}

/** For the rest of the transaction. */
export async function becomeActor(connection: Connection, actor: Actor): Promise<void> {
  const role = typeof actor === "string" ? actor : "authenticated";
  const subject = typeof actor === "string" ? "" : actor.memberId;
  await connection.query("select set_config('request.jwt.claim.sub', $1, true)", [subject]);
  await connection.query("select set_config('role', $1, true)", [role]);
}

/** Runs `work` and undoes all of it. */
export async function undone<T>(
  database: Database,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const mark = `undone ${randomUUID()}`;
  let result: { value: T } | undefined;
  try {
    await database.transaction(async (connection) => {
      result = { value: await work(connection) };
      throw new Error(mark);
    });
  } catch (error) {
    if (!(error instanceof Error) || error.message !== mark) throw error;
  }
  if (!result) throw new Error("the transaction ended before its work");
  return result.value;
}
