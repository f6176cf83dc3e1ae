/** What crosses members on Supabase, with the secret key: carrying everything elsewhere and back, and clearing away. Never on a request's path. */
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";

import type { AdminStore, HousekeepingResult } from "../port.ts";
import type { Database as Schema } from "./database.types.ts";
import { toAppError } from "./errors.ts";
import { exportSnapshot } from "./export-snapshot.ts";
import { importSnapshot } from "./import-snapshot.ts";
import { createObjects, type Objects } from "./objects.ts";
import type { ExportedRows } from "./snapshot-rows.ts";
import type { Fetch } from "./steady-fetch.ts";

export type SupabaseAdminOptions = {
  readonly url: string;
  readonly secretKey: string;
  readonly fetch: Fetch;
  /** bcrypt hashes by account id; null where the database itself cannot be reached: then members keep all but their password. */
  readonly readPasswordHashes: PasswordReader | null;
};

export type PasswordReader = () => Promise<ReadonlyMap<string, string>>;

export type AdminContext = {
  readonly client: SupabaseClient<Schema>;
  readonly objects: Objects;
  /** Everything there is, as of one moment. */
  readRows(): Promise<ExportedRows>;
  readonly readPasswordHashes: PasswordReader | null;
};

export function createSupabaseAdmin(
  options: SupabaseAdminOptions,
): Pick<AdminStore, "exportSnapshot" | "importSnapshot" | "housekeep"> {
  const context = createAdminContext(options);
  return {
    exportSnapshot: (sink) => exportSnapshot(context, sink),
    importSnapshot: (source, importOptions) => importSnapshot(context, source, importOptions),
    housekeep: () => housekeep(context),
  };
}

function createAdminContext(options: SupabaseAdminOptions): AdminContext {
  const { url, secretKey, fetch, readPasswordHashes } = options;
  const client = createClient<Schema>(url, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch },
  });
  const authorization = async () => ({ apikey: secretKey, authorization: `Bearer ${secretKey}` });
  return {
    client,
    objects: createObjects({ url, fetch, authorization }),
    async readRows() {
      const { data, error } = await client.rpc("export_rows");
      if (error) throw toAppError(error);
      const answer: unknown = data;
      return answer as ExportedRows;
    },
    readPasswordHashes,
  };
}

const RemovedSchema = z.object({
  sessions: z.number(),
  documents: z.number(),
  uploads: z.number(),
  files: z.number(),
  /** Of the objects that lost their row. */
  keys: z.array(z.string()),
});

/** Rows first: what is then left of a crash is an object no row speaks of, which a later run finds. */
async function housekeep({ client, objects }: AdminContext): Promise<HousekeepingResult> {
  const { data, error } = await client.rpc("housekeep");
  if (error) throw toAppError(error);
  const { sessions, documents, uploads, files, keys } = RemovedSchema.parse(data);
  await objects.remove(keys);
  const strays = await removeStrays({ client, objects }, new Set(keys));
  return { sessions, documents, uploads, files: files + strays };
}

/** Gives how many went that were not counted yet. */
async function removeStrays(
  { client, objects }: Pick<AdminContext, "client" | "objects">,
  known: ReadonlySet<string>,
): Promise<number> {
  let removed = 0;
  let before = "";
  for (;;) {
    const { data, error } = await client.rpc("list_stray_objects");
    if (error) throw toAppError(error);
    // The same list again would mean that nothing can be removed.
    if (data.length === 0 || data.join() === before) return removed;
    before = data.join();
    await objects.remove(data);
    removed += data.filter((key) => !known.has(key)).length;
  }
}
