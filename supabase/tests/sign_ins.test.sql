-- Where members are signed in, and links for a new password, one block per actor. The cast is the one of seed.sql.
begin;
select plan(11);

insert into auth.sessions (id, user_id, created_at, refreshed_at, user_agent) values
  ('01992000-0000-7000-8000-000000000001', '01990000-0000-7000-8000-00000000000a', now() - interval '3 days', null, 'laptop'),
  ('01992000-0000-7000-8000-000000000002', '01990000-0000-7000-8000-00000000000a', now() - interval '2 days', now() at time zone 'utc', 'phone'),
  ('01992000-0000-7000-8000-000000000003', '01990000-0000-7000-8000-00000000000b', now(), null, 'his');
update auth.users set recovery_token = repeat('a', 56), recovery_sent_at = now() - interval '59 minutes'
where id = '01990000-0000-7000-8000-00000000000a';
update auth.users set recovery_token = repeat('b', 56), recovery_sent_at = now() - interval '61 minutes'
where id = '01990000-0000-7000-8000-00000000000b';

-- A visitor
set local role anon;
select is_empty('select * from public.list_sign_ins()', 'a visitor has no sign-ins');
select is(public.end_sign_in('01992000-0000-7000-8000-000000000001'), false, 'and ends none');
select is(public.is_reset_link_valid(repeat('a', 56)), true, 'who holds a link learns that it works');
select is(public.is_reset_link_valid(repeat('b', 56)), false, 'and that it has run out after an hour');
select is(public.is_reset_link_valid(repeat('c', 56)), false, 'a made-up one does not work');
select is(public.is_reset_link_valid(''), false, 'nor an empty one, which most accounts have');
reset role;

-- Ada, at her laptop
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000a';
set local "request.jwt.claims" to '{"sub": "01990000-0000-7000-8000-00000000000a", "session_id": "01992000-0000-7000-8000-000000000001"}';
set local role authenticated;
select results_eq(
  'select user_agent, is_current from public.list_sign_ins()',
  $$ values ('laptop', true), ('phone', false) $$,
  'Ada sees her own sign-ins, this one first'
);
select is(public.end_sign_in('01992000-0000-7000-8000-000000000003'), false, 'she ends nobody else''s');
select is(public.end_sign_in('01992000-0000-7000-8000-000000000002'), true, 'but one of hers');
select results_eq('select user_agent from public.list_sign_ins()', array['laptop'], 'which is gone then');
reset role;
select isnt_empty(
  $$ select from auth.sessions where id = '01992000-0000-7000-8000-000000000003' $$, 'Ben is still signed in'
);

select * from finish();
rollback;
