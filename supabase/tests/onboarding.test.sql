-- An onboarding from the first answer to the member, one block per actor.
begin;
select plan(44);

create temporary table known (name text primary key, value text);
grant select on known to anon, authenticated;
insert into known values
  ('first', repeat('A', 43)), ('second', repeat('B', 43)), ('forged', repeat('Z', 43)),
  ('data', '{
    "displayName": "Eve", "username": "eve", "email": "eve@example.org", "bio": "", "avatarId": null,
    "finishedSteps": [], "defaultCategoryId": "01990000-0000-7000-8e00-000000000000",
    "categories": [
      {"id": "01990000-0000-7000-8e00-000000000000", "kind": "private", "name": "Private", "description": "", "position": 0},
      {"id": "01990000-0000-7000-8e00-000000000001", "kind": "family", "name": "Family", "description": "", "position": 1},
      {"id": "01990000-0000-7000-8e00-000000000002", "kind": "close_friends", "name": "Close friends", "description": "", "position": 2},
      {"id": "01990000-0000-7000-8e00-000000000003", "kind": "friends", "name": "Friends", "description": "", "position": 3},
      {"id": "01990000-0000-7000-8e00-000000000004", "kind": "work", "name": "Work", "description": "", "position": 4},
      {"id": "01990000-0000-7000-8e00-000000000005", "kind": "public", "name": "Public", "description": "", "position": 5}
    ]
  }');
create function pg_temp.known(wanted text) returns text language sql stable as
  'select value from known where name = wanted';
do $$ begin execute format('grant usage on schema %I to anon, authenticated', pg_my_temp_schema()::regnamespace); end $$;
grant execute on function pg_temp.known(text) to anon, authenticated;

