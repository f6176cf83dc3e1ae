/** With a hundred thousand rows in every table, nothing a person does reads through one of them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ids, sha256 } from "./raw-access/table.ts";
import { text } from "./support/catalog.ts";
import { gather } from "./support/crowd.ts";
import {
  becomeActor,
  becomeMaker,
  openDatabase,
  undone,
  type Actor,
  type Connection,
  type Database,
} from "./support/database.ts";

const ada: Actor = { memberId: ids.ada };
const ownKey = `${ids.ada}/documents/01993000-0000-7000-8000-000000030d41`;
const newId = "01993000-0000-7000-8000-0000000fffff";
const capability = `${"A".repeat(38)}12345`;

let database: Database;

beforeAll(async () => {
  database = await openDatabase();
  await database.session(gather);
}, 180_000);

afterAll(() => database?.close());

/** Every row a member may see, with no filter of the app's to help: the policy alone has to find them. */
const visible = [
  "users", "visibility_categories", "friends", "category_members", "documents", "files", "uploads", "info_sources",
  "diary_entries", "life_facts", "audit_log", "conversations", "conversation_members", "messages",
]; // prettier-ignore

/** What the app asks of the database for a member. */
const memberDeeds: Readonly<Record<string, string>> = {
  "reads the own profile": `select * from public.users where id = '${ids.ada}'`,
  "finds a profile by username": "select * from public.users where username = 'member-77'",
  "asks whether a username is free": "select public.is_username_free('member-77')",
  "asks whether an address is free": "select public.is_email_free('member-77@example.org')",
  "changes the profile": `select public.update_profile(1, '{"bio": "Counts on.", "username": "countess"}')`,
  "adds a circle": `select public.create_category('{"id": "${newId}", "name": "Book club"}')`,
  "lists documents, newest first": "select * from public.list_documents('newest', 51)",
  "lists documents, oldest first": "select * from public.list_documents('oldest', 51)",
  "lists documents by name": "select * from public.list_documents('name', 51)",
  "lists documents by size": "select * from public.list_documents('largest', 51)",
  "goes on with a list": `select * from public.list_documents('newest', 51, now()::text, '${newId}')`,
  "searches documents": "select * from public.list_documents('newest', 51, search => 'paper 2001')",
  "lists the documents of a circle": `select * from public.list_documents('newest', 51, in_category => '${ids.private}')`,
  "measures the space": "select * from public.measure_space()",
  "lists where they are signed in": "select * from public.list_sign_ins()",
  "ends a sign-in": `select public.end_sign_in('${newId}')`,
  "asks whether a link works": "select public.is_reset_link_valid(repeat('a', 56))",
  "records a file and makes a document of it": `
    select public.record_file('{"kind": "document", "ref_id": "${newId}", "size": 5, "sha256": "${sha256}", "mime_type": "text/plain"}');
    select public.create_document('{"id": "${newId}", "name": "x", "description": "", "category_id": "${ids.private}",
      "kind": "text", "mime_type": "text/plain", "size": 5, "sha256": "${sha256}", "has_thumbnail": false}');
    select public.update_document('${newId}', 1, '{"category_id": "${ids.closeFriends}"}');
    select public.remove_document('${newId}');
    select public.restore_document('${newId}');
    select * from public.find_file('document', '${newId}');
    select public.release_file('document', '${newId}')`,
  "announces an upload and forgets it": `
    select public.announce_upload('{"id": "${newId}", "purpose": "document", "name": "x", "declared_type": "", "size": 5}');
    select * from public.list_uploads();
    select public.forget_upload('${newId}')`,
  "opens an object": `select * from storage.objects where bucket_id = 'user-documents' and name = '${ownKey}'`,
  "stores an object": `insert into storage.objects (bucket_id, name) values ('user-documents', '${ids.ada}/profile/${newId}')`,
  "reads a friend's timeline": `
    select * from public.diary_entries where owner_id = '01991000-0000-7000-8000-000000000007'
    order by starts_on desc, id desc limit 50`,
  "leaves for good": "select public.remove_profile()",
};

/** What the app asks for a visitor with a capability. */
const visitorDeeds: Readonly<Record<string, string>> = {
  "begins an onboarding": `select public.start_onboarding('${newId}', '${newId}', '{}', '${"B".repeat(43)}', 720)`,
  "opens it": `select * from public.get_onboarding(720, '${capability}')`,
  "saves an answer": `select public.update_onboarding(1, '{"categories": []}', 720, '${capability}')`,
  "takes it to another device": `select public.create_onboarding_capability('${"C".repeat(43)}', '${capability}')`,
  "lists what is staged": `select * from public.list_documents('newest', 51, capability => '${capability}')`,
  "lists uploads under way": `select * from public.list_uploads('${capability}')`,
  "lists the files to move": `select * from public.list_onboarding_files('${capability}')`,
  "throws it away": `select public.discard_onboarding('${capability}')`,
};

describe("no table is read through when a member", () => {
  test.each(visible)("sees all of %s they may see", async (table) => {
    expect(await tablesReadThrough(ada, `select count(*) from public.${table}`)).toEqual([]);
  });

  test.each(Object.entries(memberDeeds))("%s", async (_deed, sql) => {
    expect(await tablesReadThrough(ada, sql)).toEqual([]);
  });
});

describe("no table is read through when a visitor", () => {
  test.each(Object.entries(visitorDeeds))("%s", async (_deed, sql) => {
    expect(await tablesReadThrough("anon", sql)).toEqual([]);
  });
});

test("a table that is read through would be noticed", async () => {
  const read = await tablesReadThrough(
    ada,
    "select count(*) from public.documents where summary_of(name) = 'x'",
    async (connection) => {
      await connection.exec(
        'drop policy "Members see their own documents and those meant for them" on public.documents',
      );
      await connection.exec(
        'create policy "Everything" on public.documents for select to authenticated using (length(name) > 0)',
      );
      await connection.exec(
        "create function public.summary_of(words text) returns text language sql as 'select words'",
      );
      await connection.exec("grant execute on function public.summary_of(text) to authenticated");
    },
  );
  expect(read).toEqual(["public.documents"]);
});

/** Counted by the database as it goes: policies, triggers, keys and what functions do inside are all in it. Of large tables. */
async function tablesReadThrough(
  actor: Actor,
  sql: string,
  prepare: (connection: Connection) => Promise<void> = async () => undefined,
): Promise<string[]> {
  return undone(database, async (connection) => {
    await prepare(connection);
    const before = await countReads(connection);
    await becomeActor(connection, actor);
    await connection.exec(sql);
    // What is checked at the end of a transaction is part of it.
    await connection.exec("set constraints all immediate");
    await becomeMaker(connection);
    const after = await countReads(connection);
    return [...after].filter(([table, reads]) => reads > (before.get(table) ?? 0)).map(([table]) => table);
  });
}

async function countReads(connection: Connection): Promise<Map<string, number>> {
  const rows = await connection.query(`
    select read.schemaname || '.' || read.relname as name, read.seq_scan::integer as reads
    from pg_stat_xact_all_tables as read join pg_class as class on class.oid = read.relid
    where read.schemaname in ('public', 'auth', 'storage') and class.reltuples > 1000`);
  return new Map(rows.map((row) => [text(row, "name"), Number(row.reads)]));
}
