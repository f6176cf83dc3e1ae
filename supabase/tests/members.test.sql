-- Profiles, circles and friends, one block per actor. The cast is the one of seed.sql.
begin;
select plan(46);

update public.users set is_public = true where username = 'cleo';

-- A visitor
set local role anon;
select throws_ok('select * from public.users', '42501', null, 'a visitor has no table of members');
select throws_ok('select * from public.visibility_categories', '42501', null, 'nor one of circles');
select throws_ok('select * from public.friends', '42501', null, 'nor one of friends');
select throws_ok('select * from public.category_members', '42501', null, 'nor one of who is in a circle');
select is(public.is_username_free('nobody-yet'), true, 'a visitor learns that a username is free');
select is(public.is_username_free(' ADA '), false, 'and that one is taken, whatever its case');
select is(public.is_email_free('ADA@example.org'), false, 'and that an address has an account');
select throws_ok(
  $$ select public.create_profile('{"id": "01990000-0000-7000-8000-00000000000a"}') $$,
  'PT403', 'not_allowed', 'a visitor makes no profile'
);
select throws_ok($$ select public.remove_profile() $$, 'PT403', 'not_allowed', 'and removes none');
select throws_ok($$ select public.update_profile(1, '{}') $$, 'PT404', 'not_found', 'and has none to change');
select throws_ok(
  $$ select private.make_profile('01990000-0000-7000-8000-00000000000a', '{}', '[]') $$,
  '42501', null, 'a visitor cannot call what the functions are made of'
);
reset role;

-- Ada, the owner
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000a';
set local role authenticated;
select results_eq(
  'select username from public.users order by username',
  array['ada', 'ben-o', 'cleo'],
  'Ada sees herself and her friends, and not Dan'
);
select is((select count(*) from public.visibility_categories), 6::bigint, 'Ada sees her six circles and nobody else''s');
select is((select version from public.update_profile(1, '{"bio": "Counts on."}')), 2, 'an accepted change adds 1 to the version');
select throws_ok(
  $$ select public.update_profile(1, '{"bio": "Too late."}') $$, 'PT409', 'conflict', 'a stale version is a conflict'
);
select throws_ok(
  $$ select public.update_profile(2, '{"username": "ben-o"}') $$, 'PT422', 'invalid_input', 'a taken username is refused'
);
select throws_ok(
  $$ select public.update_profile(2, '{"username": "settings"}') $$, 'PT422', 'invalid_input', 'and so is a reserved one'
);
select throws_ok(
  $$ select public.update_profile(2, '{"default_category_id": "01990000-0000-7000-8b00-000000000000"}') $$,
  'PT422', 'invalid_input', 'the default circle has to be her own'
);
select throws_ok(
  $$ select public.update_profile(2, '{"avatar_id": "01990000-0000-7000-8000-0000000000ff"}') $$,
  'PT422', 'invalid_input', 'a picture has to have arrived'
);
select throws_ok(
  $$ update public.users set version = 50 where username = 'ada' $$, '42501', null, 'nobody sets a version by hand'
);
select is_empty(
  $$ update public.users set bio = 'Mine now.' where username = 'ben-o' returning id $$,
  'Ada cannot change Ben''s profile'
);
select throws_ok(
  $$ insert into public.visibility_categories (id, owner_id, kind, name, "position")
     values (gen_random_uuid(), '01990000-0000-7000-8000-00000000000a', 'public', 'Open', 7) $$,
  '42501', null, 'nobody makes a second built-in circle'
);
select is(
  (select "position" from public.create_category('{"id": "01990000-0000-7000-8a00-0000000000c1", "name": "Book club"}')),
  6, 'a circle of her own comes at the end'
);
select throws_ok(
  $$ select public.create_category('{"id": "01990000-0000-7000-8a00-0000000000c2", "name": "BOOK CLUB"}') $$,
  'PT422', 'invalid_input', 'two circles of one name are refused, whatever the case'
);
select throws_ok(
  $$ select public.update_category('01990000-0000-7000-8a00-000000000001', 1, '{"name": "Clan"}') $$,
  'PT403', 'not_allowed', 'built-in circles keep their name'
);
select lives_ok(
  $$ select public.update_category('01990000-0000-7000-8a00-000000000001', 1, '{"position": 40}') $$,
  'and may change place'
);
select throws_ok(
  $$ select public.remove_category('01990000-0000-7000-8a00-000000000001', '01990000-0000-7000-8a00-000000000000') $$,
  'PT403', 'not_allowed', 'built-in circles stay'
);
select throws_ok(
  $$ select public.remove_category('01990000-0000-7000-8a00-0000000000c1', '01990000-0000-7000-8b00-000000000000') $$,
  'PT422', 'invalid_input', 'what is in a circle moves to another of her own only'
);
select lives_ok(
  $$ select public.remove_category('01990000-0000-7000-8a00-0000000000c1', '01990000-0000-7000-8a00-000000000000') $$,
  'a custom circle goes'
);
select lives_ok(
  $$ insert into public.category_members (category_id, member_id, owner_id) values
     ('01990000-0000-7000-8a00-000000000001', '01990000-0000-7000-8000-00000000000c', '01990000-0000-7000-8000-00000000000a') $$,
  'Ada puts a friend into a circle'
);
select throws_ok(
  $$ insert into public.category_members (category_id, member_id, owner_id) values
     ('01990000-0000-7000-8a00-000000000001', '01990000-0000-7000-8000-00000000000d', '01990000-0000-7000-8000-00000000000a') $$,
  '42501', null, 'but not a stranger'
);
reset role;

-- Ben, a close friend
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000b';
set local role authenticated;
select is_empty('select * from public.category_members', 'Ben never learns which circles he is in');
select ok(
  private.can_see('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8a00-000000000002'),
  'Ben sees what Ada meant for close friends'
);
select ok(
  not private.can_see('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8a00-000000000001'),
  'and not what she meant for family'
);
select ok(
  not private.can_see('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8a00-000000000000'),
  'and nothing private'
);
reset role;

-- Cleo, a friend in no circle but the family Ada just put her into
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000c';
set local role authenticated;
select ok(
  private.can_see('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8a00-000000000003'),
  'Cleo sees what Ada meant for friends'
);
select ok(
  not private.can_see('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8a00-000000000002'),
  'and not what she meant for close friends'
);
select lives_ok(
  $$ delete from public.friends where member_b = '01990000-0000-7000-8000-00000000000c' $$, 'Cleo ends the friendship'
);
select ok(
  not private.can_see('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8a00-000000000003'),
  'and sees nothing of Ada any more'
);
reset role;
select is_empty(
  $$ select from public.category_members where member_id = '01990000-0000-7000-8000-00000000000c' $$,
  'who is no friend any more is in no circle'
);

-- Dan, a stranger
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000d';
set local role authenticated;
select results_eq('select username from public.users', array['dan-1'], 'for Dan the others do not exist');
select ok(
  private.can_see('01990000-0000-7000-8000-00000000000c', '01990000-0000-7000-8c00-000000000005'),
  'Dan sees what is public of Cleo, who switched that on'
);
select ok(
  not private.can_see('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8a00-000000000005'),
  'and not what Ada would make public, who did not'
);
select throws_ok(
  $$ insert into public.friends (member_a, member_b, requested_by, status) values
     ('01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8000-00000000000d', '01990000-0000-7000-8000-00000000000a', 'accepted') $$,
  '42501', null, 'nobody makes a friend without asking'
);
select lives_ok($$ select public.remove_profile() $$, 'Dan leaves');
select is_empty('select * from public.users', 'and nothing is left for him to see');
reset role;

select * from finish();
rollback;
