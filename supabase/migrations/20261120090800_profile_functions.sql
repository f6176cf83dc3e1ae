-- What the app calls for profiles and circles. The functions in public run as whoever calls them, so that row level
-- security judges; the few steps a member has no grant for are functions in private, which check the member themselves.

create function private.require_known_avatar() returns trigger
  language plpgsql
  set search_path = ''
  as $$
begin
  if new.avatar_id is null or new.avatar_id is not distinct from old.avatar_id or private.is_carried() then
    return new;
  end if;
  if not exists (select from public.files where key = new.id || '/profile/' || new.avatar_id) then
    perform private.refuse_field('avatarId', 'missing');
  end if;
  return new;
end
$$;
comment on function private.require_known_avatar() is 'A profile shows only a picture that has arrived.';
create trigger users_require_known_avatar
  before update of avatar_id on public.users
  for each row execute function private.require_known_avatar();

create function private.check_category() returns trigger
  language plpgsql
  set search_path = ''
  as $$
begin
  if private.is_carried() then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    if old.kind <> 'custom' and (new.name, new.description) is distinct from (old.name, old.description) then
      perform private.refuse('not_allowed');
    end if;
    return new;
  end if;
  perform from public.users where id = new.owner_id and version > 0 for update;
  if not found then
    perform private.refuse('not_allowed');
  end if;
  if exists (select from public.visibility_categories where id = new.id) then
    return new;
  end if;
  if (select count(*) from public.visibility_categories where owner_id = new.owner_id) >= 50 then
    perform private.refuse_field('name', 'too_many');
  end if;
  return new;
end
$$;
comment on function private.check_category() is
  'At most 50 circles a member who has a profile, two at the edge never both; built-in ones keep their words.';
create trigger visibility_categories_check
  before insert or update of name, description on public.visibility_categories
  for each row execute function private.check_category();

create function private.problems_of_categories(categories jsonb, default_category_id text) returns jsonb
  language plpgsql immutable
  set search_path = ''
  as $$
declare
  builtin constant text[] := array['private', 'family', 'close_friends', 'friends', 'work', 'public'];
begin
  if jsonb_array_length(categories) > 50 then
    return '{"categories": "too_many"}'::jsonb;
  end if;
  if exists (
    select from unnest(builtin) as kind
    where (select count(*) from jsonb_array_elements(categories) as draft where draft ->> 'kind' = kind) <> 1
  ) then
    return '{"categories": "builtin_missing"}'::jsonb;
  end if;
  if (select count(distinct private.fold(draft ->> 'name')) from jsonb_array_elements(categories) as draft)
    < jsonb_array_length(categories)
  then
    return '{"categories": "same_name"}'::jsonb;
  end if;
  if not exists (
    select from jsonb_array_elements(categories) as draft where draft ->> 'id' = default_category_id
  ) then
    return '{"defaultCategoryId": "unknown_category"}'::jsonb;
  end if;
  return '{}'::jsonb;
end
$$;
comment on function private.problems_of_categories(jsonb, text) is
  'What is wrong with the circles somebody begins with: field -> reason, empty when nothing is.';

create function private.make_profile(member uuid, profile jsonb, categories jsonb) returns public.users
  language plpgsql security definer
  set search_path = ''
  as $$
declare
  problems jsonb := private.problems_of_categories(categories, profile ->> 'default_category_id');
  broken text;
  made public.users;
