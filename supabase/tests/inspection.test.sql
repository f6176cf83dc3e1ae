-- What doctor asks: for the service key alone.
begin;
select plan(6);

set local role anon;
select throws_ok('select public.inspect_setup()', '42501', null, 'a visitor is told nothing of the setup');
reset role;
set local role authenticated;
select throws_ok('select public.inspect_setup()', '42501', null, 'nor is a member');
reset role;

set local role service_role;
select is(public.inspect_setup() -> 'open_tables', '[]', 'no table is open');
select is(public.inspect_setup() -> 'bucket' ->> 'public', 'false', 'the bucket is private');
select is((public.inspect_setup() -> 'policies' ->> 'storage.objects')::integer, 4, 'objects have a policy for each operation');
reset role;

alter table public.documents disable row level security;
set local role service_role;
select is(public.inspect_setup() -> 'open_tables', '["public.documents"]', 'a table without row level security is named');
reset role;

select * from finish();
rollback;
