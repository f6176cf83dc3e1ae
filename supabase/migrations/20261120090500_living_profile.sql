-- Diary entries (what happened), life facts (what is true) and the sources they came from. Who sees them is decided as
-- for documents: the owner, and whoever the category is meant for.

create table public.info_sources (
  id uuid primary key,
  owner_id uuid not null references public.users (id) on delete cascade,
  kind text not null constraint info_sources_kind_known check (
    kind in ('linkedin', 'goodreads', 'vcard', 'json_resume', 'ics', 'cv', 'photos', 'other')
  ),
  name text not null constraint info_sources_name_length check (char_length(name) between 1 and 2500),
  sha256 text constraint info_sources_sha256_is_one check (sha256 ~ '^[0-9a-f]{64}$'),
  version integer not null default 1 constraint info_sources_version_counts check (version >= 1),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now(),
  unique (owner_id, id)
);
comment on table public.info_sources is 'A file or an export that was read in, and by which what was taken from it can be told.';
comment on column public.info_sources.sha256 is 'Of the file that was read; null when there was none.';
create trigger info_sources_count_version
  before update of name on public.info_sources for each row execute function private.count_version();

create table public.diary_entries (
  id uuid primary key,
  owner_id uuid not null references public.users (id) on delete cascade,
  category_id uuid not null,
  source_id uuid,
  starts_on date not null,
  starts_precision text not null constraint diary_entries_starts_precision_known
    check (starts_precision in ('day', 'month', 'year')),
  ends_on date,
  ends_precision text constraint diary_entries_ends_precision_known
    check (ends_precision in ('day', 'month', 'year')),
  summary text not null constraint diary_entries_summary_length check (char_length(summary) between 1 and 1000),
  body text not null default '' constraint diary_entries_body_length check (char_length(body) <= 100000),
  version integer not null default 1 constraint diary_entries_version_counts check (version >= 1),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now(),
  removed_at timestamptz(3),
  constraint diary_entries_end_is_whole check ((ends_on is null) = (ends_precision is null)),
  constraint diary_entries_end_after_start check (ends_on >= starts_on),
  constraint diary_entries_category_is_own foreign key (owner_id, category_id)
    references public.visibility_categories (owner_id, id) deferrable initially deferred,
  constraint diary_entries_source_is_own foreign key (owner_id, source_id)
    references public.info_sources (owner_id, id) deferrable initially deferred
);
comment on table public.diary_entries is 'Something that happened in a member''s life.';
comment on column public.diary_entries.starts_on is 'The first day of what is known: of the month or the year when that is all there is.';
comment on column public.diary_entries.removed_at is 'Set while a removal can still be undone.';
create index diary_entries_by_owner on public.diary_entries (owner_id, starts_on, id);
create index diary_entries_by_category on public.diary_entries (category_id, starts_on, id);
create index diary_entries_by_owner_and_category on public.diary_entries (owner_id, category_id);
create index diary_entries_by_source on public.diary_entries (owner_id, source_id);
create trigger diary_entries_count_version
  before update of category_id, starts_on, starts_precision, ends_on, ends_precision, summary, body
  on public.diary_entries for each row execute function private.count_version();

create table public.life_facts (
  id uuid primary key,
  owner_id uuid not null references public.users (id) on delete cascade,
  category_id uuid not null,
  source_id uuid,
  topic text not null constraint life_facts_topic_known check (
    topic in ('work', 'education', 'family', 'health', 'places', 'tastes', 'beliefs', 'contact', 'other')
  ),
  summary text not null constraint life_facts_summary_length check (char_length(summary) between 1 and 1000),
  happened_on date,
  happened_precision text constraint life_facts_happened_precision_known
    check (happened_precision in ('day', 'month', 'year')),
  version integer not null default 1 constraint life_facts_version_counts check (version >= 1),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now(),
  removed_at timestamptz(3),
  constraint life_facts_date_is_whole check ((happened_on is null) = (happened_precision is null)),
  constraint life_facts_category_is_own foreign key (owner_id, category_id)
    references public.visibility_categories (owner_id, id) deferrable initially deferred,
  constraint life_facts_source_is_own foreign key (owner_id, source_id)
    references public.info_sources (owner_id, id) deferrable initially deferred
);
comment on table public.life_facts is 'Something that is true of a member.';
comment on column public.life_facts.topic is 'What it is about; category_id says who may see it.';
comment on column public.life_facts.removed_at is 'Set while a removal can still be undone.';
create index life_facts_by_owner on public.life_facts (owner_id, topic, id);
create index life_facts_by_category on public.life_facts (category_id, id);
create index life_facts_by_owner_and_category on public.life_facts (owner_id, category_id);
create index life_facts_by_source on public.life_facts (owner_id, source_id);
create trigger life_facts_count_version
  before update of category_id, topic, summary, happened_on, happened_precision
  on public.life_facts for each row execute function private.count_version();

-- Who may do what.

alter table public.info_sources enable row level security;
alter table public.info_sources force row level security;
grant select, delete on public.info_sources to authenticated;
grant insert (id, owner_id, kind, name, sha256) on public.info_sources to authenticated;
grant update (name) on public.info_sources to authenticated;
grant select, insert, update, delete on public.info_sources to service_role;

create policy "Members see their own sources" on public.info_sources
  for select to authenticated
  using (owner_id = (select auth.uid()));
create policy "Members add sources of their own" on public.info_sources
  for insert to authenticated
  with check (owner_id = (select auth.uid()));
create policy "Members rename their own sources" on public.info_sources
  for update to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));
create policy "Members remove their own sources" on public.info_sources
  for delete to authenticated
  using (owner_id = (select auth.uid()));

alter table public.diary_entries enable row level security;
alter table public.diary_entries force row level security;
grant select on public.diary_entries to authenticated;
grant insert (
  id, owner_id, category_id, source_id, starts_on, starts_precision, ends_on, ends_precision, summary, body
) on public.diary_entries to authenticated;
grant update (
  category_id, starts_on, starts_precision, ends_on, ends_precision, summary, body, removed_at
) on public.diary_entries to authenticated;
grant select, insert, update, delete on public.diary_entries to service_role;

create policy "Members see their own entries and those meant for them" on public.diary_entries
  for select to authenticated
  using (
    owner_id = (select auth.uid())
    or (
      category_id = any (array(select private.visible_categories((select auth.uid()))))
      and removed_at is null
    )
  );
create policy "Members add entries of their own" on public.diary_entries
  for insert to authenticated
  with check (owner_id = (select auth.uid()));
create policy "Members change their own entries" on public.diary_entries
  for update to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));

alter table public.life_facts enable row level security;
alter table public.life_facts force row level security;
grant select on public.life_facts to authenticated;
grant insert (
  id, owner_id, category_id, source_id, topic, summary, happened_on, happened_precision
) on public.life_facts to authenticated;
grant update (
  category_id, topic, summary, happened_on, happened_precision, removed_at
) on public.life_facts to authenticated;
grant select, insert, update, delete on public.life_facts to service_role;

create policy "Members see their own facts and those meant for them" on public.life_facts
  for select to authenticated
  using (
    owner_id = (select auth.uid())
    or (
      category_id = any (array(select private.visible_categories((select auth.uid()))))
      and removed_at is null
    )
  );
create policy "Members add facts of their own" on public.life_facts
  for insert to authenticated
  with check (owner_id = (select auth.uid()));
create policy "Members change their own facts" on public.life_facts
  for update to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));
