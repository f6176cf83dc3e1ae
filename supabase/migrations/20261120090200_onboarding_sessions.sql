-- An onboarding is begun by a visitor without an account. Nobody has a grant on these tables: whoever holds a capability
-- reaches exactly one session, through the functions that take it. Only the hash of a capability is stored.

create table public.onboarding_sessions (
  id uuid primary key,
  member_id uuid not null unique,
  data jsonb not null constraint onboarding_sessions_data_size check (octet_length(data::text) <= 500000),
  status text not null default 'open'
    constraint onboarding_sessions_status_known check (status in ('open', 'completed')),
  attached_to uuid,
  version integer not null default 1 constraint onboarding_sessions_version_counts check (version >= 1),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now(),
  expires_at timestamptz(3) not null
);
comment on table public.onboarding_sessions is
  'What is gathered before there is a member. Reached through functions that take the capability, by nobody directly.';
comment on column public.onboarding_sessions.member_id is
  'The id the member will have unless the sign-in service gave the account another (see attached_to). Promised before there is an account, so it refers to none.';
comment on column public.onboarding_sessions.data is 'What was typed so far, as typed.';
comment on column public.onboarding_sessions.attached_to is
  'The account it was bound to, which alone may then finish it; null before. No foreign key: a session may outlive an account that was never confirmed.';
create index onboarding_sessions_by_attached on public.onboarding_sessions (attached_to, created_at desc)
  where attached_to is not null;
create index onboarding_sessions_by_expiry on public.onboarding_sessions (expires_at);

create trigger onboarding_sessions_count_version
  before update of data, status on public.onboarding_sessions
  for each row execute function private.count_version();

alter table public.onboarding_sessions enable row level security;
alter table public.onboarding_sessions force row level security;
grant select, insert, update, delete on public.onboarding_sessions to service_role;

create table public.onboarding_capabilities (
  hash text primary key constraint onboarding_capabilities_hash_is_sha256 check (hash ~ '^[0-9a-f]{64}$'),
  session_id uuid not null references public.onboarding_sessions (id) on delete cascade,
  number integer generated always as identity,
  created_at timestamptz(3) not null default private.now()
);
comment on table public.onboarding_capabilities is
  'SHA-256 of each capability that opens a session. The capability itself is nowhere.';
comment on column public.onboarding_capabilities.number is 'The order in which they were given out.';
create index onboarding_capabilities_by_session on public.onboarding_capabilities (session_id, number);

alter table public.onboarding_capabilities enable row level security;
alter table public.onboarding_capabilities force row level security;
grant select, insert, update, delete on public.onboarding_capabilities to service_role;

create function private.hash_capability(capability text) returns text
  language sql immutable
  set search_path = ''
  as $$ select encode(sha256(convert_to(capability, 'UTF8')), 'hex') $$;
comment on function private.hash_capability(text) is 'What is stored of a capability.';

-- Whoever leaves takes along the onboarding they came by.
create function private.forget_onboardings() returns trigger
  language plpgsql security definer
  set search_path = ''
  as $$
begin
  delete from public.onboarding_sessions where member_id = old.id or attached_to = old.id;
  return null;
end
$$;
comment on function private.forget_onboardings() is 'Removes the sessions of a member who is gone.';

create trigger users_forget_onboardings
  after delete on public.users for each row execute function private.forget_onboardings();

revoke execute on all functions in schema private, public from public;