begin
  if exists (select from public.users where username = profile ->> 'username' and id <> member) then
    problems := problems || '{"username": "taken"}';
  end if;
  if problems <> '{}' then
    perform private.refuse('invalid_input', problems);
  end if;

  begin
    update public.users set
      username = profile ->> 'username',
      display_name = profile ->> 'display_name',
      bio = profile ->> 'bio',
      default_category_id = (profile ->> 'default_category_id')::uuid,
      avatar_id = (profile ->> 'avatar_id')::uuid,
      created_at = private.now()
    where id = member and version = 0
    returning * into made;
    insert into public.visibility_categories (id, owner_id, kind, name, description, "position")
    select draft.id, member, draft.kind, draft.name, draft.description, draft."position"
    from jsonb_to_recordset(categories)
      as draft (id uuid, kind text, name text, description text, "position" integer);
  exception
    when unique_violation then
      get stacked diagnostics broken = constraint_name;
      if broken = 'users_username_key' then
        perform private.refuse_field('username', 'taken');
      end if;
      perform private.refuse('conflict');
    when check_violation then
      get stacked diagnostics broken = constraint_name;
      perform private.refuse_field(
        case broken
          when 'users_username_rule' then 'username'
          when 'users_display_name_length' then 'displayName'
          when 'users_bio_length' then 'bio'
          else 'categories'
        end,
        'rule_broken'
      );
  end;
  return made;
end
$$;
comment on function private.make_profile(uuid, jsonb, jsonb) is
  'Turns an account into a member: profile and circles at once. The caller has locked the account''s row and seen that it has no profile.';

create function private.create_own_profile(profile jsonb) returns public.users
  language plpgsql security definer
  set search_path = ''
  as $$
declare
  viewer constant uuid := auth.uid();
  existing public.users;
begin
  if viewer is null or (profile ->> 'id')::uuid is distinct from viewer then
    perform private.refuse('not_allowed');
  end if;
  select * into existing from public.users where id = viewer for update;
  if not found then
    perform private.refuse('not_allowed');
  end if;
  if existing.version > 0 then
    return existing;
  end if;
  return private.make_profile(viewer, profile - 'avatar_id', profile -> 'categories');
end
$$;
comment on function private.create_own_profile(jsonb) is 'Makes the viewer''s own profile, once.';
grant execute on function private.create_own_profile(jsonb) to anon, authenticated;

create function public.create_profile(profile jsonb) returns setof public.users
  language sql volatile
  set search_path = ''
  rows 1
  as $$ select * from private.create_own_profile(profile) $$;
comment on function public.create_profile(jsonb) is
  'profiles.create. profile = {id, username, display_name, bio, default_category_id, categories: [{id, kind, name, description, position}]}. The same again gives the profile there is. Errors: not_allowed; invalid_input {username: taken, categories | defaultCategoryId: …}; conflict when a category id is somebody else''s.';
grant execute on function public.create_profile(jsonb) to anon, authenticated;

create function public.update_profile(based_on integer, patch jsonb) returns setof public.users
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
declare
  viewer constant uuid := auth.uid();
  current public.users;
  problems jsonb := '{}'::jsonb;
  broken text;
begin
  if viewer is null then
    perform private.refuse('not_found');
  end if;
  select * into current from public.users where id = viewer and version > 0 for update;
  if not found then
    perform private.refuse('not_found');
  end if;
  if current.version <> based_on then
    perform private.refuse('conflict');
  end if;
  if patch ? 'username' and not public.is_username_free(patch ->> 'username')
    and patch ->> 'username' <> current.username
  then
    problems := problems || '{"username": "taken"}';
  end if;
  if patch ? 'default_category_id' and not exists (
    select from public.visibility_categories
    where id = (patch ->> 'default_category_id')::uuid and owner_id = viewer
  ) then
    problems := problems || '{"defaultCategoryId": "unknown_category"}';
  end if;
  if problems <> '{}' then
    perform private.refuse('invalid_input', problems);
  end if;
  begin
    return query
      update public.users set
        username = coalesce(patch ->> 'username', username),
        display_name = coalesce(patch ->> 'display_name', display_name),
        bio = coalesce(patch ->> 'bio', bio),
        avatar_id = case when patch ? 'avatar_id' then (patch ->> 'avatar_id')::uuid else avatar_id end,
        default_category_id = coalesce((patch ->> 'default_category_id')::uuid, default_category_id)
      where id = viewer and version = based_on
      returning *;
  exception
    when unique_violation then
      perform private.refuse_field('username', 'taken');
    when check_violation then
      get stacked diagnostics broken = constraint_name;
      perform private.refuse_field(
        case broken
          when 'users_username_rule' then 'username'
          when 'users_display_name_length' then 'displayName'
          else 'bio'
        end,
        'rule_broken'
      );
  end;
