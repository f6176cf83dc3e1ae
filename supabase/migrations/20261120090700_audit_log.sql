-- What was done with a member's things that they may one day ask about. Written by the rules themselves, read by its
-- member, gone with them; it names things by id and holds nothing that was typed.

create table public.audit_log (
  id bigint primary key generated always as identity,
  member_id uuid not null references public.users (id) on delete cascade,
  deed text not null constraint audit_log_deed_known check (
    deed in (
      'profile_created', 'username_changed', 'profile_opened', 'profile_closed',
      'category_removed', 'visibility_changed', 'document_removed', 'document_restored'
    )
  ),
  about uuid,
  created_at timestamptz(3) not null default private.now()
);
comment on table public.audit_log is 'What was done, by whom, to which thing, when.';
comment on column public.audit_log.about is 'The id of the category or document; null when it is the profile.';
create index audit_log_by_member on public.audit_log (member_id, id);

alter table public.audit_log enable row level security;
alter table public.audit_log force row level security;
grant select on public.audit_log to authenticated;
grant select, insert, update, delete on public.audit_log to service_role;

create policy "Members see what was done with their things" on public.audit_log
  for select to authenticated
  using (member_id = (select auth.uid()));

create function private.note_profile() returns trigger
  language plpgsql security definer
  set search_path = ''
  as $$
begin
  if private.is_carried() then
    return null;
  end if;
  if old.username is distinct from new.username then
    insert into public.audit_log (member_id, deed)
    values (new.id, case when old.username is null then 'profile_created' else 'username_changed' end);
  end if;
  if old.is_public <> new.is_public then
    insert into public.audit_log (member_id, deed)
    values (new.id, case when new.is_public then 'profile_opened' else 'profile_closed' end);
  end if;
  return null;
end
$$;
comment on function private.note_profile() is 'Writes down who became a member, under another name, or was opened to everyone.';
create trigger users_note
  after update of username, is_public on public.users
  for each row execute function private.note_profile();

create function private.note_document() returns trigger
  language plpgsql security definer
  set search_path = ''
  as $$
begin
  if new.owner_id is null or old.owner_id is null or private.is_carried() then
    return null;
  end if;
  if old.category_id <> new.category_id then
    insert into public.audit_log (member_id, deed, about) values (new.owner_id, 'visibility_changed', new.id);
  end if;
  if (old.removed_at is null) <> (new.removed_at is null) then
    insert into public.audit_log (member_id, deed, about)
    values (
      new.owner_id,
      case when new.removed_at is null then 'document_restored' else 'document_removed' end,
      new.id
    );
  end if;
  return null;
end
$$;
comment on function private.note_document() is 'Writes down whose eyes a document was meant for, and when it was removed or restored.';
create trigger documents_note
  after update of category_id, removed_at on public.documents
  for each row execute function private.note_document();

revoke execute on all functions in schema private, public from public;
