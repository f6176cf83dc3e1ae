/** A row of Ada's in every table, on the cast of the seed: shared with close friends, where Ben is and Cleo is not. */
import type { Connection } from "../support/database.ts";
import { capabilityHash, ids, sha256 } from "./table.ts";

/** To be run once, by the role that owns the tables. */
export async function setScene(connection: Connection): Promise<void> {
  const { ada } = ids;
  await connection.exec(`
    insert into private.asked (minute) values ('2026-01-01T00:00:00Z');
    insert into auth.users (id, email) values ('${ids.nobody}', 'nobody@example.org');
    delete from public.users where id = '${ids.nobody}';

    insert into public.visibility_categories (id, owner_id, kind, name, "position")
    values ('${ids.bookClub}', '${ada}', 'custom', 'Book club', 6);

    insert into public.files (owner_id, kind, ref_id, size, sha256, mime_type) values
      ('${ada}', 'document', '${ids.document}', 5, '${sha256}', 'text/plain'),
      ('${ada}', 'document', '${ids.newDocument}', 5, '${sha256}', 'text/plain'),
      ('${ada}', 'avatar', '${ids.new}', 5, '${sha256}', 'image/webp');
    insert into public.documents (id, owner_id, name, category_id, kind, mime_type, size, sha256)
    values ('${ids.document}', '${ada}', 'letter.txt', '${ids.closeFriends}', 'text', 'text/plain', 5, '${sha256}');
    update public.documents set removed_at = now() where id = '${ids.document}';
    update public.documents set removed_at = null where id = '${ids.document}';
    insert into public.uploads (id, owner_id, purpose, name, declared_type, size)
    values ('${ids.upload}', '${ada}', 'document', 'later.txt', 'text/plain', 5);
    insert into storage.objects (bucket_id, name) values ('user-documents', '${ada}/documents/${ids.document}');

    insert into public.info_sources (id, owner_id, kind, name)
    values ('${ids.source}', '${ada}', 'linkedin', 'export.zip');
    insert into public.diary_entries (id, owner_id, category_id, starts_on, starts_precision, summary)
    values ('${ids.entry}', '${ada}', '${ids.closeFriends}', '2026-01-01', 'day', 'Moved');
    insert into public.life_facts (id, owner_id, category_id, topic, summary)
    values ('${ids.fact}', '${ada}', '${ids.closeFriends}', 'places', 'London');

    insert into public.conversations (id, created_by, title) values ('${ids.conversation}', '${ada}', 'Walks');
    insert into public.conversation_members (conversation_id, member_id)
    values ('${ids.conversation}', '${ada}'), ('${ids.conversation}', '${ids.ben}');
    insert into public.messages (id, conversation_id, sender_id, body)
    values ('${ids.message}', '${ids.conversation}', '${ada}', 'Hello');

    insert into public.onboarding_sessions (id, member_id, data, attached_to, expires_at)
    values ('${ids.session}', '${ids.newcomer}', '{}', '${ada}', now() + interval '1 day');
    insert into public.onboarding_capabilities (hash, session_id) values ('${capabilityHash}', '${ids.session}');
  `);
}
