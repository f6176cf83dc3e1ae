/** A database with our migrations at an address other programs can reach. */
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

import { postgresUrl } from "./database.ts";
import { createPglite } from "./pglite.ts";
import { createOnPostgres } from "./postgres.ts";

export type ServedDatabase = {
  readonly name: "pglite" | "postgres";
  readonly url: string;
  close(): Promise<void>;
};

/** `url` names a Postgres where a database can be made for this; null: a PGlite is served on a free port. */
export async function serveDatabase(url: string | null = postgresUrl): Promise<ServedDatabase> {
  if (url === null) return servePglite();
  const made = await createOnPostgres(url, "migrated");
  return { name: "postgres", url: made.url, close: made.drop };
}

async function servePglite(): Promise<ServedDatabase> {
  const pglite = await createPglite("migrated");
  const server = new PGLiteSocketServer({ db: pglite, host: "127.0.0.1", port: 0, maxConnections: 10 });
  await server.start();
  return {
    name: "pglite",
    url: `postgresql://postgres:postgres@${server.getServerConn()}/postgres`,
    async close() {
      await server.stop();
      await pglite.close();
    },
  };
}
