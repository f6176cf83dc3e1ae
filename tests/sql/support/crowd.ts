/** A hundred thousand rows in every table people list, twenty thousand in the others, most of them strangers'. */
import { ids } from "../raw-access/table.ts";
import type { Connection } from "./database.ts";

const members = 4000;
/** What each of them has of documents, entries, facts and messages; of other things a fifth. */
const each = 25;

/** The id of a thing of that kind, in SQL. */
const id = (kind: string, number: string) =>
  `('0199${kind}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const member = (number: string) => id("1000", number);
const category = (number: string, position: number) => id("2000", `${number} * 6 + ${position}`);
const sha256 = "repeat('0', 64)";

/** Ada has a thousand of everything and a hundred friends more. Past triggers and keys, which would take minutes. */
export async function gather(connection: Connection): Promise<void> {
  await connection.exec(`
    set session_replication_role = replica;

    -- Built once at the end, an index costs a tenth of what it costs row by row.
    create temporary table left_out as
      select indexdef, format('%I.%I', schemaname, indexname) as name from pg_indexes
      where schemaname = 'public' and not exists (select from pg_constraint where conname = indexname);
    do $$ declare one record; begin
      for one in select name from left_out loop execute 'drop index ' || one.name; end loop;
    end $$;

    insert into auth.users (id, email)
    select ${member("n")}, 'member-' || n || '@example.org' from generate_series(1, ${members}) as n;
    insert into public.visibility_categories (id, owner_id, kind, name, "position")
    select ${id("2000", "n * 6 + k")}, ${member("n")},
      (array['private', 'family', 'close_friends', 'friends', 'work', 'public'])[k + 1], 'Circle ' || k, k
    from generate_series(1, ${members}) as n, generate_series(0, 5) as k;
    insert into public.users (id, username, display_name, bio, default_category_id, version)
    select ${member("n")}, 'member-' || n, 'Member', '', ${category("n", 0)}, 1 from generate_series(1, ${members}) as n;

    insert into public.friends (member_a, member_b, requested_by, status)
    select ${member("n")}, ${member("n + k")}, ${member("n")}, 'accepted'
    from generate_series(1, ${members - 5}) as n, generate_series(1, 5) as k
    union all
    select '${ids.ada}'::uuid, ${member("n")}, '${ids.ada}'::uuid, 'accepted' from generate_series(1, 100) as n;
    insert into public.category_members (category_id, member_id, owner_id)
    select ${category("n", 2)}, ${member("n + k")}, ${member("n")}
    from generate_series(1, ${members - 5}) as n, generate_series(1, 5) as k;

    create temporary table things as
      select ${member("n")} as owner_id, n * ${each} + k as number, ${category("n", 3)} as category_id
      from generate_series(1, ${members}) as n, generate_series(0, ${each - 1}) as k
      union all
      select '${ids.ada}'::uuid, 200000 + n, '${ids.private}'::uuid from generate_series(1, 1000) as n;
    create temporary table fewer as select * from things where number % 5 = 0;

    insert into public.documents (id, owner_id, name, category_id, kind, mime_type, size, sha256, created_at)
    select ${id("3000", "number")}, owner_id, 'paper ' || number, category_id, 'text', 'text/plain', 5, ${sha256},
      now() - number * interval '1 minute'
    from things;
    insert into public.files (owner_id, kind, ref_id, size, sha256, mime_type)
    select owner_id, 'document', ${id("3000", "number")}, 5, ${sha256}, 'text/plain' from fewer;
    insert into storage.objects (bucket_id, name)
    select 'user-documents', owner_id || '/documents/' || ${id("3000", "number")} from fewer;
    insert into public.diary_entries (id, owner_id, category_id, starts_on, starts_precision, summary)
    select ${id("6000", "number")}, owner_id, category_id, date '1990-01-01' + number % 10000, 'day', 'Something' from things;
    insert into public.life_facts (id, owner_id, category_id, topic, summary)
    select ${id("7000", "number")}, owner_id, category_id, 'places', 'Somewhere' from things;
    insert into public.messages (id, conversation_id, sender_id, body)
    select ${id("9000", "number")}, ${id("8000", "number / 5 * 5")}, owner_id, 'Hello' from things;

    insert into public.conversations (id, created_by) select ${id("8000", "number")}, owner_id from fewer;
    insert into public.conversation_members (conversation_id, member_id)
    select ${id("8000", "number")}, owner_id from fewer;
    insert into public.uploads (id, owner_id, purpose, name, declared_type, size)
    select ${id("4000", "number")}, owner_id, 'avatar', 'x', '', 5 from fewer;
    insert into public.info_sources (id, owner_id, kind, name)
    select ${id("5000", "number")}, owner_id, 'cv', 'cv.pdf' from fewer;
    insert into public.audit_log (member_id, deed) select owner_id, 'username_changed' from fewer;

    insert into public.onboarding_sessions (id, member_id, data, expires_at)
    select ${id("a000", "n")}, ${id("b000", "n")}, '{"categories": []}', now() + interval '1 day'
    from generate_series(1, 20000) as n;
    insert into public.onboarding_capabilities (hash, session_id)
    select private.hash_capability(lpad(n::text, 43, 'A')), ${id("a000", "n")} from generate_series(1, 20000) as n;

    do $$ declare one record; begin
      for one in select indexdef from left_out loop execute one.indexdef; end loop;
    end $$;
    drop table things, fewer, left_out;
    set session_replication_role = origin;
    analyze;
  `);
}
