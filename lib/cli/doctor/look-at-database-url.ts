/** Tries the project's own Postgres connection, which is needed for passwords alone. */
import { isAppError } from "#lib/domain/errors.ts";
import type { SupabaseStorageEnv } from "#lib/env.ts";
import { checkPasswordReader } from "#lib/storage.ts";
import { type Finding, note, well, wrong } from "./finding.ts";

export async function lookAtDatabaseUrl({ databaseUrl }: SupabaseStorageEnv): Promise<Finding> {
  if (databaseUrl === null) {
    return note(
      "passwords",
      "SUPABASE_DB_URL is not set: backups and the way home come without passwords.",
      "Set it to the connection string under Connect, Session pooler, when you want them along.",
    );
  }
  try {
    await checkPasswordReader(databaseUrl);
    return well("passwords", "SUPABASE_DB_URL works: backups and the way home keep them.");
  } catch (error) {
    if (!isAppError(error)) throw error;
    return wrong(
      "passwords",
      error.sentence,
      "Copy the connection string anew from the project's page, Connect.",
    );
  }
}
