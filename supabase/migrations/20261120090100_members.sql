-- Members, the circles they sort people into, and the friends in them: everything that decides who sees what.
-- private.visible_categories() is that decision, made once; every policy about shared things asks it.

create function private.is_username(name text) returns boolean
  language sql immutable strict parallel safe
  set search_path = ''
  as $$
  select name ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'
    and length(name) between 3 and 30
    and name <> all (array[
      'about', 'account', 'admin', 'administrator', 'api', 'app', 'auth', 'contact', 'documents', 'health', 'help',
      'home', 'keepintouch', 'me', 'moderator', 'null', 'official', 'onboarding', 'privacy', 'profile', 'root',
      'security', 'settings', 'sign-in', 'sign-up', 'support', 'system', 'team', 'terms', 'undefined', 'user',
      'username', 'you'
    ])
$$;
comment on function private.is_username(text) is
  'Lower-case letters, digits and single hyphens, and no name that reads as a page of the app or as its voice. Lower case only, so a unique index on the name is one on lower(name).';
grant execute on function private.is_username(text) to anon, authenticated, service_role;

create table public.users (
  id uuid primary key references auth.users (id) on delete cascade,
  username text unique constraint users_username_rule check (private.is_username(username)),
  display_name text constraint users_display_name_length check (char_length(display_name) between 1 and 400),
  bio text constraint users_bio_length check (char_length(bio) <= 10000),
  avatar_id uuid,
  default_category_id uuid,
  is_public boolean not null default false,
  may_be_indexed boolean not null default false,
  version integer not null default 0 constraint users_version_counts check (version >= 0),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now(),
  constraint users_profile_is_whole check (
    num_nonnulls(username, display_name, bio, default_category_id) in (0, 4)
  )
);
comment on table public.users is
  'A member. Made with the account; a profile from the moment username, name, bio and default category are filled in, all at once. Before that it is invisible as a profile.';
comment on column public.users.avatar_id is 'Names the avatar file; null without one.';
comment on column public.users.default_category_id is 'The category new things get. Always one of the member''s own.';
comment on column public.users.is_public is 'Whether what is in the category Public can be seen by everyone.';
comment on column public.users.version is '0 until there is a profile, then counted from 1.';

create trigger users_count_version
  before update of username, display_name, bio, avatar_id, default_category_id, is_public, may_be_indexed
  on public.users for each row execute function private.count_version();

create table public.visibility_categories (
  id uuid primary key,
  owner_id uuid not null references public.users (id) on delete cascade,
  kind text not null constraint visibility_categories_kind_known check (
    kind in ('private', 'family', 'close_friends', 'friends', 'work', 'public', 'custom')
  ),
  name text not null constraint visibility_categories_name_length check (char_length(name) between 1 and 200),
  description text not null default ''
    constraint visibility_categories_description_length check (char_length(description) <= 1000),
  "position" integer not null constraint visibility_categories_position_range check ("position" between 0 and 1000),
  version integer not null default 1 constraint visibility_categories_version_counts check (version >= 1),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now(),
  unique (owner_id, id)
);
comment on table public.visibility_categories is
  'The circles of people a thing can be meant for. Six built-in kinds, one of each a member, and custom ones.';
comment on column public.visibility_categories."position" is 'Order in which they are shown; the innermost is first.';

create unique index visibility_categories_one_of_a_name
  on public.visibility_categories (owner_id, private.fold(name));
create unique index visibility_categories_one_of_a_kind
  on public.visibility_categories (owner_id, kind) where kind <> 'custom';

create trigger visibility_categories_count_version
  before update of name, description, "position"
  on public.visibility_categories for each row execute function private.count_version();

-- Checked at the end of the transaction: a member and their categories refer to each other.
alter table public.users add constraint users_default_category_is_own
  foreign key (id, default_category_id) references public.visibility_categories (owner_id, id)
  deferrable initially deferred;
create index users_by_default_category on public.users (id, default_category_id);

