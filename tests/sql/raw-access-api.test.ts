/** Tries the raw access table through raw supabase-js: what a key or a token reaches over HTTP, past every line of the app. */
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readSeed } from "../support/supabase/platform.ts";
import { startSupabaseStack, type SupabaseStack } from "../support/supabase/stack.ts";
import { setScene } from "./raw-access/scene.ts";
import {
  actors,
  ids,
  operations,
  rawTables,
  type RawActor,
  type RawOperation,
  type RawOutcome,
  type RawTable,
} from "./raw-access/table.ts";
import { postgresUrl, type Connection } from "./support/database.ts";

const bucket = "user-documents";
const options = { auth: { persistSession: false, autoRefreshToken: false }, db: { retry: false } };
const forgedCapability = Buffer.alloc(32, 7).toString("base64url");

let stack: SupabaseStack;
let clients: Readonly<Record<RawActor, SupabaseClient>>;
const matrix: string[] = [];

beforeAll(async () => {
  stack = await startSupabaseStack({ postgresUrl });
  clients = {
    visitor: createClient(stack.url, stack.publishableKey, options),
    owner: clientOf(ids.ada),
    "friend in the category": clientOf(ids.ben),
    "friend outside it": clientOf(ids.cleo),
    stranger: clientOf(ids.dan),
    "service key": createClient(stack.url, stack.secretKey, options),
  };
  await settle();
}, 120_000);

afterAll(async () => {
  const cells = rawTables.length * operations.length * actors.length;
  process.stdout.write(
    `raw access over HTTP, ${cells} cells tried with supabase-js (${actors.join(", ")}; a allowed, h hidden, r refused)\n${matrix.join("\n")}\n`,
  );
  await stack.stop();
});

function clientOf(id: string): SupabaseClient {
  const token = stack.tokenFor({ id });
  return createClient(stack.url, stack.publishableKey, { accessToken: async () => token, db: options.db });
}

/** The cast, a row of Ada's in every table, and the bytes of her document. */
async function settle(): Promise<void> {
  await stack.reset();
  await stack.exec(await readSeed());
  const connection: Connection = {
    query: stack.sql,
    exec: async (text) => {
      await stack.exec(text);
      return [];
    },
  };
  await setScene(connection);
  const key = `${ids.ada}/documents/${ids.document}`;
  await stack.sql("delete from storage.objects where name = $1", [key]);
  const { error } = await clients["service key"].storage
    .from(bucket)
    .upload(key, Buffer.from("hello"), plain);
  expect(error).toBeNull();
}

const plain = { contentType: "text/plain" };

describe.each(rawTables)("$table", (row) => {
  test.each(operations)("%s", async (operation) => {
    const outcomes: RawOutcome[] = [];
    for (const actor of actors) {
      const outcome = await attempt(row, operation, clients[actor]);
      outcomes.push(outcome);
      if (outcome === "allowed" && operation !== "select") await settle();
    }
    matrix.push(
      `${row.table.padEnd(32)} ${operation.padEnd(7)} ${outcomes.map((each) => each[0]).join(" ")}`,
    );
    expect(withNames(outcomes)).toEqual(withNames(row.outcomes[operation]));
  });
});

describe("a forged capability", () => {
  test.each([
    ["a visitor", "visitor"],
    ["a stranger", "stranger"],
  ] as const)("opens nothing for %s, whichever function it is given to", async (_name, actor) => {
    const functions = await stack.sql(`
      select p.proname as name, p.proargnames[1:p.pronargs] as names,
        array(select unnest(p.proargtypes)::regtype::text) as types
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'public' and 'capability' = any (p.proargnames)`);
    expect(functions.length).toBeGreaterThan(15);
    const before = await everything();
    for (const { name, names, types } of functions) {
      const args = argumentsOf(names as string[], types as string[]);
      const { data, error } = await clients[actor].rpc(String(name), args);
      const answer = error === null ? emptyOr(data) : "refused";
      expect({ function: name, answer }).toEqual({
        function: name,
        answer: expect.stringMatching(/^(refused|nothing)$/),
      });
      // A refusal of ours, not a call that was made wrongly.
      if (error) expect(error.code).toMatch(/^PT(401|403|404|409|422)$/);
    }
    expect(await everything()).toBe(before);
  });
});

