-- Carrying everything elsewhere and back (backup, restore, migrate). For the service key alone. Rows come in through the
-- tables themselves: private.is_carried() keeps the versions and times they had.

create function public.export_rows() returns jsonb
  language sql stable security definer
  set search_path = ''
  as $$
  -- One statement sees one moment, whatever is written meanwhile.
  select jsonb_build_object(
    'exported_at', private.now(),
    'accounts', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', account.id,
        'email', account.email,
        'created_at', account.created_at,
        'updated_at', account.updated_at,
        'carried', account.raw_app_meta_data -> 'keepintouch'
      ) order by account.id), '[]')
      from auth.users as account
      where account.email is not null
    ),
    'users', (select coalesce(jsonb_agg(to_jsonb(member) order by member.id), '[]') from public.users as member),
    'visibility_categories', (
      select coalesce(jsonb_agg(to_jsonb(category) order by category.id), '[]')
      from public.visibility_categories as category
    ),
    'onboarding_sessions', (
      select coalesce(jsonb_agg(to_jsonb(session) order by session.id), '[]')
      from public.onboarding_sessions as session
    ),
    'onboarding_capabilities', (
      select coalesce(jsonb_agg(to_jsonb(capability) order by capability.number), '[]')
      from public.onboarding_capabilities as capability
    ),
    'documents', (
      select coalesce(jsonb_agg(to_jsonb(document) - 'name_key' order by document.id), '[]')
      from public.documents as document
    ),
    'files', (
      select coalesce(jsonb_agg(to_jsonb(file) order by file.key collate "C"), '[]') from public.files as file
    )
  )
$$;
comment on function public.export_rows() is
  'Every row that is carried elsewhere, as of one moment: accounts (without passwords), and the tables of a snapshot by their names. carried: what an account was before it came here.';
grant execute on function public.export_rows() to service_role;

create function public.remove_everybody() returns void
  language plpgsql volatile security definer
  set search_path = ''
  as $$
begin
  delete from public.onboarding_sessions where true;
  -- Their rows go with the accounts. Some accounts may have come here without a row.
  delete from auth.users where true;
  delete from public.users where true;
  delete from public.files where true;
end
$$;
comment on function public.remove_everybody() is
  'Removes every member and every onboarding with all their rows, before a restore that replaces everything. Objects go through the Storage API afterwards.';
grant execute on function public.remove_everybody() to service_role;

revoke execute on all functions in schema private, public from public;
