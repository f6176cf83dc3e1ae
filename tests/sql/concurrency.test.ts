/** Two at once, each on a connection of its own: what the locks and keys of the database promise. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { filledIn } from "../support/cast.ts";
import { ids, sha256 } from "./raw-access/table.ts";
import {
  becomeActor,
  openDatabase,
  postgresUrl,
  type Actor,
  type Connection,
  type Database,
  type Row,
} from "./support/database.ts";

const ada: Actor = { memberId: ids.ada };
const ben: Actor = { memberId: ids.ben };

type Call = { readonly actor: Actor; readonly sql: string; readonly parameters?: readonly unknown[] };
/** The rows, or the code the database refused with. */
type Outcome = readonly Row[] | string;

let database: Database;

if (postgresUrl === null) {
  test("left out, because PGlite has one connection: npm run test:postgres runs them", () => {
    expect(postgresUrl).toBeNull();
  });
} else {
  beforeAll(async () => {
    database = await openDatabase();
  }, 120_000);

  afterAll(() => database?.close());

  describe("of two at once", () => {
    test("on one row, one wins and the other is told its version is stale", async () => {
      const change = (bio: string): Call => ({
        actor: ada,
        sql: "select version from public.update_profile(1, $1::jsonb)",
        parameters: [{ bio }],
      });
      expect(await overlapping(change("First."), change("Second."))).toEqual([[{ version: 2 }], "PT409"]);
    });

    test("finishing one onboarding, both get the one member it becomes", async () => {
      const { capability, memberId } = await beginOnboarding("eve");
      await database.session((connection) =>
        connection.query("insert into auth.users (id, email, email_confirmed_at) values ($1, $2, now())", [
          memberId,
          "eve@example.org",
        ]),
      );
      const finish: Call = {
        actor: "anon",
        sql: "select id, username, version from public.complete_onboarding($1, $2, 1, $3::jsonb, '{}'::jsonb, $4)",
        parameters: [
          memberId,
          "eve@example.org",
          { username: "eve", display_name: "Eve", bio: "" },
          capability,
        ],
      };
      const member = [{ id: memberId, username: "eve", version: 1 }];
      expect(await overlapping(finish, finish)).toEqual([member, member]);
      const rows = await database.session((connection) =>
        connection.query(
          "select count(*)::integer as circles from public.visibility_categories where owner_id = $1",
          [memberId],
        ),
      );
      expect(rows).toEqual([{ circles: 6 }]);
    });

    test("documents at the edge of the quota, one gets in", async () => {
      const { capability, sessionId, categoryId } = await beginOnboarding("frank");
      await database.transaction(async (connection) => {
        await becomeActor(connection, "service_role");
        await connection.query(
          `insert into public.documents (id, session_id, name, category_id, kind, mime_type, size, sha256)
          select gen_random_uuid(), $1, 'x', $2, 'text', 'text/plain', 5, $3 from generate_series(1, 499)`,
          [sessionId, categoryId, sha256],
        );
      });
      const create = async (): Promise<Call> => {
        const id = crypto.randomUUID();
        const file = { kind: "document", ref_id: id, size: 5, sha256, mime_type: "text/plain" };
        await call({
          actor: "anon",
          sql: "select public.record_file($1::jsonb, $2)",
          parameters: [file, capability],
        });
        const document = {
          id,
          name: "x",
          description: "",
          category_id: categoryId,
          kind: "text",
          mime_type: "text/plain",
          size: 5,
          sha256,
          has_thumbnail: false,
        };
        const sql = "select version from public.create_document($1::jsonb, $2)";
        return { actor: "anon", sql, parameters: [document, capability] };
      };
      expect(await overlapping(await create(), await create())).toEqual([[{ version: 1 }], "PT413"]);
    });

    test("uploads at the edge of the quota, one gets in", async () => {
      const { capability, sessionId } = await beginOnboarding("grace");
      await database.transaction(async (connection) => {
        await becomeActor(connection, "service_role");
        await connection.query(
          `insert into public.uploads (id, session_id, purpose, name, declared_type, size)
          select gen_random_uuid(), $1, 'document', 'x', '', 5 from generate_series(1, 499)`,
          [sessionId],
        );
      });
      const announce = (): Call => ({
        actor: "anon",
        sql: "select purpose from public.announce_upload($1::jsonb, $2)",
        parameters: [
          { id: crypto.randomUUID(), purpose: "document", name: "x", declared_type: "", size: 5 },
          capability,
        ],
      });
      expect(await overlapping(announce(), announce())).toEqual([[{ purpose: "document" }], "PT413"]);
    });

    test("taking one username, one gets it", async () => {
      const take = (actor: Actor, version: number): Call => ({
        actor,
        sql: "select username from public.update_profile($1, $2::jsonb)",
        parameters: [version, { username: "wanted" }],
      });
      const version = await versionOf(ids.ada);
      expect(await overlapping(take(ada, version), take(ben, 1))).toEqual([
        [{ username: "wanted" }],
        "PT422",
      ]);
    });

    test("making circles of one name, one gets it", async () => {
      const create = (): Call => ({
        actor: ben,
        sql: "select name from public.create_category($1::jsonb)",
        parameters: [{ id: crypto.randomUUID(), name: "Choir" }],
      });
      expect(await overlapping(create(), create())).toEqual([[{ name: "Choir" }], "PT422"]);
    });

    test("a circle that goes and a document that comes into it, nothing is in a circle that is gone", async () => {
      const circle = crypto.randomUUID();
      const document = crypto.randomUUID();
      await call({
        actor: ben,
        sql: "select public.create_category($1::jsonb)",
        parameters: [{ id: circle, name: "Chess" }],
      });
      const file = { kind: "document", ref_id: document, size: 5, sha256, mime_type: "text/plain" };
      await call({ actor: ben, sql: "select public.record_file($1::jsonb)", parameters: [file] });
      const remove: Call = {
        actor: ben,
        sql: "select public.remove_category($1, '01990000-0000-7000-8b00-000000000000')::text as done",
        parameters: [circle],
      };
      const create: Call = {
        actor: ben,
        sql: "select category_id from public.create_document($1::jsonb)",
        parameters: [
          {
            id: document,
            name: "x",
            description: "",
            category_id: circle,
            kind: "text",
            mime_type: "text/plain",
            size: 5,
            sha256,
            has_thumbnail: false,
          },
        ],
      };
      expect(await overlapping(create, remove)).toEqual([[{ category_id: circle }], [{ done: null }]]);
      const rows = await database.session((connection) =>
        connection.query("select category_id from public.documents where id = $1", [document]),
      );
      expect(rows).toEqual([{ category_id: "01990000-0000-7000-8b00-000000000000" }]);
    });

    test("members leaving, and the same member twice, nobody is in anybody's way", async () => {
      const leave: Call = {
        actor: { memberId: ids.dan },
        sql: "select public.remove_profile()::text as done",
      };
      expect(await overlapping(leave, leave)).toEqual([[{ done: null }], [{ done: null }]]);
    });
  });
}

