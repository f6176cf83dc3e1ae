-- Documents, the stored files behind them and the uploads on their way. Each belongs to a member, or is staged in an
-- onboarding until there is one; the rules are in triggers, so they hold whichever way a row comes in.

create type private.home as (owner_id uuid, session_id uuid);
comment on type private.home is 'Whose a thing is: a member''s, or an onboarding''s. Exactly one of the two is set.';

create function private.folder_of(owner_id uuid, session_id uuid) returns text
  language sql immutable parallel safe
  set search_path = ''
  as $$ select coalesce(owner_id::text, 'sessions/' || session_id::text) $$;
comment on function private.folder_of(uuid, uuid) is 'The folder of the bucket that holds a member''s or a session''s objects.';
grant execute on function private.folder_of(uuid, uuid) to authenticated, service_role;
grant usage on type private.home to anon, authenticated;

create table public.documents (
  id uuid primary key,
  owner_id uuid references public.users (id) on delete cascade,
  session_id uuid references public.onboarding_sessions (id) on delete cascade,
  name text not null constraint documents_name_length check (char_length(name) between 1 and 2500),
  description text not null default ''
    constraint documents_description_length check (char_length(description) <= 10000),
  category_id uuid not null,
  kind text not null constraint documents_kind_known check (
    kind in ('pdf', 'docx', 'text', 'markdown', 'csv', 'jpeg', 'png', 'webp', 'heic', 'mp3', 'm4a', 'wav')
  ),
  mime_type text not null,
  size bigint not null constraint documents_size_range check (size between 1 and 52428800),
  sha256 text not null constraint documents_sha256_is_one check (sha256 ~ '^[0-9a-f]{64}$'),
  taken_at text,
  width integer check (width > 0),
  height integer check (height > 0),
  page_count integer check (page_count > 0),
  duration_seconds double precision check (duration_seconds >= 0),
  has_thumbnail boolean not null default false,
  version integer not null default 1 constraint documents_version_counts check (version >= 1),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now(),
  removed_at timestamptz(3),
  name_key text collate "C" not null generated always as (left(private.fold(name), 500)) stored,
  constraint documents_have_one_home check (num_nonnulls(owner_id, session_id) = 1),
  -- A staged document names a category of the session's draft, which no key can refer to.
  constraint documents_category_is_own foreign key (owner_id, category_id)
    references public.visibility_categories (owner_id, id) deferrable initially deferred
);
comment on table public.documents is 'What a member keeps here, or has staged in an onboarding.';
comment on column public.documents.name is 'As the person had it: data, shown and never used as a path.';
comment on column public.documents.size is 'Bytes of the stored file, which is the cleaned one.';
comment on column public.documents.taken_at is 'When a photo was taken, by its camera''s clock: ISO 8601 without a zone.';
comment on column public.documents.removed_at is 'Set while a removal can still be undone; hidden from everybody meanwhile.';
comment on column public.documents.name_key is 'What the list by name is ordered by.';

create index documents_by_owner_newest on public.documents (owner_id, created_at, id);
create index documents_by_owner_name on public.documents (owner_id, name_key, id);
create index documents_by_owner_size on public.documents (owner_id, size, id);
create index documents_by_session on public.documents (session_id, created_at, id) where session_id is not null;
create index documents_by_category on public.documents (category_id, created_at, id);
create index documents_by_owner_and_category on public.documents (owner_id, category_id);
create index documents_removed on public.documents (removed_at) where removed_at is not null;
-- The space somebody uses is counted from the index alone.
create index documents_space_of_owner on public.documents (owner_id) include (size) where removed_at is null;

create trigger documents_count_version
  before update of name, description, category_id on public.documents
  for each row execute function private.count_version();

