-- Whoever signs up has to be told that an address has an account already; they could not go on otherwise. The question
-- is open to everyone, so it is counted: it must not become a way to try long lists of addresses.

create table private.asked (
  minute timestamptz(0) primary key,
  times integer not null default 1
);
comment on table private.asked is 'How often the question for an address was asked, minute by minute.';
alter table private.asked enable row level security;
alter table private.asked force row level security;

create function private.is_email_free(address text) returns boolean
  language plpgsql volatile security definer
  set search_path = ''
  as $$
declare
  asked_now integer;
begin
  insert into private.asked as counted (minute) values (date_trunc('minute', private.now()))
  on conflict (minute) do update set times = counted.times + 1
  returning counted.times into asked_now;
  if asked_now > 600 then
    raise exception using errcode = 'PT429', message = 'rate_limited';
  end if;
  -- As the sign-in service keeps addresses, and finds them by its index: in lower case, single sign-on apart.
  return not exists (
    select from auth.users where email = lower(btrim(address)) and is_sso_user = false
  );
end
$$;
comment on function private.is_email_free(text) is 'Whether nobody has the address; at most 600 answers a minute for everybody together.';
grant execute on function private.is_email_free(text) to anon, authenticated;

create function public.is_email_free(address text) returns boolean
  language sql volatile
  set search_path = ''
  as $$ select private.is_email_free(address) $$;
comment on function public.is_email_free(text) is 'auth.isEmailFree. Errors: rate_limited.';
grant execute on function public.is_email_free(text) to anon, authenticated;

revoke execute on all functions in schema private, public from public;