create table public.friends (
  member_a uuid not null references public.users (id) on delete cascade,
  member_b uuid not null references public.users (id) on delete cascade,
  requested_by uuid not null,
  status text not null default 'pending'
    constraint friends_status_known check (status in ('pending', 'accepted', 'blocked')),
  blocked_by uuid,
  version integer not null default 1 constraint friends_version_counts check (version >= 1),
  created_at timestamptz(3) not null default private.now(),
  updated_at timestamptz(3) not null default private.now(),
  primary key (member_a, member_b),
  constraint friends_are_two_in_order check (member_a < member_b),
  constraint friends_requested_by_one_of_them check (requested_by in (member_a, member_b)),
  constraint friends_blocked_by_one_of_them check (
    (status = 'blocked') = (blocked_by is not null) and (blocked_by is null or blocked_by in (member_a, member_b))
  )
);
comment on table public.friends is
  'What is between two members: asked for, agreed, or blocked by one of them. One row a pair, the smaller id first.';
create index friends_by_member_b on public.friends (member_b);

create trigger friends_count_version
  before update of status, blocked_by on public.friends
  for each row execute function private.count_version();

create table public.category_members (
  category_id uuid not null,
  member_id uuid not null references public.users (id) on delete cascade,
  owner_id uuid not null,
  created_at timestamptz(3) not null default private.now(),
  primary key (category_id, member_id),
  foreign key (owner_id, category_id) references public.visibility_categories (owner_id, id) on delete cascade,
  constraint category_members_are_others check (member_id <> owner_id)
);
comment on table public.category_members is
  'Which friends a member put into which of their circles. The friends never learn of it.';
create index category_members_by_member on public.category_members (member_id, category_id);
create index category_members_by_owner on public.category_members (owner_id, category_id);

create function private.are_friends(one uuid, other uuid) returns boolean
  language sql stable security definer
  set search_path = ''
  as $$
  select exists (
    select from public.friends
    where member_a = least(one, other) and member_b = greatest(one, other) and status = 'accepted'
  )
$$;
comment on function private.are_friends(uuid, uuid) is 'Whether the two agreed to be friends.';
grant execute on function private.are_friends(uuid, uuid) to authenticated, service_role;

create function private.friends_of(member uuid) returns setof uuid
  language sql stable security definer
  set search_path = ''
  rows 100
  as $$
  select member_b from public.friends where member_a = member and status = 'accepted'
  union all
  select member_a from public.friends where member_b = member and status = 'accepted'
$$;
comment on function private.friends_of(uuid) is 'The members who agreed to be friends with this one.';
grant execute on function private.friends_of(uuid) to authenticated, service_role;

create function private.visible_categories(viewer uuid) returns setof uuid
  language sql stable security definer
  set search_path = ''
  rows 500
  as $$
  select category.id
  from private.friends_of(viewer) as friend
  join public.visibility_categories as category on category.owner_id = friend
  where category.kind in ('friends', 'public')
    or (
      category.kind <> 'private'
      and exists (
        select from public.category_members as member
        where member.category_id = category.id and member.member_id = viewer
      )
    )
$$;
comment on function private.visible_categories(uuid) is
  'The categories of friends whose things the viewer may see: Public, Friends and the circles they were put into, never Private. Policies ask for the whole set once a query (an array an index can be searched with) instead of asking for every row.';
grant execute on function private.visible_categories(uuid) to authenticated, service_role;

create function private.can_see(owner uuid, category uuid) returns boolean
  language sql stable security definer
  set search_path = ''
  as $$
  select coalesce(owner = (select auth.uid()), false)
    or category in (select private.visible_categories((select auth.uid())))
    or exists (
      select
      from public.users as member
      join public.visibility_categories as open on open.owner_id = member.id
      where member.id = owner and member.is_public and open.id = category and open.kind = 'public'
        and not exists (
          select from public.friends
          where member_a = least(owner, (select auth.uid()))
            and member_b = greatest(owner, (select auth.uid()))
            and status = 'blocked'
        )
    )
$$;
comment on function private.can_see(uuid, uuid) is
  'Whether the viewer, a visitor too, may see what its owner put into the category: the owner, friends by private.visible_categories, and everyone for Public once it is switched on, unless one blocked the other.';
grant execute on function private.can_see(uuid, uuid) to authenticated, service_role;

-- A member's row comes with the account, whoever makes it: the sign-in service, its dashboard, a restore.
create function private.receive_account() returns trigger
  language plpgsql security definer
  set search_path = ''
  as $$
begin
  insert into public.users (id) values (new.id) on conflict (id) do nothing;
  return null;
end
$$;
comment on function private.receive_account() is 'Makes the row in public.users that belongs to an account.';

create trigger receive_account
  after insert on auth.users for each row execute function private.receive_account();

-- Who may do what.