create table public.files (
  key text primary key generated always as (
    coalesce(owner_id::text, 'sessions/' || session_id::text)
      || case kind when 'document' then '/documents/' when 'thumbnail' then '/thumbnails/' else '/profile/' end
      || ref_id::text
  ) stored,
  owner_id uuid references public.users (id) on delete cascade,
  session_id uuid references public.onboarding_sessions (id) on delete cascade,
  kind text not null constraint files_kind_known check (kind in ('document', 'thumbnail', 'avatar')),
  ref_id uuid not null,
  size bigint not null constraint files_size_range check (size between 0 and 52428800),
  sha256 text not null constraint files_sha256_is_one check (sha256 ~ '^[0-9a-f]{64}$'),
  mime_type text not null constraint files_mime_type_is_one
    check (mime_type ~ '^[A-Za-z0-9_.+-]{1,80}/[A-Za-z0-9_.+-]{1,80}$'),
  generation integer not null default 1,
  created_at timestamptz(3) not null default private.now(),
  constraint files_have_one_home check (num_nonnulls(owner_id, session_id) = 1)
);
comment on table public.files is
  'What is known of each stored object: the bucket says only what was claimed when it was sent. The row comes after the object and goes before it.';
comment on column public.files.key is 'Where the object lies in the bucket user-documents.';
comment on column public.files.ref_id is 'The document it is, or shows in small, or the avatar''s own id.';
comment on column public.files.generation is 'Counts how often the object was replaced.';
create index files_by_owner on public.files (owner_id);
create index files_by_session on public.files (session_id) where session_id is not null;
create index files_by_ref on public.files (ref_id);

create table public.uploads (
  id uuid primary key,
  owner_id uuid references public.users (id) on delete cascade,
  session_id uuid references public.onboarding_sessions (id) on delete cascade,
  purpose text not null constraint uploads_purpose_known check (purpose in ('document', 'avatar')),
  name text not null constraint uploads_name_length check (char_length(name) between 1 and 2500),
  declared_type text not null constraint uploads_declared_type_length check (char_length(declared_type) <= 1000),
  size bigint not null constraint uploads_size_range check (size between 1 and 52428800),
  category_id uuid,
  created_at timestamptz(3) not null default private.now(),
  expires_at timestamptz(3) not null default (private.now() + interval '3 days'),
  constraint uploads_have_one_home check (num_nonnulls(owner_id, session_id) = 1),
  constraint uploads_category_is_own foreign key (owner_id, category_id)
    references public.visibility_categories (owner_id, id) deferrable initially deferred
);
comment on table public.uploads is
  'Uploads that were announced and are under way: what may be sent, and by whom it can be gone on with.';
create index uploads_by_owner on public.uploads (owner_id, category_id);
create index uploads_by_session on public.uploads (session_id) where session_id is not null;
create index uploads_by_expiry on public.uploads (expires_at);

create function private.undo_window() returns interval
  language sql immutable set search_path = '' as $$ select interval '24 hours' $$;
comment on function private.undo_window() is 'How long a removed document can be brought back.';
grant execute on function private.undo_window() to authenticated;

create function private.take_turn(home private.home) returns void
  language plpgsql volatile
  set search_path = ''
  as $$
begin
  if home.session_id is not null then
    perform from public.onboarding_sessions where id = home.session_id and status = 'open' for update;
  else
    perform from public.users where id = home.owner_id and version > 0 for update;
  end if;
  if not found then
    perform private.refuse('not_allowed');
  end if;
end
$$;
comment on function private.take_turn(private.home) is
  'Waits until nobody else changes what is in this home. Refuses without a member who has a profile or an onboarding that is open.';
grant execute on function private.take_turn(private.home) to authenticated;

create function private.space_used(home private.home, out documents bigint, out bytes bigint)
  language plpgsql stable
  set search_path = ''
  as $$
begin
  if home.session_id is null then
    select count(*), coalesce(sum(document.size), 0) into documents, bytes
    from public.documents as document
    where document.owner_id = home.owner_id and document.removed_at is null;
  else
    select count(*), coalesce(sum(document.size), 0) into documents, bytes
    from public.documents as document
    where document.session_id = home.session_id and document.removed_at is null;
  end if;
end
$$;
comment on function private.space_used(private.home) is 'What is stored, removed documents that can be restored left out.';
grant execute on function private.space_used(private.home) to authenticated;

create function private.quota(home private.home, out documents bigint, out bytes bigint)
  language sql immutable
  set search_path = ''
  as $$
  select
    case when home.session_id is null then 10000 else 500 end,
    case when home.session_id is null then 5 * 1024 ^ 3 else 1024 ^ 3 end::bigint
