-- What every other migration stands on: a schema the API does not expose, a clock, one way to refuse, one way to count
-- versions. Nothing is granted by default: what a role may do is written beside the thing it may do it to. Functions are
-- open to everybody when they are made, by a default no schema can take back: each migration ends by closing its own.

create schema private;
comment on schema private is
  'Rules and helpers. Not exposed by the Data API; members and visitors reach only the functions granted to them by name.';
grant usage on schema private to anon, authenticated, service_role;

alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke execute on functions from anon, authenticated, service_role;

create function private.now() returns timestamptz(3)
  language sql stable
  set search_path = ''
  as $$ select date_trunc('milliseconds', pg_catalog.now())::timestamptz(3) $$;
comment on function private.now() is
  'The time of the transaction in whole milliseconds, as the app counts. The one clock of every rule, so that tests can put another in its place.';
grant execute on function private.now() to anon, authenticated, service_role;

create function private.refuse(code text, detail jsonb default null) returns void
  language plpgsql volatile
  set search_path = ''
  as $$
declare
  status constant text := case code
    when 'not_signed_in' then '401'
    when 'not_allowed' then '403'
    when 'not_found' then '404'
    when 'conflict' then '409'
    when 'too_large' then '413'
    when 'invalid_input' then '422'
    else '500'
  end;
begin
  -- Errors land in the database's log with their detail, so it never holds what somebody typed.
  raise exception using errcode = 'PT' || status, message = code, detail = coalesce(detail::text, '');
end
$$;
comment on function private.refuse(text, jsonb) is
  'Ends the statement with an error the app knows: message = AppError code, SQLSTATE = PT and its HTTP status, detail = JSON of reasons (invalid_input: field -> reason), never of values.';
grant execute on function private.refuse(text, jsonb) to anon, authenticated, service_role;

create function private.refuse_field(field text, reason text) returns void
  language sql volatile
  set search_path = ''
  as $$ select private.refuse('invalid_input', pg_catalog.jsonb_build_object(field, reason)) $$;
comment on function private.refuse_field(text, text) is 'Refuses as invalid_input with one field and its reason.';
grant execute on function private.refuse_field(text, text) to anon, authenticated, service_role;

create function private.fold(words text) returns text
  language sql immutable strict parallel safe
  set search_path = ''
  as $$ select lower(normalize(words, NFC)) $$;
comment on function private.fold(text) is
  'Text as it is compared: the same for capitals and for the two ways of writing an accent.';
grant execute on function private.fold(text) to anon, authenticated, service_role;

create function private.is_carried() returns boolean
  language sql stable
  set search_path = ''
  as $$ select coalesce(current_setting('role', true) = 'service_role', false) $$;
comment on function private.is_carried() is
  'Whether rows are being carried from another storage, with the versions and times they had there: done with the service key, past the rules about new things.';
grant execute on function private.is_carried() to anon, authenticated, service_role;

create function private.count_version() returns trigger
  language plpgsql
  set search_path = ''
  as $$
begin
  if private.is_carried() then
    return new;
  end if;
  new.version := old.version + 1;
  new.updated_at := private.now();
  return new;
end
$$;
comment on function private.count_version() is
  'Adds 1 to the version and moves updated_at. Hung on the columns a person changes, not on those the app keeps for itself.';

revoke execute on all functions in schema private, public from public;
