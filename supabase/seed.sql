-- The cast, for a database on a developer's machine: Ada with Ben among her close friends, Cleo whom she knows, and Dan
-- whom she does not. Everybody's password is "orchard kettle seven lanes". Running it again changes nothing.

-- Writes the columns that this version of the auth schema has.
create or replace function pg_temp.put(table_name text, entry jsonb) returns void
  language plpgsql
  as $$
declare
  columns text;
begin
  select string_agg(quote_ident(column_name), ', ') into columns
  from information_schema.columns
  where table_schema = 'auth' and columns.table_name = put.table_name and is_generated = 'NEVER'
    and entry ? column_name;
  execute format(
    'insert into auth.%1$I (%2$s) select %2$s from jsonb_populate_record(null::auth.%1$I, $1) on conflict (id) do nothing',
    table_name, columns
  ) using entry;
end
$$;

do $$
declare
  person record;
  account jsonb;
  identity jsonb;
  circles jsonb;
begin
  for person in
    select * from (values
      ('a', 'ada', 'Ada Byron', 'ada@example.org', 'Counts things.'),
      ('b', 'ben-o', 'Ben Okri', 'ben@example.org', 'Tells stories.'),
      ('c', 'cleo', 'Cleo Duarte', 'cleo@example.org', 'Draws maps.'),
      ('d', 'dan-1', 'Dan Ito', 'dan@example.org', 'New in town.')
    ) as cast_of (letter, username, display_name, email, bio)
  loop
    account := jsonb_build_object(
      'id', '01990000-0000-7000-8000-00000000000' || person.letter,
      'instance_id', '00000000-0000-0000-0000-000000000000',
      'aud', 'authenticated',
      'role', 'authenticated',
      'email', person.email,
      'encrypted_password', '$2b$10$wQOXT/gmcwuBxrxMlsHfDOVkHg2NnGhUUD1y7y6MXMY9QlrN22GQ6',
      'email_confirmed_at', now(),
      'raw_app_meta_data', '{"provider": "email", "providers": ["email"]}'::jsonb,
      'raw_user_meta_data', '{}'::jsonb,
      'created_at', now(),
      'updated_at', now(),
      'is_sso_user', false,
      'is_anonymous', false
    ) || (
      -- The sign-in service reads these as text and stumbles over null.
      select jsonb_object_agg(token, '') from unnest(array[
        'confirmation_token', 'recovery_token', 'email_change', 'email_change_token_new',
        'email_change_token_current', 'phone_change', 'phone_change_token', 'reauthentication_token'
      ]) as token
    );
    identity := jsonb_build_object(
      'id', account ->> 'id',
      'provider', 'email',
      'provider_id', account ->> 'id',
      'user_id', account ->> 'id',
      'identity_data', jsonb_build_object('sub', account ->> 'id', 'email', person.email, 'email_verified', true),
      'last_sign_in_at', now(),
      'created_at', now(),
      'updated_at', now()
    );
    perform pg_temp.put('users', account);
    perform pg_temp.put('identities', identity);

    select jsonb_agg(jsonb_build_object(
      'id', '01990000-0000-7000-8' || person.letter || '00-00000000000' || number,
      'kind', kind,
      'name', name,
      'description', description,
      'position', number
    )) into circles
    from (values
      (0, 'private', 'Private', 'Only you can see this.'),
      (1, 'family', 'Family', 'The people you call family here.'),
      (2, 'close_friends', 'Close friends', 'The few you would call at night.'),
      (3, 'friends', 'Friends', 'Everyone you are friends with here.'),
      (4, 'work', 'Work', 'People you know from work.'),
      (5, 'public', 'Public', 'Anyone with the address of your profile, once you switch that on.')
    ) as builtin (number, kind, name, description);

    if exists (select from public.users where id = (account ->> 'id')::uuid and version = 0) then
      perform private.make_profile(
        (account ->> 'id')::uuid,
        jsonb_build_object(
          'username', person.username,
          'display_name', person.display_name,
          'bio', person.bio,
          'default_category_id', circles -> 0 ->> 'id'
        ),
        circles
      );
    end if;
  end loop;
end
$$;

insert into public.friends (member_a, member_b, requested_by, status)
values
  ('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8000-00000000000b',
    '01990000-0000-7000-8000-00000000000a', 'accepted'),
  ('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8000-00000000000c',
    '01990000-0000-7000-8000-00000000000c', 'accepted')
on conflict do nothing;

insert into public.category_members (category_id, member_id, owner_id)
values (
  '01990000-0000-7000-8a00-000000000002',
  '01990000-0000-7000-8000-00000000000b',
  '01990000-0000-7000-8000-00000000000a'
)
on conflict do nothing;