$$;
comment on function private.quota(private.home) is 'How many documents, and how many bytes in all, a home may hold.';
grant execute on function private.quota(private.home) to authenticated, service_role;

create function private.require_category(home private.home, category_id uuid) returns void
  language plpgsql stable
  set search_path = ''
  as $$
begin
  if home.session_id is null then
    perform from public.visibility_categories as category
    where category.id = require_category.category_id and category.owner_id = home.owner_id;
  else
    perform
    from public.onboarding_sessions as session,
      jsonb_array_elements(session.data -> 'categories') as draft
    where session.id = home.session_id and draft ->> 'id' = require_category.category_id::text;
  end if;
  if not found then
    perform private.refuse_field('categoryId', 'unknown_category');
  end if;
end
$$;
comment on function private.require_category(private.home, uuid) is 'Refuses a category that is not the home''s own.';
grant execute on function private.require_category(private.home, uuid) to authenticated;

-- These run as whoever adds or changes the row: a member who names somebody else's home is told nothing of what is in it.

create function private.check_new_document() returns trigger
  language plpgsql
  set search_path = ''
  as $$
declare
  home constant private.home := row(new.owner_id, new.session_id);
  used record;
  most constant record := private.quota(home);
begin
  if private.is_carried() then
    return new;
  end if;
  perform private.take_turn(home);
  -- The same create again, or somebody else's id: the primary key decides, not a rule about new things.
  if exists (select from public.documents where id = new.id) then
    return new;
  end if;
  perform private.require_category(home, new.category_id);
  if not exists (
    select from public.files
    where key = private.folder_of(new.owner_id, new.session_id) || '/documents/' || new.id
      and size = new.size and sha256 = new.sha256
  ) then
    perform private.refuse_field('file', 'not_whole');
  end if;
  used := private.space_used(home);
  if used.documents + 1 > most.documents or used.bytes + new.size > most.bytes then
    perform private.refuse('too_large', '{"reason": "space_used_up"}');
  end if;
  return new;
end
$$;
comment on function private.check_new_document() is
  'A document needs its file, a category of its home and space. Two at the edge of the quota never both get in.';

create trigger documents_check_new
  before insert on public.documents for each row execute function private.check_new_document();

create function private.check_changed_document() returns trigger
  language plpgsql
  set search_path = ''
  as $$
declare
  home constant private.home := row(new.owner_id, new.session_id);
  used record;
  most constant record := private.quota(home);
begin
  if private.is_carried() then
    return new;
  end if;
  if new.category_id <> old.category_id then
    perform private.take_turn(home);
    perform private.require_category(home, new.category_id);
  end if;
  if new.removed_at is null and old.removed_at is not null then
    perform private.take_turn(home);
    if old.removed_at + private.undo_window() <= private.now() then
      perform private.refuse('not_found');
    end if;
    used := private.space_used(home);
    if used.documents + 1 > most.documents or used.bytes + new.size > most.bytes then
      perform private.refuse('too_large', '{"reason": "space_used_up"}');
    end if;
  elsif new.removed_at is not null then
    -- The window is counted by this clock, and removing again does not begin it anew.
    new.removed_at := coalesce(old.removed_at, private.now());
  end if;
  return new;
end
$$;
comment on function private.check_changed_document() is
  'What is moved stays in a category of its home; what is removed comes back only within the window and into free space.';

create trigger documents_check_changed
  before update of category_id, removed_at on public.documents
  for each row execute function private.check_changed_document();

create function private.check_new_upload() returns trigger
  language plpgsql
  set search_path = ''
  as $$
declare
  home constant private.home := row(new.owner_id, new.session_id);
  used record;
  pending record;
  most constant record := private.quota(home);