end
$$;
comment on function public.update_profile(integer, jsonb) is
  'profiles.update. patch holds any of {username, display_name, bio, avatar_id, default_category_id}. Errors: not_found; conflict when stale; invalid_input {username: taken, defaultCategoryId: unknown_category, avatarId: missing}.';
grant execute on function public.update_profile(integer, jsonb) to anon, authenticated;

create function private.is_username_free(wanted text) returns boolean
  language sql stable security definer
  set search_path = ''
  as $$ select not exists (select from public.users where username = lower(btrim(wanted))) $$;
comment on function private.is_username_free(text) is 'Whether nobody has the name.';
grant execute on function private.is_username_free(text) to anon, authenticated;

create function public.is_username_free(wanted text) returns boolean
  language sql stable
  set search_path = ''
  as $$ select private.is_username_free(wanted) $$;
comment on function public.is_username_free(text) is
  'profiles.isUsernameFree. Open to everyone: whoever picks a name has to know.';
grant execute on function public.is_username_free(text) to anon, authenticated;

create function private.remove_member() returns void
  language plpgsql security definer
  set search_path = ''
  as $$
declare
  viewer constant uuid := auth.uid();
begin
  if viewer is null then
    perform private.refuse('not_allowed');
  end if;
  -- Everything else goes with the account: rows by their keys, the onboarding by a trigger, sign-ins by the auth schema.
  delete from auth.users where id = viewer;
end
$$;
comment on function private.remove_member() is 'Removes the viewer''s account with every row that is theirs.';
grant execute on function private.remove_member() to anon, authenticated;

create function public.remove_profile() returns void
  language sql volatile
  set search_path = ''
  as $$ select private.remove_member() $$;
comment on function public.remove_profile() is
  'profiles.remove, the rows of it. The member''s objects are removed through the Storage API before. Harmless when done before. Errors: not_allowed for a visitor.';
grant execute on function public.remove_profile() to anon, authenticated;

create function public.create_category(category jsonb) returns setof public.visibility_categories
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
declare
  viewer constant uuid := auth.uid();
  wanted constant uuid := (category ->> 'id')::uuid;
  made public.visibility_categories;
  broken text;
begin
  if viewer is null then
    perform private.refuse('not_allowed');
  end if;
  -- Of two at once the second waits here and sees the first.
  perform from public.users where id = viewer and version > 0 for update;
  if not found then
    perform private.refuse('not_allowed');
  end if;
  select * into made from public.visibility_categories where id = wanted and owner_id = viewer;
  if found then
    return next made;
    return;
  end if;
  begin
    insert into public.visibility_categories (id, owner_id, kind, name, description, "position")
    select wanted, viewer, 'custom', category ->> 'name', coalesce(category ->> 'description', ''),
      least(1000, 1 + coalesce(max(own."position"), -1))
    from public.visibility_categories as own where own.owner_id = viewer
    returning * into made;
  exception
    when unique_violation then
      get stacked diagnostics broken = constraint_name;
      if broken = 'visibility_categories_one_of_a_name' then
        perform private.refuse_field('name', 'taken');
      end if;
      perform private.refuse('conflict');
    when check_violation then
      get stacked diagnostics broken = constraint_name;
      perform private.refuse_field(
        case broken when 'visibility_categories_name_length' then 'name' else 'description' end, 'rule_broken'
      );
  end;
  return next made;
end
$$;
comment on function public.create_category(jsonb) is
  'visibility.create. category = {id, name, description}. The same id again gives the row there is. Errors: not_allowed without a profile; conflict when the id is somebody else''s; invalid_input {name: taken | too_many}.';
