/**
 * On a hosted project the role that applies migrations is no superuser: it may pass by row level security, owns neither
 * auth nor storage, and accounts are made by another role still. Here all of them would be one superuser.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readMigrations } from "../support/supabase/platform.ts";
import { openDatabase, type Database } from "./support/database.ts";

const account = "01990000-0000-7000-8000-0000000000f1";

let database: Database;

beforeAll(async () => {
  database = await openDatabase("platform", { url: null });
  await database.session((connection) =>
    connection.exec(`
      create role maker nologin createrole bypassrls;
      create role account_keeper nologin;
      grant anon, authenticated, service_role to maker;
      grant create, usage on schema public to maker;
      grant usage on schema auth, storage to maker, account_keeper;
      grant all on all tables in schema auth to maker, account_keeper;
      grant all on storage.buckets to maker;
      alter table storage.objects owner to maker;
      do $$ begin execute format('grant create on database %I to maker', current_database()); end $$;
    `),
  );
}, 120_000);

afterAll(() => database?.close());

/** Runs a script as the role itself, not as a superuser in its clothes. */
function as(role: string, sql: string): Promise<void> {
  return database.session(async (connection) => {
    await connection.exec(`set session authorization ${role}`);
    try {
      await connection.exec(sql);
    } finally {
      // PGlite does not know whom a reset would lead back to.
      await connection.exec("set session authorization postgres");
    }
  });
}

describe("without a superuser", () => {
  test("the migrations apply, as the role a hosted project gives", async () => {
    for (const { name, sql } of await readMigrations()) {
      await expect(as("maker", sql), name).resolves.toBeUndefined();
    }
  });

  test("an account made by the sign-in service gets its row, and loses it", async () => {
    const count = async () => {
      const [row] = await database.session((connection) =>
        connection.query("select count(*)::integer as rows from public.users where id = $1", [account]),
      );
      return row?.rows;
    };
    await as("account_keeper", `insert into auth.users (id, email) values ('${account}', 'eve@example.org')`);
    expect(await count()).toBe(1);
    await as("account_keeper", `delete from auth.users where id = '${account}'`);
    expect(await count()).toBe(0);
  });

  test("a visitor begins an onboarding through functions that run as that role", async () => {
    const [row] = await database.transaction(async (connection) => {
      await connection.exec("set local role anon");
      return connection.query(
        "select status from public.start_onboarding(gen_random_uuid(), gen_random_uuid(), '{}', repeat('A', 43), 720)",
      );
    });
    expect(row).toEqual({ status: "open" });
  });
});
