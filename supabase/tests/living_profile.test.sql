-- Diary entries, life facts and their sources, one block per actor. The cast is the one of seed.sql.
begin;
select plan(20);

-- Ada, the owner
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000a';
set local role authenticated;
select lives_ok(
  $$ insert into public.info_sources (id, owner_id, kind, name) values
    ('01990000-0000-7000-8000-000000000051', '01990000-0000-7000-8000-00000000000a', 'linkedin', 'export.zip') $$,
  'Ada names a source'
);
select lives_ok(
  $$ insert into public.diary_entries (id, owner_id, category_id, source_id, starts_on, starts_precision, summary)
    select ('01990000-0000-7000-8000-00000000006' || number)::uuid, '01990000-0000-7000-8000-00000000000a',
      ('01990000-0000-7000-8a00-00000000000' || number)::uuid, '01990000-0000-7000-8000-000000000051', '2026-01-01', 'year', 'Entry ' || number
    from generate_series(0, 5) as number $$,
  'and writes an entry for each circle'
);
select lives_ok(
  $$ insert into public.life_facts (id, owner_id, category_id, topic, summary)
    select ('01990000-0000-7000-8000-00000000007' || number)::uuid, '01990000-0000-7000-8000-00000000000a',
      ('01990000-0000-7000-8a00-00000000000' || number)::uuid, 'places', 'Fact ' || number
    from generate_series(0, 5) as number $$,
  'and a fact'
);
update public.diary_entries set summary = 'Entry two' where id = '01990000-0000-7000-8000-000000000062';
select is((select version from public.diary_entries where summary = 'Entry two'), 2, 'a change adds 1 to the version');
select throws_ok(
  $$ insert into public.diary_entries (id, owner_id, category_id, starts_on, starts_precision, ends_on, ends_precision, summary) values
    (gen_random_uuid(), '01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8a00-000000000000', '2026-02-01', 'day', '2026-01-01', 'day', 'Back') $$,
  '23514', null, 'nothing ends before it starts'
);
select throws_ok(
  $$ insert into public.diary_entries (id, owner_id, category_id, starts_on, starts_precision, summary) values
    (gen_random_uuid(), '01990000-0000-7000-8000-00000000000b', '01990000-0000-7000-8b00-000000000000', '2026-01-01', 'day', 'Not mine') $$,
  '42501', null, 'Ada writes nothing for Ben'
);
select throws_ok($$ delete from public.diary_entries $$, '42501', null, 'entries are removed in a way that can be undone');
reset role;
select throws_ok(
  $$ insert into public.life_facts (id, owner_id, category_id, topic, summary) values
    (gen_random_uuid(), '01990000-0000-7000-8000-00000000000a', '01990000-0000-7000-8b00-000000000000', 'work', 'In Ben''s circle');
    set constraints all immediate $$,
  '23503', null, 'whoever writes it, a fact is in a circle of its owner'
);

-- Ben, a close friend
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000b';
set local role authenticated;
select results_eq(
  'select summary from public.diary_entries order by category_id', array['Entry two', 'Entry 3', 'Entry 5'],
  'Ben sees what was meant for close friends, for friends and for everyone'
);
select results_eq(
  'select summary from public.life_facts order by category_id', array['Fact 2', 'Fact 3', 'Fact 5'], 'of entries and of facts'
);
select is_empty('select * from public.info_sources', 'where it came from is Ada''s business');
select is_empty($$ update public.life_facts set summary = 'Ben was here' returning id $$, 'and he changes nothing');
reset role;
update public.diary_entries set removed_at = now() where summary = 'Entry two';
set local role authenticated;
select is((select count(*) from public.diary_entries), 2::bigint, 'what was removed is hidden from him');
reset role;

-- Cleo, a friend in no circle
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000c';
set local role authenticated;
select results_eq(
  'select summary from public.life_facts order by category_id', array['Fact 3', 'Fact 5'], 'Cleo sees what was meant for friends and for everyone'
);
reset role;
update public.friends set status = 'blocked', blocked_by = '01990000-0000-7000-8000-00000000000a'
where member_b = '01990000-0000-7000-8000-00000000000c';
set local role authenticated;
select is_empty('select * from public.life_facts', 'blocked, she sees nothing');
select is_empty($$ select * from public.users where username = 'ada' $$, 'and Ada does not exist');
select is_empty('select * from public.friends', 'not even as somebody who blocked her');
reset role;

-- Dan, a stranger
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000d';
set local role authenticated;
select is_empty('select * from public.diary_entries', 'Dan sees nothing');
reset role;

-- A visitor
set local role anon;
select throws_ok('select * from public.diary_entries', '42501', null, 'a visitor has no table of entries');
select throws_ok('select * from public.life_facts', '42501', null, 'nor one of facts');
reset role;

select * from finish();
rollback;
