-- Objects of the bucket, one block per actor. Rows are put in as the storage service puts them, with the member's rights.
begin;
select plan(21);

insert into storage.objects (bucket_id, name)
values ('user-documents', 'sessions/01990000-0000-7000-8000-0000000000e0/documents/01990000-0000-7000-8000-0000000000e1');

-- Ada, the owner
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000a';
set local role authenticated;
select lives_ok(
  $$ select public.record_file(jsonb_build_object('kind', 'document', 'ref_id', '01990000-0000-7000-8000-0000000000d' || number,
      'size', 5, 'sha256', repeat('0', 64), 'mime_type', 'text/plain'))
    from generate_series(1, 2) as number $$,
  'Ada records two files'
);
select lives_ok(
  $$ select public.create_document(jsonb_build_object(
      'id', '01990000-0000-7000-8000-0000000000d' || number, 'name', 'Paper', 'description', '', 'kind', 'text', 'mime_type', 'text/plain',
      'category_id', '01990000-0000-7000-8a00-00000000000' || number, 'size', 5, 'sha256', repeat('0', 64), 'has_thumbnail', true))
    from generate_series(1, 2) as number $$,
  'one for family, one for close friends'
);
select lives_ok(
  $$ insert into storage.objects (bucket_id, name)
    select 'user-documents', '01990000-0000-7000-8000-00000000000a/' || shelf || '/01990000-0000-7000-8000-0000000000d' || number
    from (values ('documents'), ('thumbnails'), ('removed/documents'), ('profile')) as shelves (shelf), generate_series(1, 2) as number $$,
  'Ada stores objects in her own folder'
);
select throws_ok(
  $$ insert into storage.objects (bucket_id, name) values
    ('user-documents', '01990000-0000-7000-8000-00000000000b/documents/01990000-0000-7000-8000-0000000000d1') $$,
  '42501', null, 'and in nobody else''s'
);
select throws_ok(
  $$ insert into storage.objects (bucket_id, name) values
    ('user-documents', 'sessions/01990000-0000-7000-8000-0000000000e0/documents/01990000-0000-7000-8000-0000000000d1') $$,
  '42501', null, 'nor in a session''s'
);
select throws_ok(
  $$ insert into storage.objects (bucket_id, name) values
    ('user-documents', '01990000-0000-7000-8000-00000000000a/documents/holiday.jpg') $$,
  '42501', null, 'names are made of ids'
);
select throws_ok(
  $$ insert into storage.objects (bucket_id, name) values
    ('elsewhere', '01990000-0000-7000-8000-00000000000a/documents/01990000-0000-7000-8000-0000000000d1') $$,
  '42501', null, 'no other bucket is hers'
);
select throws_ok(
  $$ insert into storage.objects (bucket_id, name) values
    ('user-documents', '01990000-0000-7000-8000-00000000000a/incoming/01990000-0000-7000-8000-0000000000d8') $$,
  '42501', null, 'bytes as sent need an upload that was announced'
);
select lives_ok(
  $$ select public.announce_upload('{"id": "01990000-0000-7000-8000-0000000000d8", "purpose": "document", "name": "x", "declared_type": "", "size": 10}') $$,
  'Ada announces one'
);
select lives_ok(
  $$ insert into storage.objects (bucket_id, name) values
    ('user-documents', '01990000-0000-7000-8000-00000000000a/incoming/01990000-0000-7000-8000-0000000000d8') $$,
  'and may send it'
);
select throws_ok(
  $$ update storage.objects set name = '01990000-0000-7000-8000-00000000000b/profile/01990000-0000-7000-8000-0000000000d1'
    where name like '%/profile/%d1' $$,
  '42501', null, 'Ada moves nothing into another''s folder'
);
select is((select count(*) from storage.objects), 9::bigint, 'Ada sees her objects and no staged ones');
reset role;

-- Ben, a close friend
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000b';
set local role authenticated;
select results_eq(
  'select name from storage.objects order by name',
  array[
    '01990000-0000-7000-8000-00000000000a/documents/01990000-0000-7000-8000-0000000000d2',
    '01990000-0000-7000-8000-00000000000a/thumbnails/01990000-0000-7000-8000-0000000000d2'
  ],
  'Ben reads the objects of the document he may see'
);
select is_empty($$ update storage.objects set metadata = '{}' returning id $$, 'and changes none');
reset role;

-- Ada shows her picture
update public.users set avatar_id = null where username = 'ada';
insert into public.files (owner_id, kind, ref_id, size, sha256, mime_type)
values ('01990000-0000-7000-8000-00000000000a', 'avatar', '01990000-0000-7000-8000-0000000000d1', 5, repeat('0', 64), 'image/webp');
update public.users set avatar_id = '01990000-0000-7000-8000-0000000000d1' where username = 'ada';

-- Cleo, a friend in no circle
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000c';
set local role authenticated;
select results_eq(
  'select name from storage.objects',
  array['01990000-0000-7000-8000-00000000000a/profile/01990000-0000-7000-8000-0000000000d1'],
  'Cleo reads the picture of a friend, and no other'
);
reset role;

-- Dan, a stranger
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000d';
set local role authenticated;
select is_empty('select * from storage.objects', 'Dan reads nothing');
select throws_ok(
  $$ insert into storage.objects (bucket_id, name) values
    ('user-documents', '01990000-0000-7000-8000-00000000000a/documents/01990000-0000-7000-8000-0000000000d1') $$,
  '42501', null, 'and replaces nothing'
);
reset role;
set local "request.jwt.claim.sub" to '';

-- A visitor
set local role anon;
select is_empty('select * from storage.objects', 'a visitor reads nothing');
select throws_ok(
  $$ insert into storage.objects (bucket_id, name) values ('user-documents', 'sessions/x/y') $$, '42501', null, 'and stores nothing'
);
reset role;

-- The service key
set local role service_role;
select is((select count(*) from storage.objects), 10::bigint, 'the service key reaches everything, staged objects too');
reset role;
update storage.objects set created_at = now() - interval '25 hours'
where name like 'sessions/%' or name like '%/documents/%d2' or name like '%/incoming/%';
set local role service_role;
select results_eq(
  'select public.list_stray_objects()',
  array['sessions/01990000-0000-7000-8000-0000000000e0/documents/01990000-0000-7000-8000-0000000000e1'],
  'a stray is what is a day old and no row speaks of'
);
reset role;

select * from finish();
rollback;