begin
  if private.is_carried() then
    return new;
  end if;
  perform private.take_turn(home);
  if exists (select from public.uploads where id = new.id) then
    return new;
  end if;
  if new.category_id is not null then
    perform private.require_category(home, new.category_id);
  end if;
  if new.purpose = 'document' then
    used := private.space_used(home);
    -- Uploads under way count as if they were stored: many at once may not add up to more than fits.
    select count(*) as documents, coalesce(sum(upload.size), 0) as bytes into pending
    from public.uploads as upload
    where upload.purpose = 'document' and upload.expires_at > private.now()
      and case when home.session_id is null
        then upload.owner_id = home.owner_id
        else upload.session_id = home.session_id
      end;
    if used.documents + pending.documents + 1 > most.documents
      or used.bytes + pending.bytes + new.size > most.bytes
    then
      perform private.refuse('too_large', '{"reason": "space_used_up"}');
    end if;
  end if;
  return new;
end
$$;
comment on function private.check_new_upload() is 'An upload needs a category of its home, if it names one, and space.';

create trigger uploads_check_new
  before insert on public.uploads for each row execute function private.check_new_upload();

create function private.is_needed(file public.files) returns boolean
  language sql stable security definer
  set search_path = ''
  as $$
  select case
    when file.kind <> 'avatar' then exists (
      select from public.documents as document
      where document.id = file.ref_id
        and document.owner_id is not distinct from file.owner_id
        and document.session_id is not distinct from file.session_id
    )
    when file.session_id is null then exists (
      select from public.users as member where member.id = file.owner_id and member.avatar_id = file.ref_id
    )
    else exists (
      select from public.onboarding_sessions as session
      where session.id = file.session_id and session.data ->> 'avatarId' = file.ref_id::text
    )
  end
$$;
comment on function private.is_needed(public.files) is 'Whether a document, a profile or an onboarding refers to the file.';

-- Who may do what.

alter table public.documents enable row level security;
alter table public.documents force row level security;
grant select on public.documents to authenticated;
grant insert (
  id, owner_id, session_id, name, description, category_id, kind, mime_type, size, sha256, taken_at, width, height,
  page_count, duration_seconds, has_thumbnail
) on public.documents to authenticated;
grant update (name, description, category_id, removed_at) on public.documents to authenticated;
grant select, insert, update, delete on public.documents to service_role;

create policy "Members see their own documents and those meant for them" on public.documents
  for select to authenticated
  using (
    owner_id = (select auth.uid())
    or (
      category_id = any (array(select private.visible_categories((select auth.uid()))))
      and owner_id is not null
      and removed_at is null
    )
  );
create policy "Members add documents of their own" on public.documents
  for insert to authenticated
  with check (owner_id = (select auth.uid()));
create policy "Members change their own documents" on public.documents
  for update to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));

alter table public.files enable row level security;
alter table public.files force row level security;
grant select, delete on public.files to authenticated;
grant insert (owner_id, session_id, kind, ref_id, size, sha256, mime_type) on public.files to authenticated;
grant update (size, sha256, mime_type, generation, created_at) on public.files to authenticated;
grant select, insert, update, delete on public.files to service_role;

create policy "Members see what is known of their own files" on public.files
  for select to authenticated
  using (owner_id = (select auth.uid()));
create policy "Members record files of their own" on public.files
  for insert to authenticated
  with check (owner_id = (select auth.uid()));
create policy "Members replace their own files" on public.files
  for update to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));
create policy "Members let go of their own files that nothing needs" on public.files
  for delete to authenticated
  using (owner_id = (select auth.uid()) and not private.is_needed(files));
grant execute on function private.is_needed(public.files) to authenticated, service_role;

alter table public.uploads enable row level security;
alter table public.uploads force row level security;
grant select, delete on public.uploads to authenticated;
grant insert (id, owner_id, session_id, purpose, name, declared_type, size, category_id)
  on public.uploads to authenticated;
grant select, insert, update, delete on public.uploads to service_role;

create policy "Members see their own uploads" on public.uploads
  for select to authenticated
  using (owner_id = (select auth.uid()));
create policy "Members announce uploads of their own" on public.uploads
  for insert to authenticated
  with check (owner_id = (select auth.uid()));
create policy "Members forget their own uploads" on public.uploads
  for delete to authenticated
  using (owner_id = (select auth.uid()));

revoke execute on all functions in schema private, public from public;
