-- Carrying everything elsewhere: for the service key alone, whoever else asks.
begin;
select plan(9);

set local role anon;
select throws_ok('select public.export_rows()', '42501', null, 'a visitor is given no rows');
select throws_ok('select public.remove_everybody()', '42501', null, 'a visitor removes nobody');
reset role;

set local role authenticated;
set local request.jwt.claims to '{"sub": "01990000-0000-7000-8000-00000000000a", "role": "authenticated"}';
select throws_ok('select public.export_rows()', '42501', null, 'a member is given no rows but those they see');
select throws_ok('select public.remove_everybody()', '42501', null, 'a member removes nobody');
reset role;

set local role service_role;
set local request.jwt.claims to '{"role": "service_role"}';
select is(jsonb_array_length(public.export_rows() -> 'users'), 4, 'the service key is given every member');
select is(
  (select array_agg(key order by key) from jsonb_object_keys(public.export_rows() -> 'accounts' -> 0) as key),
  array['carried', 'created_at', 'email', 'id', 'updated_at'],
  'of an account it is given no password'
);
update public.visibility_categories set name = 'Carried', version = 7, updated_at = '2020-01-01T00:00:00Z'
where id = (select id from public.visibility_categories order by id limit 1);
select is(
  (select version || ' ' || updated_at::date from public.visibility_categories where name = 'Carried'),
  '7 2020-01-01',
  'what it carries keeps the version and the time it had'
);
select lives_ok('select public.remove_everybody()', 'and everybody is removed when all is replaced');
reset role;
select is(
  (select count(*) from auth.users) + (select count(*) from public.users) + (select count(*) from public.visibility_categories),
  0::bigint,
  'with all that was theirs'
);

select * from finish();
rollback;