/** Arguments that would do, with a capability nobody was given. Whoever begins may name any. */
function argumentsOf(names: readonly string[], types: readonly string[]): Record<string, unknown> {
  const values: Readonly<Record<string, unknown>> = {
    capability: forgedCapability,
    new_capability: Buffer.alloc(32, 9).toString("base64url"),
    document_id: ids.document,
    upload_id: ids.upload,
    ref_id: ids.document,
    file_kind: "document",
    kind: "document",
    lifetime_hours: 24,
    based_on: 1,
    sort: "newest",
    page_size: 10,
    email: "nobody@example.org",
    account_id: ids.newcomer,
    member_id: ids.new,
    session_id: ids.session,
  };
  const ofType: Readonly<Record<string, unknown>> = { uuid: ids.document, jsonb: {}, integer: 1, text: "x" };
  const given = names.map((name, index) => [name, values[name] ?? ofType[types[index] ?? ""]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** What a call that found nothing gives: nothing, no row, or a count of zero. */
function emptyOr(data: unknown): string {
  if (data === null || (Array.isArray(data) && data.length === 0)) return "nothing";
  const row: unknown = Array.isArray(data) ? data[0] : data;
  if (typeof row === "object" && row !== null) {
    const { documents, bytes } = row as Record<string, unknown>;
    if (documents === 0 && bytes === 0) return "nothing";
  }
  return JSON.stringify(data);
}

async function everything(): Promise<string> {
  const tables = rawTables.map(({ table }) => table).filter((table) => table !== "private.asked");
  const rows = await Promise.all(
    tables.map((table) => stack.sql(`select to_jsonb(t) as row from ${table} t order by 1`)),
  );
  return JSON.stringify(rows);
}

function withNames(outcomes: readonly RawOutcome[]): Record<string, RawOutcome | undefined> {
  return Object.fromEntries(actors.map((actor, index) => [actor, outcomes[index]]));
}

async function attempt(row: RawTable, operation: RawOperation, client: SupabaseClient): Promise<RawOutcome> {
  const [schema, table] = row.table.split(".") as [string, string];
  if (row.table === "storage.objects") return attemptObject(row, operation, client);
  const rows = client.schema(schema).from(table);
  switch (operation) {
    case "select":
      return outcomeOf(await rows.select().match(row.find));
    case "insert": {
      // Without asking for the row: whoever adds one need not be able to see it.
      const { error } = await rows.insert(row.add);
      return error === null ? "allowed" : outcomeOf({ data: null, error });
    }
    case "update":
      return outcomeOf(await rows.update(row.change).match(row.find).select());
    case "delete":
      return outcomeOf(await rows.delete().match(row.find).select());
  }
}

/** Permission denied, a rule of ours that comes before it, or a schema that is not served at all. */
const refusals = ["42501", "PT403", "PGRST106"];

type Answer = { readonly data: readonly unknown[] | null; readonly error: { readonly code: string } | null };

/** Any failure but a refusal is a mistake in the table. */
function outcomeOf({ data, error }: Answer): RawOutcome {
  if (error === null) return data !== null && data.length > 0 ? "allowed" : "hidden";
  if (refusals.includes(error.code)) return "refused";
  throw Object.assign(new Error("neither done nor refused"), error);
}

/** The bucket's rows are reached by the Storage API alone; a change of one is a move. */
async function attemptObject(
  { find, add }: RawTable,
  operation: RawOperation,
  client: SupabaseClient,
): Promise<RawOutcome> {
  const objects = client.storage.from(bucket);
  const key = String(find.name);
  switch (operation) {
    case "select":
      return objectOutcomeOf((await objects.download(key)).error);
    case "insert":
      return objectOutcomeOf((await objects.upload(String(add.name), Buffer.from("hello"), plain)).error);
    case "update":
      return objectOutcomeOf((await objects.move(key, String(add.name))).error);
    case "delete": {
      const { data, error } = await objects.remove([key]);
      return error === null && data.length === 0 ? "hidden" : objectOutcomeOf(error);
    }
  }
}

function objectOutcomeOf(error: object | null): RawOutcome {
  if (error === null) return "allowed";
  const statusCode = "statusCode" in error ? error.statusCode : null;
  if (statusCode === "403") return "refused";
  if (statusCode === "404") return "hidden";
  throw Object.assign(new Error("neither done nor refused"), error);
}
