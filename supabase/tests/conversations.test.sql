-- Conversations, one block per actor. The cast is the one of seed.sql.
begin;
select plan(22);

-- Ada, who begins
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000a';
set local role authenticated;
select lives_ok(
  $$ insert into public.conversations (id, created_by, title) values
    ('01990000-0000-7000-8000-000000000081', '01990000-0000-7000-8000-00000000000a', 'Walks') $$,
  'Ada begins a conversation'
);
select lives_ok(
  $$ insert into public.conversation_members (conversation_id, member_id) values
    ('01990000-0000-7000-8000-000000000081', '01990000-0000-7000-8000-00000000000a'),
    ('01990000-0000-7000-8000-000000000081', '01990000-0000-7000-8000-00000000000b') $$,
  'with herself and a friend in it'
);
select throws_ok(
  $$ insert into public.conversation_members (conversation_id, member_id) values
    ('01990000-0000-7000-8000-000000000081', '01990000-0000-7000-8000-00000000000d') $$,
  '42501', null, 'but no stranger'
);
select lives_ok(
  $$ insert into public.messages (id, conversation_id, sender_id, body) values
    ('01990000-0000-7000-8000-000000000091', '01990000-0000-7000-8000-000000000081', '01990000-0000-7000-8000-00000000000a', 'Hello') $$,
  'and writes'
);
select throws_ok(
  $$ insert into public.messages (id, conversation_id, sender_id, body) values
    (gen_random_uuid(), '01990000-0000-7000-8000-000000000081', '01990000-0000-7000-8000-00000000000b', 'I agree') $$,
  '42501', null, 'in nobody else''s name'
);
reset role;

-- Ben, who is in it
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000b';
set local role authenticated;
select results_eq('select body from public.messages', array['Hello'], 'Ben reads it');
select is((select count(*) from public.conversation_members), 2::bigint, 'and sees who is there');
select lives_ok(
  $$ insert into public.messages (id, conversation_id, sender_id, body) values
    ('01990000-0000-7000-8000-000000000092', '01990000-0000-7000-8000-000000000081', '01990000-0000-7000-8000-00000000000b', 'Tomorrow?') $$,
  'and answers'
);
select is_empty($$ update public.messages set body = 'Goodbye' where body = 'Hello' returning id $$, 'what Ada said stays as she said it');
select isnt_empty($$ update public.messages set body = 'Today?' where body = 'Tomorrow?' returning id $$, 'what he said he may change');
select throws_ok(
  $$ insert into public.conversation_members (conversation_id, member_id) values
    ('01990000-0000-7000-8000-000000000081', '01990000-0000-7000-8000-00000000000d') $$,
  '42501', null, 'he brings nobody in'
);
select throws_ok($$ delete from public.messages $$, '42501', null, 'messages are removed in a way that leaves their place');
select isnt_empty(
  $$ update public.conversation_members set left_at = now() where member_id = '01990000-0000-7000-8000-00000000000b' returning member_id $$,
  'Ben leaves'
);
select is_empty('select * from public.messages', 'and reads no more');
select is_empty($$ update public.conversation_members set left_at = null returning member_id $$, 'nor lets himself in again');
reset role;

-- Cleo, a friend who is not in it
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000c';
set local role authenticated;
select is_empty('select * from public.conversations', 'for Cleo there is no such conversation');
select is_empty('select * from public.messages', 'and no message');
select throws_ok(
  $$ insert into public.messages (id, conversation_id, sender_id, body) values
    (gen_random_uuid(), '01990000-0000-7000-8000-000000000081', '01990000-0000-7000-8000-00000000000c', 'May I?') $$,
  '42501', null, 'nor may she write in it'
);
reset role;

-- A visitor
set local role anon;
select throws_ok('select * from public.messages', '42501', null, 'a visitor has no table of messages');
select throws_ok('select * from public.conversations', '42501', null, 'nor one of conversations');
reset role;

-- Ada leaves for good
delete from auth.users where email = 'ada@example.org';
select is((select count(*) from public.messages where sender_id is null), 1::bigint, 'what a former member said stays, as a former member''s');
select is(
  (select count(*) from public.conversation_members where member_id = '01990000-0000-7000-8000-00000000000a'), 0::bigint,
  'and they are in no conversation'
);

select * from finish();
rollback;
