/** What holds for every table, policy and function, whoever adds the next one. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { describeSchema, text } from "./support/catalog.ts";
import { openDatabase, type Database, type Row } from "./support/database.ts";

const ours = "n.nspname in ('public', 'private')";

let database: Database;

beforeAll(async () => {
  database = await openDatabase("migrated");
}, 120_000);

afterAll(() => database?.close());

function query(sql: string): Promise<Row[]> {
  return database.session((connection) => connection.query(sql));
}

describe("migrations", () => {
  test("give the same schema on every fresh database", async () => {
    const other = await openDatabase("migrated", { anew: true });
    try {
      const [first, second] = await Promise.all(
        [database, other].map((each) => each.session(describeSchema)),
      );
      expect(first!.length).toBeGreaterThan(300);
      expect(second).toEqual(first);
    } finally {
      await other.close();
    }
  }, 120_000);

  test("a platform that hands out every new table gives ours to nobody", async () => {
    const platform = await openDatabase("platform");
    try {
      const [given] = await platform.session(async (connection) => {
        await connection.exec("create table public.anything (id integer)");
        return connection.query("select has_table_privilege('anon', 'public.anything', 'select') as given");
      });
      // Otherwise the platform of the tests would be stricter than the real one, and the rest prove nothing.
      expect(given).toEqual({ given: true });
    } finally {
      await platform.close();
    }
    const held = await query(`
      select c.relname, privilege from pg_class c join pg_namespace n on n.oid = c.relnamespace,
        unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
      where ${ours} and c.relkind in ('r', 'v') and (
        has_table_privilege('anon', c.oid, privilege)
        or (privilege in ('select', 'insert', 'update', 'references') and has_any_column_privilege('anon', c.oid, privilege))
        or (privilege in ('truncate', 'references', 'trigger') and has_table_privilege('authenticated', c.oid, privilege))
      )`);
    expect(held).toEqual([]);
  }, 120_000);
});

describe("tables", () => {
  test("have row level security, enabled and forced, and a comment", async () => {
    const lacking = await query(`
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and c.relkind in ('r', 'p')
        and not (c.relrowsecurity and c.relforcerowsecurity and obj_description(c.oid, 'pg_class') is not null)`);
    expect(lacking).toEqual([]);
  });

  test("have an index behind every foreign key", async () => {
    const lacking = await query(`
      select c.conrelid::regclass::text as table_name, c.conname
      from pg_constraint c join pg_namespace n on n.oid = c.connamespace
      where ${ours} and c.contype = 'f' and not exists (
        select from pg_index i
        where i.indrelid = c.conrelid and i.indpred is null
          and (select array_agg(k order by k) from unnest((i.indkey::int2[])[0:cardinality(c.conkey) - 1]) as k)
            = (select array_agg(k order by k) from unnest(c.conkey) as k)
      )`);
    // Their index leaves out the rows without a session, which no key of a session looks for.
    expect(lacking.map((row) => text(row, "conname")).sort()).toEqual([
      "documents_session_id_fkey",
      "files_session_id_fkey",
      "uploads_session_id_fkey",
    ]);
  });

  test("that count versions do so by the one trigger", async () => {
    const lacking = await query(`
      select c.relname from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'version'
      where ${ours} and c.relkind = 'r' and not exists (
        select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'private.count_version()'::regprocedure
      )`);
    expect(lacking).toEqual([]);
  });
});

describe("policies", () => {
  test("are one for each operation, for members, named as sentences", async () => {
    const policies = await query(
      "select tablename, policyname, cmd, roles::text as roles, permissive from pg_policies where schemaname in ('public', 'private', 'storage')",
    );
    expect(policies.length).toBeGreaterThan(30);
    const places = policies.map((row) => `${text(row, "tablename")} ${text(row, "cmd")}`);
    expect(new Set(places).size).toBe(places.length);
    for (const row of policies) {
      expect(row).toMatchObject({ roles: "{authenticated}", permissive: "PERMISSIVE" });
      expect(text(row, "cmd")).toMatch(/^(SELECT|INSERT|UPDATE|DELETE)$/);
      expect(text(row, "policyname")).toMatch(/^Members [a-z].* .*[a-z]$/);
    }
  });

  test("ask once who is asking, not for every row", async () => {
    const policies = await query(
      "select policyname, coalesce(qual, '') || ' ' || coalesce(with_check, '') as rule from pg_policies where schemaname in ('public', 'private', 'storage')",
    );
    const asking = policies.filter((row) => text(row, "rule").includes("auth.uid()"));
    expect(asking.length).toBe(policies.length - 1);
    for (const row of asking) {
      const bare = text(row, "rule").replaceAll("( SELECT auth.uid() AS uid)", "");
      expect(bare, text(row, "policyname")).not.toContain("auth.uid()");
    }
  });
});

describe("functions", () => {
  test("look nothing up in a path somebody else could set, and say what they promise", async () => {
    const lacking = await query(`
      select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ours} and (
        not coalesce(p.proconfig, '{}') @> array['search_path=""']
        or obj_description(p.oid, 'pg_proc') is null
      )`);
    expect(lacking).toEqual([]);
  });

  test("are closed to everybody they were not opened to by name", async () => {
    const open = await query(`
      select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ours} and (p.proacl is null or exists (
        select from aclexplode(p.proacl) as acl where acl.grantee = 0 and acl.privilege_type = 'EXECUTE'
      ))`);
    expect(open).toEqual([]);
  });

  test("of the API run as whoever calls them; those that do not are for the service key alone", async () => {
    const exposed = await query(`
      select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'public' and p.prosecdef
        and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('authenticated', p.oid, 'execute'))`);
    expect(exposed).toEqual([]);
  });

  test("with the rights of their owner never take somebody's word for who they are", async () => {
    // Whoever may call one of these directly could name any member: they answer questions about one, or are policies' own.
    const naming = await query(`
      select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${ours} and p.prosecdef and has_function_privilege('anon', p.oid, 'execute')
        and exists (select from unnest(p.proargnames) as name where name in ('member', 'viewer', 'owner', 'home'))`);
    expect(naming).toEqual([]);
  });
});