alter table public.users enable row level security;
alter table public.users force row level security;
grant select on public.users to authenticated;
grant update (username, display_name, bio, avatar_id, default_category_id, is_public, may_be_indexed)
  on public.users to authenticated;
grant select, insert, update, delete on public.users to service_role;

create policy "Members see themselves and their friends" on public.users
  for select to authenticated
  using (
    id = (select auth.uid())
    or id = any (array(select private.friends_of((select auth.uid()))))
  );
-- An account becomes a profile by private.make_profile alone, which sees to the circles a profile has.
create policy "Members change the profile they have" on public.users
  for update to authenticated
  using (id = (select auth.uid()) and version > 0)
  with check (id = (select auth.uid()));

alter table public.visibility_categories enable row level security;
alter table public.visibility_categories force row level security;
grant select on public.visibility_categories to authenticated;
grant insert (id, owner_id, kind, name, description, "position")
  on public.visibility_categories to authenticated;
grant update (name, description, "position") on public.visibility_categories to authenticated;
grant delete on public.visibility_categories to authenticated;
grant select, insert, update, delete on public.visibility_categories to service_role;

create policy "Members see their own categories" on public.visibility_categories
  for select to authenticated
  using (owner_id = (select auth.uid()));
create policy "Members add custom categories of their own" on public.visibility_categories
  for insert to authenticated
  with check (owner_id = (select auth.uid()) and kind = 'custom');
create policy "Members change their own categories" on public.visibility_categories
  for update to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));
create policy "Members remove their own custom categories" on public.visibility_categories
  for delete to authenticated
  using (owner_id = (select auth.uid()) and kind = 'custom');

alter table public.friends enable row level security;
alter table public.friends force row level security;
grant select, delete on public.friends to authenticated;
grant insert (member_a, member_b, requested_by, status, blocked_by) on public.friends to authenticated;
grant update (status, blocked_by) on public.friends to authenticated;
grant select, insert, update, delete on public.friends to service_role;

create policy "Members see friends, requests and their own blocks" on public.friends
  for select to authenticated
  using (
    (member_a = (select auth.uid()) or member_b = (select auth.uid()))
    and (status <> 'blocked' or blocked_by = (select auth.uid()))
  );
create policy "Members ask to be friends, or block" on public.friends
  for insert to authenticated
  with check (
    (member_a = (select auth.uid()) or member_b = (select auth.uid()))
    and requested_by = (select auth.uid())
    and status in ('pending', 'blocked')
    and (blocked_by is null or blocked_by = (select auth.uid()))
  );
create policy "Members accept what they were asked, or block" on public.friends
  for update to authenticated
  using (
    (member_a = (select auth.uid()) or member_b = (select auth.uid()))
    and (status <> 'blocked' or blocked_by = (select auth.uid()))
  )
  with check (
    (status = 'accepted' and requested_by <> (select auth.uid()))
    or (status = 'blocked' and blocked_by = (select auth.uid()))
  );
create policy "Members end a friendship, a request or their own block" on public.friends
  for delete to authenticated
  using (
    (member_a = (select auth.uid()) or member_b = (select auth.uid()))
    and (status <> 'blocked' or blocked_by = (select auth.uid()))
  );

alter table public.category_members enable row level security;
alter table public.category_members force row level security;
grant select, delete on public.category_members to authenticated;
grant insert (category_id, member_id, owner_id) on public.category_members to authenticated;
grant select, insert, update, delete on public.category_members to service_role;

create policy "Members see whom they put into their circles" on public.category_members
  for select to authenticated
  using (owner_id = (select auth.uid()));
create policy "Members put friends into their own circles" on public.category_members
  for insert to authenticated
  with check (owner_id = (select auth.uid()) and private.are_friends(owner_id, member_id));
create policy "Members take people out of their circles" on public.category_members
  for delete to authenticated
  using (owner_id = (select auth.uid()));

create function private.leave_circles() returns trigger
  language plpgsql security definer
  set search_path = ''
  as $$
begin
  if tg_op = 'DELETE' or new.status <> 'accepted' then
    delete from public.category_members
    where (owner_id = old.member_a and member_id = old.member_b)
      or (owner_id = old.member_b and member_id = old.member_a);
  end if;
  return null;
end
$$;
comment on function private.leave_circles() is 'Who is no longer a friend is in none of the circles any more.';

create trigger friends_leave_circles
  after delete or update of status on public.friends
  for each row execute function private.leave_circles();

revoke execute on all functions in schema private, public from public;
