/** The types of the Data API, made from the migrations: what lib/store/supabase/database.types.ts has to hold. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { format, resolveConfig } from "prettier";

import { serveDatabase } from "./served.ts";
import { runSupabaseCli } from "./supabase-cli.ts";

export const typesFile = path.resolve(import.meta.dirname, "../../../lib/store/supabase/database.types.ts");

const head =
  "/** The tables and functions of the Data API, as the migrations make them. Written by `npm run db:types`. */\n";

/** The text of the file, formatted. */
export async function generateTypes(): Promise<string> {
  const database = await serveDatabase();
  try {
    const { code, stdout, output } = await runSupabaseCli([
      "gen",
      "types",
      `--remote=${database.url}`,
      "--schema",
      "public",
    ]);
    if (code !== 0) throw new Error(`The Supabase CLI could not make the types:\n${output}`);
    return await format(head + withoutConstants(stdout), {
      ...(await resolveConfig(typesFile)),
      filepath: typesFile,
    });
  } finally {
    await database.close();
  }
}

/** True when the file is what the migrations make. */
export async function areTypesCurrent(): Promise<boolean> {
  const [kept, made] = await Promise.all([readFile(typesFile, "utf8").catch(() => ""), generateTypes()]);
  return kept === made;
}

/** The values of enums, of which there are none: a value nobody uses would only be unused code. */
function withoutConstants(types: string): string {
  const at = types.indexOf("export const Constants");
  return at === -1 ? types : types.slice(0, at);
}