-- A newcomer
set local role anon;
select throws_ok('select * from public.onboarding_sessions', '42501', null, 'nobody has the table of sessions');
select throws_ok('select * from public.onboarding_capabilities', '42501', null, 'nor that of capabilities');
select is(
  (select version from public.start_onboarding(
    '01990000-0000-7000-8000-0000000000e0', '01990000-0000-7000-8000-00000000000e',
    pg_temp.known('data')::jsonb, pg_temp.known('first'), 720)),
  1, 'a visitor begins'
);
select throws_ok(
  $$ select public.start_onboarding('01990000-0000-7000-8000-0000000000e0', gen_random_uuid(), '{}', repeat('C', 43), 720) $$,
  'PT409', 'conflict', 'a session id that is taken is a conflict'
);
select throws_ok(
  $$ select public.start_onboarding(gen_random_uuid(), '01990000-0000-7000-8000-00000000000a', '{}', repeat('C', 43), 720) $$,
  'PT409', 'conflict', 'nobody begins under a member''s id'
);
select throws_ok(
  $$ select public.start_onboarding(gen_random_uuid(), gen_random_uuid(), '{}', 'short', 720) $$,
  'PT422', 'invalid_input', 'a capability has 256 bits'
);
select is((select count(*) from public.get_onboarding(720, pg_temp.known('first'))), 1::bigint, 'the capability opens the session');
select is((select count(*) from public.get_onboarding(720, pg_temp.known('forged'))), 0::bigint, 'a forged one opens nothing');
select is((select count(*) from public.get_onboarding(720)), 0::bigint, 'and neither does none');
select is(
  (select version from public.update_onboarding(1, pg_temp.known('data')::jsonb, 720, pg_temp.known('first'))),
  2, 'a change adds 1 to the version'
);
select throws_ok(
  $$ select public.update_onboarding(1, '{}', 720, pg_temp.known('first')) $$, 'PT409', 'conflict', 'a stale one is a conflict'
);
select throws_ok(
  $$ select public.update_onboarding(2, '{}', 720, pg_temp.known('forged')) $$, 'PT404', 'not_found', 'without the capability there is nothing to change'
);
select lives_ok(
  $$ select public.create_onboarding_capability(pg_temp.known('second'), pg_temp.known('first')) $$, 'a second device gets a capability'
);
select is((select count(*) from public.get_onboarding(720, pg_temp.known('second'))), 1::bigint, 'which opens the same session');
select throws_ok(
  $$ select public.attach_onboarding(pg_temp.known('first')) $$, 'PT403', 'not_allowed', 'a visitor is nobody to bind it to'
);
select is(
  (select key from public.record_file(
    jsonb_build_object('kind', 'document', 'ref_id', '01990000-0000-7000-8000-0000000000e1', 'size', 5, 'sha256', repeat('0', 64), 'mime_type', 'text/plain'),
    pg_temp.known('first'))),
  'sessions/01990000-0000-7000-8000-0000000000e0/documents/01990000-0000-7000-8000-0000000000e1',
  'a staged file lies in the session''s folder'
);
select throws_ok(
  $$ select public.create_document(jsonb_build_object(
    'id', '01990000-0000-7000-8000-0000000000e1', 'name', 'letter.txt', 'description', '', 'kind', 'text', 'mime_type', 'text/plain',
    'category_id', '01990000-0000-7000-8e00-000000000000', 'size', 6, 'sha256', repeat('0', 64), 'has_thumbnail', false), pg_temp.known('first')) $$,
  'PT422', 'invalid_input', 'a document of another size than its file is refused'
);
select throws_ok(
  $$ select public.create_document(jsonb_build_object(
    'id', '01990000-0000-7000-8000-0000000000e1', 'name', 'letter.txt', 'description', '', 'kind', 'text', 'mime_type', 'text/plain',
    'category_id', '01990000-0000-7000-8a00-000000000000', 'size', 5, 'sha256', repeat('0', 64), 'has_thumbnail', false), pg_temp.known('first')) $$,
  'PT422', 'invalid_input', 'and one in somebody else''s circle'
);
select is(
  (select session_id from public.create_document(jsonb_build_object(
    'id', '01990000-0000-7000-8000-0000000000e1', 'name', 'letter.txt', 'description', '', 'kind', 'text', 'mime_type', 'text/plain',
    'category_id', '01990000-0000-7000-8e00-000000000000', 'size', 5, 'sha256', repeat('0', 64), 'has_thumbnail', false), pg_temp.known('first'))),
  '01990000-0000-7000-8000-0000000000e0', 'a document is staged'
);
select is((select count(*) from public.list_documents('newest', capability => pg_temp.known('second'))), 1::bigint, 'the other device sees it');
select is((select count(*) from public.list_documents('newest', capability => pg_temp.known('forged'))), 0::bigint, 'a forged capability does not');
select is((select documents from public.measure_space(pg_temp.known('first'))), 1::bigint, 'its space is counted');
select throws_ok(
  $$ select public.complete_onboarding('01990000-0000-7000-8000-00000000000e', 'eve@example.org', 2,
    '{"username": "eve", "display_name": "Eve", "bio": ""}', '{}', pg_temp.known('first')) $$,
  'PT401', 'not_signed_in', 'without an account there is nobody to make a member of'
);
reset role;

-- Ben, a member, holding a forged capability and then the right one
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000b';
set local role authenticated;
select throws_ok(
  $$ select public.attach_onboarding(pg_temp.known('forged')) $$, 'PT404', 'not_found', 'a forged capability binds nothing'
);
select is((select count(*) from public.get_onboarding(720)), 0::bigint, 'Ben has no session of his own');
select is((select count(*) from public.find_document('01990000-0000-7000-8000-0000000000e1')), 0::bigint, 'and sees nothing that is staged');
select throws_ok('select * from public.onboarding_sessions', '42501', null, 'members have no table of sessions either');
reset role;
set local "request.jwt.claim.sub" to '';