grant execute on function public.create_category(jsonb) to anon, authenticated;

create function public.update_category(category_id uuid, based_on integer, patch jsonb)
  returns setof public.visibility_categories
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
declare
  viewer constant uuid := auth.uid();
  current public.visibility_categories;
  broken text;
begin
  if viewer is null then
    perform private.refuse('not_found');
  end if;
  select * into current from public.visibility_categories as category
  where category.id = category_id and category.owner_id = viewer
  for update;
  if not found then
    perform private.refuse('not_found');
  end if;
  if current.version <> based_on then
    perform private.refuse('conflict');
  end if;
  begin
    return query
      update public.visibility_categories as category set
        name = coalesce(patch ->> 'name', category.name),
        description = coalesce(patch ->> 'description', category.description),
        "position" = coalesce((patch ->> 'position')::integer, category."position")
      where category.id = category_id and category.version = based_on
      returning category.*;
  exception
    when unique_violation then
      perform private.refuse_field('name', 'taken');
    when check_violation then
      get stacked diagnostics broken = constraint_name;
      perform private.refuse_field(
        case broken
          when 'visibility_categories_name_length' then 'name'
          when 'visibility_categories_position_range' then 'position'
          else 'description'
        end,
        'rule_broken'
      );
  end;
end
$$;
comment on function public.update_category(uuid, integer, jsonb) is
  'visibility.update. patch holds any of {name, description, position}. Errors: not_found; conflict when stale; not_allowed for the words of a built-in one; invalid_input {name: taken}.';
grant execute on function public.update_category(uuid, integer, jsonb) to anon, authenticated;

create function private.remove_own_category(category_id uuid, move_to uuid) returns void
  language plpgsql security definer
  set search_path = ''
  as $$
declare
  viewer constant uuid := auth.uid();
  category public.visibility_categories;
  default_id uuid;
begin
  -- Whoever puts something into the category at this moment waits for the same row, so that nothing is left in it.
  select member.default_category_id into default_id from public.users as member where member.id = viewer for update;
  select * into category from public.visibility_categories as own
  where own.id = remove_own_category.category_id and own.owner_id = viewer;
  if not found then
    perform private.refuse('not_found');
  end if;
  if category.kind <> 'custom' or category.id = default_id then
    perform private.refuse('not_allowed');
  end if;
  if move_to = category.id or not exists (
    select from public.visibility_categories as own where own.id = move_to and own.owner_id = viewer
  ) then
    perform private.refuse_field('moveTo', 'unknown_category');
  end if;
  update public.documents set category_id = move_to where owner_id = viewer and documents.category_id = category.id;
  update public.uploads set category_id = move_to where owner_id = viewer and uploads.category_id = category.id;
  update public.diary_entries set category_id = move_to
  where owner_id = viewer and diary_entries.category_id = category.id;
  update public.life_facts set category_id = move_to
  where owner_id = viewer and life_facts.category_id = category.id;
  delete from public.visibility_categories as own where own.id = category.id;
  insert into public.audit_log (member_id, deed, about) values (viewer, 'category_removed', category.id);
end
$$;
comment on function private.remove_own_category(uuid, uuid) is
  'Removes a custom category of the viewer''s; what was in it moves to another of theirs in the same step.';
grant execute on function private.remove_own_category(uuid, uuid) to anon, authenticated;

create function public.remove_category(category_id uuid, move_to uuid) returns void
  language sql volatile
  set search_path = ''
  as $$ select private.remove_own_category(category_id, move_to) $$;
comment on function public.remove_category(uuid, uuid) is
  'visibility.remove. Errors: not_found; not_allowed for built-in ones and the default; invalid_input {moveTo: unknown_category}.';
grant execute on function public.remove_category(uuid, uuid) to anon, authenticated;

revoke execute on all functions in schema private, public from public;