async function call({ actor, sql, parameters }: Call): Promise<Row[]> {
  return database.transaction(async (connection) => {
    await becomeActor(connection, actor);
    return connection.query(sql, parameters);
  });
}

/** The second begins before the first is committed; the first is committed once the second is done or waits for it. */
async function overlapping(first: Call, second: Call): Promise<[Outcome, Outcome]> {
  let later: Promise<Outcome> | undefined;
  const earlier = await outcomeOf(
    database.transaction(async (connection) => {
      await becomeActor(connection, first.actor);
      const rows = await connection.query(first.sql, first.parameters);
      let isDone = false;
      later = outcomeOf(call(second)).finally(() => (isDone = true));
      await connection.exec("reset role");
      while (!isDone && !(await isSomebodyWaiting(connection)));
      return rows;
    }),
  );
  if (!later) throw new Error("the first failed before the second began");
  return [earlier, await later];
}

async function outcomeOf(rows: Promise<readonly Row[]>): Promise<Outcome> {
  try {
    return [...(await rows)];
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
}

async function isSomebodyWaiting(connection: Connection): Promise<boolean> {
  const waiting = await connection.query(
    "select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()",
  );
  return waiting.length > 0;
}

async function versionOf(memberId: string): Promise<number> {
  const rows = await database.session((connection) =>
    connection.query("select version from public.users where id = $1", [memberId]),
  );
  return Number(rows[0]?.version);
}

async function beginOnboarding(name: string) {
  const [sessionId, memberId] = [crypto.randomUUID(), crypto.randomUUID()];
  const capability = Buffer.from(name.padEnd(32, ".")).toString("base64url");
  const data = filledIn("dan", { username: name, email: `${name}@example.org` });
  await call({
    actor: "anon",
    sql: "select public.start_onboarding($1, $2, $3::jsonb, $4, 720)",
    parameters: [sessionId, memberId, data, capability],
  });
  return { sessionId, memberId, capability, categoryId: data.defaultCategoryId };
}
