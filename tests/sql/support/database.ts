/** A database of a test's own with the platform and our migrations: PGlite, or the Postgres of SUPABASE_TEST_DB_URL. */
import { randomUUID } from "node:crypto";

import { openOnPglite } from "./pglite.ts";
import { openOnPostgres } from "./postgres.ts";

export type Row = Readonly<Record<string, unknown>>;

/** One connection, which nobody else uses meanwhile. */
export type Connection = {
  query(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Several statements, without parameters. Gives the rows of each. */
  exec(sql: string): Promise<Row[][]>;
};

/** What a backend has to give. */
export type Backend = {
  readonly name: "pglite" | "postgres";
  /** Runs `work` on a connection of its own; on PGlite, which has one, in turn. */
  session<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type Database = Backend & {
  /** Runs `work` in a transaction that is kept when it fulfils and undone when it throws. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
};

/** `platform`: as a hosted project before the first migration. `seeded`: with the cast. */
export type Start = "platform" | "migrated" | "seeded";

/** The address of the Postgres to test on; null when PGlite has to do. */
export const postgresUrl = process.env.SUPABASE_TEST_DB_URL || null;

/** `anew`: from the migrations themselves, even where a copy is kept. `url` null: on PGlite. */
export async function openDatabase(
  start: Start = "seeded",
  { anew = false, url = postgresUrl }: { anew?: boolean; url?: string | null } = {},
): Promise<Database> {
  const backend = url === null ? await openOnPglite(start, anew) : await openOnPostgres(url, start);
  return {
    ...backend,
    transaction: (work) =>
      backend.session(async (connection) => {
        await connection.exec("begin");
        try {
          const result = await work(connection);
          await connection.exec("commit");
          return result;
        } catch (error) {
          await connection.exec("rollback");
          throw error;
        }
      }),
  };
}

/** Who asks: a visitor with the publishable key, a member with their token, or the server with the secret key. */
export type Actor = "anon" | "service_role" | { readonly memberId: string };

/** Makes the rest of the transaction run as PostgREST would run it for that actor. */
export async function becomeActor(connection: Connection, actor: Actor): Promise<void> {
  const role = typeof actor === "string" ? actor : "authenticated";
  const subject = typeof actor === "string" ? "" : actor.memberId;
  await connection.query("select set_config('request.jwt.claim.sub', $1, true)", [subject]);
  await connection.query("select set_config('role', $1, true)", [role]);
}

/** Back to the role that made everything, in the same transaction. */
export async function becomeMaker(connection: Connection): Promise<void> {
  await connection.exec("reset role");
}

/** Runs `work` in one transaction as that actor. */
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

/** Runs `work` in a transaction and undoes all of it. */
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
