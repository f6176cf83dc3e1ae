/** A PGlite with the platform and our migrations, from a copy kept in .cache until one of them changes. */
import { PGlite } from "@electric-sql/pglite";
import { pgtap } from "@electric-sql/pglite/pgtap";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { fingerprintOf, readSteps, type Step } from "../../support/supabase/platform.ts";
import type { Backend, Connection, Row, Start } from "./database.ts";

const cache = path.resolve(import.meta.dirname, "../../../.cache/supabase");

export async function openOnPglite(start: Start, anew: boolean): Promise<Backend> {
  const pglite = await createPglite(start, anew);
  const connection: Connection = {
    query: async (sql, parameters = []) => (await pglite.query<Row>(sql, [...parameters])).rows,
    exec: async (sql) => (await pglite.exec(sql)).map(({ rows }) => rows as Row[]),
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    name: "pglite",
    session(work) {
      const turn = last.then(() => work(connection));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: () => pglite.close(),
  };
}

/** The PGlite itself, for serving it to other programs. */
export async function createPglite(start: Start, anew = false): Promise<PGlite> {
  const steps = await readSteps(start);
  const kept = fileOf(start, steps);
  const copy = anew ? null : await readFile(kept).catch(() => null);
  if (copy) return PGlite.create({ extensions: { pgtap }, loadDataDir: new Blob([new Uint8Array(copy)]) });

  const pglite = await PGlite.create({ extensions: { pgtap } });
  for (const step of steps) await take(pglite, step);
  await keep(start, kept, await pglite.dumpDataDir("none"));
  return pglite;
}

/** The files of such a database, for whoever opens it in their own way. */
export async function readDataFolder(start: Start): Promise<Blob> {
  const kept = fileOf(start, await readSteps(start));
  const read = async () => new Blob([new Uint8Array(await readFile(kept))]);
  try {
    return await read();
  } catch {
    await (await createPglite(start)).close();
    return read();
  }
}

function fileOf(start: Start, steps: readonly Step[]): string {
  return path.join(cache, `${start}-${fingerprintOf(steps)}.tar`);
}

async function take(pglite: PGlite, { name, sql }: Step): Promise<void> {
  try {
    await pglite.exec(sql);
  } catch (error) {
    throw new Error(`${name} does not apply`, { cause: error });
  }
}

/** Another test may be keeping the same one: whole files only, the last one stays. */
async function keep(start: Start, file: string, copy: Blob): Promise<void> {
  await mkdir(cache, { recursive: true });
  const aside = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(aside, new Uint8Array(await copy.arrayBuffer()));
  await rename(aside, file);
  for (const name of await readdir(cache)) {
    const isOutdated = name.startsWith(`${start}-`) && name.endsWith(".tar") && name !== path.basename(file);
    if (isOutdated) await rm(path.join(cache, name), { force: true });
  }
}