-- The newcomer signs up under another id, and has not confirmed yet
insert into auth.users (id, email, raw_user_meta_data) values (
  '01990000-0000-7000-8000-0000000000ee', 'eve@example.org',
  '{"onboarding_member_id": "01990000-0000-7000-8000-00000000000e"}'
);
select is(
  (select attached_to from public.onboarding_sessions where id = '01990000-0000-7000-8000-0000000000e0'),
  '01990000-0000-7000-8000-0000000000ee', 'signing up binds the session to the account'
);
select is((select version from public.users where id = '01990000-0000-7000-8000-0000000000ee'), 0, 'an account is no profile yet');
set local role anon;
select throws_ok(
  $$ select public.complete_onboarding('01990000-0000-7000-8000-0000000000ee', 'eve@example.org', 2,
    '{"username": "eve", "display_name": "Eve", "bio": ""}', '{}', pg_temp.known('first')) $$,
  'PT403', 'not_allowed', 'the capability alone finishes it no more'
);
select is(
  (select version from public.update_onboarding(2, pg_temp.known('data')::jsonb, 720, pg_temp.known('first'))),
  3, 'but what was typed can still be mended'
);
reset role;

-- The newcomer, confirmed and signed in on another device
update auth.users set email_confirmed_at = now() where id = '01990000-0000-7000-8000-0000000000ee';
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-0000000000ee';
set local role authenticated;
select is((select id from public.get_onboarding(720)), '01990000-0000-7000-8000-0000000000e0', 'the session is found without the capability');
select results_eq(
  'select from_key, to_key, generation from public.list_onboarding_files()',
  $$ values ('sessions/01990000-0000-7000-8000-0000000000e0/documents/01990000-0000-7000-8000-0000000000e1',
    '01990000-0000-7000-8000-0000000000ee/documents/01990000-0000-7000-8000-0000000000e1', 1) $$,
  'the files are listed with the place they get'
);
select throws_ok(
  $$ select public.complete_onboarding('01990000-0000-7000-8000-0000000000ee', 'eve@example.org', 3,
    '{"username": "ada", "display_name": "Eve", "bio": ""}', '{}') $$,
  'PT422', 'invalid_input', 'a taken username stops it'
);
select throws_ok(
  $$ select public.complete_onboarding('01990000-0000-7000-8000-0000000000ee', 'eve@example.org', 3,
    '{"username": "eve", "display_name": "Eve", "bio": ""}', '{}') $$,
  'PT409', 'conflict', 'a file that was not copied stops it'
);
select is(
  (select version from public.complete_onboarding('01990000-0000-7000-8000-0000000000ee', 'eve@example.org', 3,
    '{"username": "eve", "display_name": "Eve", "bio": ""}',
    '{"sessions/01990000-0000-7000-8000-0000000000e0/documents/01990000-0000-7000-8000-0000000000e1": 1}')),
  1, 'the onboarding becomes a member'
);
select is(
  (select username from public.complete_onboarding('01990000-0000-7000-8000-0000000000ee', 'eve@example.org', 3,
    '{"username": "other", "display_name": "Other", "bio": ""}', '{}')),
  'eve', 'done again it gives the same profile'
);
select is((select count(*) from public.visibility_categories), 6::bigint, 'with its circles, once');
select is(
  (select owner_id from public.find_document('01990000-0000-7000-8000-0000000000e1')),
  '01990000-0000-7000-8000-0000000000ee', 'the document is the member''s'
);
select is(
  (select key from public.find_file('document', '01990000-0000-7000-8000-0000000000e1')),
  '01990000-0000-7000-8000-0000000000ee/documents/01990000-0000-7000-8000-0000000000e1', 'and so is its file'
);
reset role;
set local "request.jwt.claim.sub" to '';

-- Whoever still holds the capability
set local role anon;
select is((select count(*) from public.list_documents('newest', capability => pg_temp.known('first'))), 0::bigint, 'the capability reaches nothing of the member');
select throws_ok(
  $$ select public.record_file(jsonb_build_object('kind', 'avatar', 'ref_id', gen_random_uuid(), 'size', 5, 'sha256', repeat('0', 64), 'mime_type', 'image/webp'), pg_temp.known('first')) $$,
  'PT403', 'not_allowed', 'and stages nothing more'
);
select is(public.discard_onboarding(pg_temp.known('first')), '01990000-0000-7000-8000-0000000000e0', 'the session can be thrown away');
reset role;
select is((select version from public.users where username = 'eve'), 1, 'and the member it became stays');

select * from finish();
rollback;
