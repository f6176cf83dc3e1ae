-- What the app calls for onboarding sessions. A session is opened by a capability, or, once it is bound to an account,
-- by that account. The functions in public hand on to ones in private that look the session up with the rights of their
-- owner: nobody has a grant on the tables.
--
-- Finishing, and what may break in between (the app does 1, 2 and 4 through the Storage API):
--   1. list_onboarding_files tells which objects there are and where each will lie with the member.
--   2. Every object is copied there. Copying again overwrites; a copy nobody came back for is a stray (housekeeping).
--   3. complete_onboarding makes member, circles, documents and files true at once. It is told what was copied and
--      refuses with conflict {"reason": "files_changed"} when a file came, went or was replaced since: back to 1.
--      On a completed session it answers with the profile and changes nothing.
--   4. The staged objects are removed. Cut off before or amidst it they are strays.

create function private.find_onboarding(capability text) returns public.onboarding_sessions
  language plpgsql stable security definer
  set search_path = ''
  as $$
declare
  viewer constant uuid := auth.uid();
  found_session public.onboarding_sessions;
begin
  if capability is not null then
    select session.* into found_session
    from public.onboarding_capabilities as known
    join public.onboarding_sessions as session on session.id = known.session_id
    where known.hash = private.hash_capability(capability) and session.expires_at > private.now();
  elsif viewer is not null then
    select session.* into found_session
    from public.onboarding_sessions as session
    where session.attached_to = viewer and session.expires_at > private.now()
    order by session.created_at desc
    limit 1;
  end if;
  return found_session;
end
$$;
comment on function private.find_onboarding(text) is
  'The session the capability opens, or without one the session bound to the member who asks; null when there is none that has not expired.';

create function private.expiry(lifetime_hours integer) returns timestamptz(3)
  language plpgsql stable
  set search_path = ''
  as $$
begin
  if lifetime_hours is null or lifetime_hours not between 1 and 8784 then
    perform private.refuse_field('lifetime_hours', 'rule_broken');
  end if;
  return private.now() + make_interval(hours => lifetime_hours);
end
$$;
comment on function private.expiry(integer) is 'When a session used at this moment expires.';

create function private.add_capability(session_id uuid, capability text) returns void
  language plpgsql volatile security definer
  set search_path = ''
  as $$
begin
  if capability is null or capability !~ '^[A-Za-z0-9_-]{43}$' then
    perform private.refuse_field('capability', 'rule_broken');
  end if;
  insert into public.onboarding_capabilities (hash, session_id)
  values (private.hash_capability(capability), add_capability.session_id)
  on conflict (hash) do nothing;
  -- The first, which the person began with, and the nine latest.
  delete from public.onboarding_capabilities as known
  where known.session_id = add_capability.session_id
    and known.hash in (
      select other.hash from public.onboarding_capabilities as other
      where other.session_id = add_capability.session_id
        and other.number <> (
          select min(first.number) from public.onboarding_capabilities as first
          where first.session_id = add_capability.session_id
        )
      order by other.number desc
      offset 9
    );
end
$$;
comment on function private.add_capability(uuid, text) is
  'Stores the hash of a capability. At most 10 open a session; the oldest but the first gives way.';

create function private.begin_onboarding(
  session_id uuid, member_id uuid, data jsonb, new_capability text, lifetime_hours integer, capability text
) returns public.onboarding_sessions
  language plpgsql volatile security definer
  set search_path = ''
  as $$
declare
  existing public.onboarding_sessions;
  held public.onboarding_sessions;
begin
  select * into existing from public.onboarding_sessions as session
  where session.id = begin_onboarding.session_id for update;
  if found then
    held := private.find_onboarding(capability);
    if held.id is distinct from existing.id then
      perform private.refuse('conflict');
    end if;
  else
    if exists (select from public.users as member where member.id = begin_onboarding.member_id) then
      perform private.refuse('conflict');
    end if;
    begin
      insert into public.onboarding_sessions (id, member_id, data, attached_to, expires_at)
      values (session_id, member_id, data, auth.uid(), private.expiry(lifetime_hours))
      returning * into existing;
    exception
      when unique_violation then
        perform private.refuse('conflict');
      when check_violation then
        perform private.refuse_field('data', 'too_long');
    end;
  end if;
  perform private.add_capability(existing.id, new_capability);
  return existing;
end
$$;
comment on function private.begin_onboarding(uuid, uuid, jsonb, text, integer, text) is
  'Begins a session, or gives its holder another capability for it.';
grant execute on function private.begin_onboarding(uuid, uuid, jsonb, text, integer, text) to anon, authenticated;

