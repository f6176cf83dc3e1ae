-- What the sign-in service keeps and does not tell: where a member is signed in, and whether a link still works. Each
-- function answers about the member whose token it is called with, or about the one link that is named, and nothing else.

create function private.current_sign_in() returns uuid
  language sql stable
  set search_path = ''
  as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'session_id')::uuid
$$;
comment on function private.current_sign_in() is 'The sign-in the token belongs to; null for one that was made by hand.';
grant execute on function private.current_sign_in() to anon, authenticated;

create function private.list_sign_ins()
  returns table (id uuid, user_agent text, created_at timestamptz, last_seen_at timestamptz, is_current boolean)
  language sql stable security definer
  set search_path = ''
  as $$
  select
    sign_in.id,
    sign_in.user_agent,
    sign_in.created_at,
    -- The service counts in the time of Greenwich, without saying so.
    greatest(sign_in.refreshed_at at time zone 'utc', sign_in.created_at),
    sign_in.id is not distinct from private.current_sign_in()
  from auth.sessions as sign_in
  where sign_in.user_id = (select auth.uid())
    and (sign_in.not_after is null or sign_in.not_after > private.now())
  order by 5 desc, 4 desc, 1
$$;
comment on function private.list_sign_ins() is 'The viewer''s sign-ins, this one first, then by last use.';
grant execute on function private.list_sign_ins() to anon, authenticated;

create function public.list_sign_ins()
  returns table (id uuid, user_agent text, created_at timestamptz, last_seen_at timestamptz, is_current boolean)
  language sql stable
  set search_path = ''
  as $$ select * from private.list_sign_ins() $$;
comment on function public.list_sign_ins() is 'auth.listSessions. A visitor has none.';
grant execute on function public.list_sign_ins() to anon, authenticated;

create function private.end_sign_in(sign_in_id uuid) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
  as $$
begin
  delete from auth.sessions where id = sign_in_id and user_id = (select auth.uid());
  return found;
end
$$;
comment on function private.end_sign_in(uuid) is 'Ends one of the viewer''s sign-ins; false when it is none of theirs.';
grant execute on function private.end_sign_in(uuid) to anon, authenticated;

create function public.end_sign_in(sign_in_id uuid) returns boolean
  language sql volatile
  set search_path = ''
  as $$ select private.end_sign_in(sign_in_id) $$;
comment on function public.end_sign_in(uuid) is 'auth.revokeSession. False when there is no such sign-in of the viewer''s.';
grant execute on function public.end_sign_in(uuid) to anon, authenticated;

create function private.is_reset_link_valid(link_token text) returns boolean
  language sql stable security definer
  set search_path = ''
  as $$
  -- The service itself can only be asked by using the link up. An hour is what config.toml gives it.
  select exists (
    select from auth.users
    where recovery_token = link_token
      -- In the words of the service's own index, so that it is used.
      and recovery_token !~ '^[0-9 ]*$'
      and length(recovery_token) > 6
      and recovery_sent_at > private.now() - interval '1 hour'
  )
$$;
comment on function private.is_reset_link_valid(text) is 'Whether a link for a new password would work. Changes nothing.';
grant execute on function private.is_reset_link_valid(text) to anon, authenticated;

create function public.is_reset_link_valid(link_token text) returns boolean
  language sql stable
  set search_path = ''
  as $$ select private.is_reset_link_valid(link_token) $$;
comment on function public.is_reset_link_valid(text) is
  'auth.isResetTokenValid. Open to everyone: who holds the token holds the link.';
grant execute on function public.is_reset_link_valid(text) to anon, authenticated;

revoke execute on all functions in schema private, public from public;
