/** The stack's database under @supabase/lite: a PGlite of its own, or a database made for it on a real Postgres. */
import { AsyncLocalStorage } from "node:async_hooks";
import postgres from "postgres";

import { readDataFolder } from "../../sql/support/pglite.ts";
import { createOnPostgres } from "../../sql/support/postgres.ts";
import { toDatabaseFault, type DatabaseFault } from "./gateway/database-errors.ts";

// Looked at when @supabase/lite is imported: without it the storage part stays switched off.
process.env.EXPERIMENTAL_STORAGE = "1";

export type Row = Readonly<Record<string, unknown>>;

type LiteConnection =
  Awaited<ReturnType<typeof openPgliteConnection>> | Awaited<ReturnType<typeof openPostgresConnection>>;

export type StackDatabase = {
  readonly connection: LiteConnection;
  /** Where other programs reach it; null on PGlite. */
  readonly url: string | null;
  /** As the owner of everything, past every policy. */
  query(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Several statements, without parameters. */
  exec(text: string): Promise<void>;
  /** Runs `work`, during which the connection is nobody else's where there is only one. Gives what the database refused last. */
  inTurn<T>(work: () => Promise<T>): Promise<{ result: T; fault: DatabaseFault | null }>;
  /** Lets other programs in at an address of its own, while nobody asks anything of the stack, until it is closed. */
  serve(): Promise<{ readonly url: string; close(): Promise<void> }>;
  close(): Promise<void>;
};

/** Null: on PGlite. The migrations are in it, unmodified. */
export async function openStackDatabase(postgresUrl: string | null): Promise<StackDatabase> {
  return postgresUrl === null ? openOnPglite() : openOnPostgres(postgresUrl);
}

async function openOnPglite(): Promise<StackDatabase> {
  const connection = await openPgliteConnection();
  const seen = watchErrors(connection);
  // @supabase/lite gives every request the one connection as it comes: transactions would run into each other.
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    connection,
    url: null,
    query: (text, parameters = []) =>
      alone(async () => (await connection.driver.query<Row>(text, [...parameters])).rows),
    exec: (text) => alone(async () => void (await connection.driver.exec(text))),
    inTurn: (work) => alone(() => seen(work)),
    async serve() {
      const { PGLiteSocketServer } = await import("@electric-sql/pglite-socket");
      const server = new PGLiteSocketServer({ db: connection.driver, host: "127.0.0.1", port: 0 });
      await server.start();
      const url = `postgresql://postgres:postgres@${server.getServerConn()}/postgres`;
      return { url, close: () => server.stop() };
    },
    close: () => alone(() => connection.close()),
  };
}

async function openOnPostgres(serverUrl: string): Promise<StackDatabase> {
  const made = await createOnPostgres(serverUrl, "migrated");
  const connection = await openPostgresConnection(made.url);
  const own = postgres(made.url, {
    onnotice: () => undefined,
    max: 2,
    types: { bigint: numbers, ...jsonAsText },
  });
  return {
    connection,
    url: made.url,
    query: async (text, parameters = []) => [
      ...(await own.unsafe<Row[]>(text, parameters as postgres.ParameterOrJSON<never>[])),
    ],
    exec: async (text) => void (await own.unsafe(text).simple()),
    inTurn: watchErrors(connection),
    serve: async () => ({ url: made.url, close: async () => undefined }),
    async close() {
      await own.end({ timeout: 5 });
      await connection.close();
      await made.drop();
    },
  };
}

const toJsonText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
/** JSON is handed over as text; written once more it would be a text in JSON. */
export const jsonAsText = {
  json: { to: 114, from: [114], serialize: toJsonText, parse: JSON.parse },
  jsonb: { to: 3802, from: [3802], serialize: toJsonText, parse: JSON.parse },
};

/** Counts come as numbers, as PGlite gives them. */
export const numbers = { to: 20, from: [20], parse: Number, serialize: String };

/** PostgREST gives times as ISO 8601 has them; the database's own text has a space and a short zone. */
const toIsoTime = (text: string) => text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");

