/** A PGlite with the platform and our migrations, from a copy kept in .cache until one of them changes. */
import { PGlite } from "@electric-sql/pglite";
import { pgtap } from "@electric-sql/pglite/pgtap";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { fingerprintOf, readMigrations, readPlatform } from "../../support/supabase/platform.ts";
import type { Connection, Database, Row, Start } from "./database.ts";

const cache = path.resolve(import.meta.dirname, "../../../.cache/supabase");

export async function openOnPglite(start: Start): Promise<Database> {
  const pglite = await createPglite(start);
  return {
    backend: "pglite",
    ...connectionOf(pglite),
    transaction: async (work) => {
      const outcome = await pglite.transaction(async (transaction) => ({
        value: await work(connectionOf(transaction)),
      }));
      if (!outcome) throw new Error("the transaction was rolled back");
      return outcome.value;
    },
    close: () => pglite.close(),
  };
}

/** The PGlite itself, for serving it to other programs. */
export async function createPglite(start: Start): Promise<PGlite> {
  if (start === "empty") return PGlite.create({ extensions: { pgtap } });
  const platform = await readPlatform();
  const migrations = start === "migrated" ? await readMigrations() : [];
  const kept = path.join(cache, `${start}-${fingerprintOf(platform, migrations)}.tar`);
  const copy = await readFile(kept).catch(() => null);
  if (copy) return PGlite.create({ extensions: { pgtap }, loadDataDir: new Blob([new Uint8Array(copy)]) });

  const pglite = await PGlite.create({ extensions: { pgtap } });
  await pglite.exec(platform);
  for (const { sql } of migrations) await pglite.exec(sql);
  await keep(kept, await pglite.dumpDataDir("none"));
  return pglite;
}

/** Another test may be keeping the same one: whole files only, the last one stays. */
async function keep(file: string, copy: Blob): Promise<void> {
  await mkdir(cache, { recursive: true });
  const aside = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(aside, new Uint8Array(await copy.arrayBuffer()));
  await rename(aside, file);
  const [start] = path.basename(file).split("-");
  for (const name of await readdir(cache)) {
    const isOutdated = name.startsWith(`${start}-`) && name.endsWith(".tar") && name !== path.basename(file);
    if (isOutdated) await rm(path.join(cache, name), { force: true });
  }
}

function connectionOf(runner: Pick<PGlite, "exec" | "query">): Connection {
  return {
    exec: async (sql) => void (await runner.exec(sql)),
    query: async (sql, parameters = []) => (await runner.query<Row>(sql, [...parameters])).rows,
  };
}