create function public.start_onboarding(
  session_id uuid,
  member_id uuid,
  data jsonb,
  new_capability text,
  lifetime_hours integer,
  capability text default null
) returns setof public.onboarding_sessions
  language sql volatile
  set search_path = ''
  rows 1
  as $$
  select * from private.begin_onboarding(session_id, member_id, data, new_capability, lifetime_hours, capability)
$$;
comment on function public.start_onboarding(uuid, uuid, jsonb, text, integer, text) is
  'onboarding.start. new_capability: 256 random bits in base64url, made by the caller and stored as a hash; capability: the one the viewer holds already, if any. Errors: conflict without the row when session or member id is taken; invalid_input.';
grant execute on function public.start_onboarding(uuid, uuid, jsonb, text, integer, text) to anon, authenticated;

create function private.read_onboarding(lifetime_hours integer, capability text)
  returns setof public.onboarding_sessions
  language plpgsql volatile security definer
  set search_path = ''
  rows 1
  as $$
declare
  session public.onboarding_sessions := private.find_onboarding(capability);
  step constant interval := least(interval '1 hour', make_interval(hours => lifetime_hours) / 10);
begin
  if session.id is null then
    return;
  end if;
  if session.status = 'open' and session.expires_at < private.expiry(lifetime_hours) - step then
    update public.onboarding_sessions set expires_at = private.expiry(lifetime_hours)
    where id = session.id and status = 'open'
    returning * into session;
  end if;
  if session.id is not null then
    return next session;
  end if;
end
$$;
comment on function private.read_onboarding(integer, text) is 'The viewer''s session; reading moves its expiry on, at most once an hour.';
grant execute on function private.read_onboarding(integer, text) to anon, authenticated;

create function public.get_onboarding(lifetime_hours integer, capability text default null)
  returns setof public.onboarding_sessions
  language sql volatile
  set search_path = ''
  rows 1
  as $$ select * from private.read_onboarding(lifetime_hours, capability) $$;
comment on function public.get_onboarding(integer, text) is
  'onboarding.get. No row when the capability is forged, expired or unknown.';
grant execute on function public.get_onboarding(integer, text) to anon, authenticated;

create function private.lock_onboarding(capability text) returns public.onboarding_sessions
  language plpgsql volatile security definer
  set search_path = ''
  as $$
declare
  session public.onboarding_sessions := private.find_onboarding(capability);
begin
  if session.id is not null then
    select * into session from public.onboarding_sessions where id = session.id for update;
  end if;
  if session.id is null then
    perform private.refuse('not_found');
  end if;
  return session;
end
$$;
comment on function private.lock_onboarding(text) is 'The viewer''s session, for this transaction alone. Refuses with not_found.';

create function private.change_onboarding(based_on integer, data jsonb, lifetime_hours integer, capability text)
  returns public.onboarding_sessions
  language plpgsql volatile security definer
  set search_path = ''
  as $$
declare
  session public.onboarding_sessions := private.lock_onboarding(capability);
begin
  if session.status <> 'open' then
    perform private.refuse('not_allowed');
  end if;
  if session.version <> based_on then
    perform private.refuse('conflict');
  end if;
  begin
    update public.onboarding_sessions as open set
      data = change_onboarding.data,
      expires_at = private.expiry(lifetime_hours)
    where open.id = session.id and open.version = based_on
    returning * into session;
  exception
    when check_violation then
      perform private.refuse_field('data', 'too_long');
  end;
  return session;
end
$$;
comment on function private.change_onboarding(integer, jsonb, integer, text) is 'Replaces what was gathered and moves the expiry on.';
grant execute on function private.change_onboarding(integer, jsonb, integer, text) to anon, authenticated;

create function public.update_onboarding(
  based_on integer, data jsonb, lifetime_hours integer, capability text default null
) returns setof public.onboarding_sessions
  language sql volatile
  set search_path = ''
  rows 1
  as $$ select * from private.change_onboarding(based_on, data, lifetime_hours, capability) $$;
comment on function public.update_onboarding(integer, jsonb, integer, text) is
  'onboarding.update. Errors: not_found without a session; not_allowed once completed; conflict when stale.';
grant execute on function public.update_onboarding(integer, jsonb, integer, text) to anon, authenticated;

create function private.share_onboarding(new_capability text, capability text) returns void
  language plpgsql volatile security definer
  set search_path = ''
  as $$
declare
  session public.onboarding_sessions := private.lock_onboarding(capability);
begin
  if session.status <> 'open' then
    perform private.refuse('not_allowed');
  end if;
  perform private.add_capability(session.id, new_capability);
end
$$;
comment on function private.share_onboarding(text, text) is 'Lets a second capability open the viewer''s session.';
grant execute on function private.share_onboarding(text, text) to anon, authenticated;

create function public.create_onboarding_capability(new_capability text, capability text default null) returns void
  language sql volatile
  set search_path = ''
  as $$ select private.share_onboarding(new_capability, capability) $$;