async function openPgliteConnection() {
  const { createPgliteConnection } = await import("@supabase/lite/pglite");
  const connection = await createPgliteConnection({
    pgliteOptions: {
      loadDataDir: await readDataFolder("migrated"),
      parsers: { 1114: toIsoTime, 1184: toIsoTime, 1700: Number },
      serializers: { 17: (value: unknown) => String(value) },
    },
  });
  await connection.driver.waitReady;
  setContextAtOnce(connection);
  return withGrantsAsTheyAre(connection);
}

type SessionContext = {
  readonly auth?: { readonly role?: string; readonly uid?: string | null; readonly jwt?: object | null };
  readonly storage?: { readonly operation?: string | null };
};

/** @supabase/lite tells the database who asks setting by setting, which costs more than the question itself. */
function setContextAtOnce(connection: { readonly driver: { exec(text: string): Promise<unknown> } }): void {
  const set = async (settings: Readonly<Record<string, string>>) => {
    const calls = Object.entries(settings).map(
      ([name, value]) => `set_config(${literal(name)}, ${literal(value)}, true)`,
    );
    await connection.driver.exec(`select ${calls.join(", ")}`);
  };
  const replace = (name: string, method: (...given: never[]) => Promise<void>) => {
    if (!Reflect.has(connection, name)) throw new Error(`@supabase/lite has no ${name} any more: look again`);
    Reflect.set(connection, name, method);
  };
  replace("applyJwtSessionContext", async (_transaction: unknown, { auth, storage }: SessionContext) => {
    const role = auth?.role || "anon";
    await set({
      "request.jwt.claim.sub": auth?.uid ?? "",
      "request.jwt.claim.role": role,
      "storage.operation": storage?.operation ?? "",
      ...(auth?.jwt ? { "request.jwt.claims": JSON.stringify(auth.jwt) } : {}),
      role,
    });
  });
  type Asked = { readonly method: string; readonly path: string; readonly requestHeaders?: object };
  replace("applyRpcRequestGucs", (_transaction: unknown, { method, path, requestHeaders }: Asked) =>
    set({
      "response.status": "",
      "response.headers": "",
      "request.method": method,
      "request.path": path,
      "request.headers": JSON.stringify(requestHeaders ?? {}),
    }),
  );
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

async function openPostgresConnection(url: string) {
  const { createPostgresConnection } = await import("@supabase/lite/postgres");
  const time = (to: number) => ({ to, from: [to], serialize: String, parse: toIsoTime });
  const connection = createPostgresConnection({
    url,
    postgresOptions: {
      onnotice: () => undefined,
      types: {
        timestamp: time(1114),
        timestamptz: time(1184),
        numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
        ...jsonAsText,
      },
    },
  });
  return withGrantsAsTheyAre(connection);
}

/** @supabase/lite would otherwise grant everything on every table again at the first request, and undo our revokes. */
function withGrantsAsTheyAre<C extends object>(connection: C): C {
  if (!Reflect.has(connection, "rlsState"))
    throw new Error("@supabase/lite keeps this elsewhere now: look again");
  Reflect.set(connection, "rlsState", "active");
  return connection;
}

/** What the database refuses while a request is answered, which the answer of @supabase/lite says too little of. */
function watchErrors(connection: LiteConnection) {
  const running = new AsyncLocalStorage<{ fault: DatabaseFault | null }>();
  const normalize = connection.normalizeDbError.bind(connection);
  connection.normalizeDbError = (error) => {
    const normalized: unknown = normalize(error);
    const call = running.getStore();
    if (call) call.fault = toDatabaseFault(normalized) ?? call.fault;
    return normalized as ReturnType<typeof normalize>;
  };
  return <T>(work: () => Promise<T>): Promise<{ result: T; fault: DatabaseFault | null }> => {
    const call = { fault: null };
    return running.run(call, async () => {
      const result = await work();
      return { result, fault: call.fault };
    });
  };
}
