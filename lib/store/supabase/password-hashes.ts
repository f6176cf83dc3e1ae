/** Reads the password hashes of all accounts from the database itself: the sign-in service never gives them back. */
import { AppError } from "#lib/domain/errors.ts";
import type { PasswordReader } from "./admin.ts";

/** `databaseUrl` is the project's own connection string, with a role that may read `auth.users`. */
export function createPasswordReader(databaseUrl: string): PasswordReader {
  return async () => {
    const { default: postgres } = await import("postgres");
    const sql = postgres(databaseUrl, { max: 1, connect_timeout: 15, onnotice: () => undefined });
    try {
      const rows = await sql<{ id: string; hash: string }[]>`
        select id::text as id, encrypted_password as hash from auth.users where encrypted_password <> ''`;
      return new Map(rows.map(({ id, hash }) => [id, hash]));
    } catch (cause) {
      // What the driver says may hold the address with the password in it.
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
      throw new AppError("unavailable", {
        sentence:
          `The database of SUPABASE_DB_URL cannot be read (${code}). It is needed for passwords only: mend it, or remove ` +
          `the variable to go on without them.`,
      });
    } finally {
      await sql.end({ timeout: 5 });
    }
  };
}