comment on function public.create_onboarding_capability(text, text) is
  'onboarding.createCapability. Errors: not_found without a session; not_allowed once completed.';
grant execute on function public.create_onboarding_capability(text, text) to anon, authenticated;

create function private.is_unconfirmed(account uuid) returns boolean
  language sql stable security definer
  set search_path = ''
  as $$ select exists (select from auth.users where id = account and email_confirmed_at is null) $$;
comment on function private.is_unconfirmed(uuid) is 'Whether the account waits for its e-mail address to be confirmed.';

create function private.bind_onboarding(capability text) returns public.onboarding_sessions
  language plpgsql volatile security definer
  set search_path = ''
  as $$
declare
  viewer constant uuid := auth.uid();
  session public.onboarding_sessions;
begin
  if viewer is null then
    perform private.refuse('not_allowed');
  end if;
  session := private.lock_onboarding(coalesce(capability, ''));
  if session.attached_to = viewer then
    return session;
  end if;
  if session.status <> 'open'
    or (session.attached_to is not null and not private.is_unconfirmed(session.attached_to))
  then
    perform private.refuse('not_found');
  end if;
  update public.onboarding_sessions set attached_to = viewer where id = session.id returning * into session;
  return session;
end
$$;
comment on function private.bind_onboarding(text) is
  'Binds the session to the member who asks. One bound to an account that was never confirmed is free.';
grant execute on function private.bind_onboarding(text) to anon, authenticated;

create function public.attach_onboarding(capability text) returns setof public.onboarding_sessions
  language sql volatile
  set search_path = ''
  rows 1
  as $$ select * from private.bind_onboarding(capability) $$;
comment on function public.attach_onboarding(text) is
  'onboarding.attachViewer, for the member whose token it is called with. Errors: not_allowed for a visitor; not_found for a capability that opens nothing, or a session bound to another member.';
grant execute on function public.attach_onboarding(text) to anon, authenticated;

-- Sign-up with confirmation: the account is made now, and the link may be followed on another device, without the
-- capability. So a sign-up says which promised member it is for, and the session waits for that account.
create or replace function private.receive_account() returns trigger
  language plpgsql security definer
  set search_path = ''
  as $$
declare
  promised constant text := new.raw_user_meta_data ->> 'onboarding_member_id';
begin
  insert into public.users (id) values (new.id) on conflict (id) do nothing;
  if promised is not null then
    update public.onboarding_sessions set attached_to = new.id
    where member_id::text = promised
      and member_id <> new.id
      and status = 'open'
      and expires_at > private.now()
      and (attached_to is null or private.is_unconfirmed(attached_to));
  end if;
  return null;
end
$$;
comment on function private.receive_account() is
  'Makes the row in public.users that belongs to an account, and binds it to the onboarding it was signed up in.';

create function private.files_of_onboarding(capability text)
  returns table (from_key text, to_key text, kind text, ref_id uuid, generation integer, is_removed boolean)
  language plpgsql stable security definer
  set search_path = ''
  as $$
declare
  session constant public.onboarding_sessions := private.find_onboarding(capability);
begin
  return query
    select file.key,
      coalesce(session.attached_to, session.member_id)::text || substr(file.key, length('sessions/' || session.id) + 1),
      file.kind,
      file.ref_id,
      file.generation,
      exists (
        select from public.documents as document
        where document.id = file.ref_id and document.session_id = session.id and document.removed_at is not null
      )
    from public.files as file
    where file.session_id = session.id
    order by file.key;
end
$$;
comment on function private.files_of_onboarding(text) is 'The staged files, and where each will lie with the member.';
grant execute on function private.files_of_onboarding(text) to anon, authenticated;

create function public.list_onboarding_files(capability text default null)
  returns table (from_key text, to_key text, kind text, ref_id uuid, generation integer, is_removed boolean)
  language sql stable
  set search_path = ''
  as $$ select * from private.files_of_onboarding(capability) $$;
comment on function public.list_onboarding_files(text) is
  'What has to be copied before complete_onboarding. is_removed: of a document that was removed and can still be restored.';
grant execute on function public.list_onboarding_files(text) to anon, authenticated;

create function private.finish_onboarding(
  account_id uuid, email text, based_on integer, profile jsonb, copied jsonb, capability text
) returns public.users
  language plpgsql volatile security definer
  set search_path = ''
  as $$
declare
  viewer constant uuid := auth.uid();
  session public.onboarding_sessions := private.lock_onboarding(capability);
  target constant uuid := coalesce(session.attached_to, session.member_id);
  member public.users;
  problems jsonb := '{}'::jsonb;
begin
  if session.status = 'completed' then
    select * into member from public.users where id = target and version > 0;
    if not found then
      perform private.refuse('not_found');
    end if;
    return member;
  end if;
  if account_id is distinct from target
    or (session.attached_to is not null and viewer is distinct from session.attached_to)
  then
    perform private.refuse('not_allowed');
  end if;

  select * into member from public.users where id = target for update;
  if member.version > 0 then
    perform private.refuse('conflict');
  end if;
  if session.version <> based_on then
    perform private.refuse('conflict');
  end if;

  if exists (select from public.users where username = profile ->> 'username') then
    problems := problems || '{"username": "taken"}';
  end if;
  if exists (
    select from auth.users as other
    where other.email = lower(finish_onboarding.email) and other.is_sso_user = false and other.id <> target
  ) then
    problems := problems || '{"email": "taken"}';
  end if;
  if session.data ->> 'avatarId' is not null and not exists (
    select from public.files as file
    where file.session_id = session.id and file.kind = 'avatar' and file.ref_id::text = session.data ->> 'avatarId'
  ) then
    problems := problems || '{"avatarId": "missing"}';
  end if;
  if exists (
    select from public.documents as document
    where document.session_id = session.id
      and not exists (
        select from jsonb_array_elements(session.data -> 'categories') as draft
        where draft ->> 'id' = document.category_id::text
      )
  ) then
    problems := problems || '{"documents": "unknown_category"}';
  end if;
  problems := problems
    || private.problems_of_categories(session.data -> 'categories', session.data ->> 'defaultCategoryId');
  if problems <> '{}' then
    perform private.refuse('invalid_input', problems);
  end if;
  -- The account was made before, by whoever signs people in. A visitor finishes only for one that is confirmed.
  if member.id is null or (viewer is distinct from target and private.is_unconfirmed(target)) then
    perform private.refuse('not_signed_in');
  end if;

  if (
    select coalesce(jsonb_object_agg(file.key, file.generation), '{}') from public.files as file
    where file.session_id = session.id
  ) <> coalesce(copied, '{}') then
    perform private.refuse('conflict', '{"reason": "files_changed"}');
  end if;

  update public.files set owner_id = target, session_id = null where session_id = session.id;
  member := private.make_profile(
    target,
    profile || jsonb_build_object(
      'default_category_id', session.data -> 'defaultCategoryId',
      'avatar_id', session.data -> 'avatarId'
    ),
    session.data -> 'categories'
  );
  update public.documents set owner_id = target, session_id = null where session_id = session.id;
  update public.uploads set owner_id = target, session_id = null where session_id = session.id;
  update public.onboarding_sessions set status = 'completed' where id = session.id;
  return member;
end
$$;
comment on function private.finish_onboarding(uuid, text, integer, jsonb, jsonb, text) is
  'Turns a session into a member, exactly once: see the head of this migration.';
grant execute on function private.finish_onboarding(uuid, text, integer, jsonb, jsonb, text) to anon, authenticated;

create function public.complete_onboarding(
  account_id uuid,
  email text,
  based_on integer,
  profile jsonb,
  copied jsonb,
  capability text default null
) returns setof public.users
  language sql volatile
  set search_path = ''
  rows 1
  as $$ select * from private.finish_onboarding(account_id, email, based_on, profile, copied, capability) $$;
comment on function public.complete_onboarding(uuid, text, integer, jsonb, jsonb, text) is
  'onboarding.complete. profile = {username, display_name, bio}, as the app''s rules made them of the session at version based_on; copied = {from_key: generation}. Errors: not_found; not_allowed for another account; not_signed_in when the account is missing or not confirmed; conflict when based_on is stale, with {"reason": "files_changed"} when copied is; invalid_input {username | email: taken, avatarId: missing, documents | categories | defaultCategoryId: …}.';
grant execute on function public.complete_onboarding(uuid, text, integer, jsonb, jsonb, text) to anon, authenticated;

create function private.drop_onboarding(capability text) returns uuid
  language plpgsql volatile security definer
  set search_path = ''
  as $$
declare
  session constant public.onboarding_sessions := private.find_onboarding(capability);
begin
  delete from public.onboarding_sessions where id = session.id;
  return session.id;
end
$$;
comment on function private.drop_onboarding(text) is 'Removes the viewer''s session with the rows staged in it.';
grant execute on function private.drop_onboarding(text) to anon, authenticated;

create function public.discard_onboarding(capability text default null) returns uuid
  language sql volatile
  set search_path = ''
  as $$ select private.drop_onboarding(capability) $$;
comment on function public.discard_onboarding(text) is
  'onboarding.discard, the rows of it. Gives the id of the session whose objects are to be removed now; null when there was none.';
grant execute on function public.discard_onboarding(text) to anon, authenticated;

revoke execute on all functions in schema private, public from public;
