-- Documents, files and uploads, one block per actor. The cast is the one of seed.sql.
begin;
select plan(47);

-- Ada, the owner: a document for each circle that matters here
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000a';
set local role authenticated;
select throws_ok(
  $$ select public.create_document('{"id": "01990000-0000-7000-8000-0000000000d0", "name": "x", "description": "", "kind": "text",
    "mime_type": "text/plain", "category_id": "01990000-0000-7000-8a00-000000000000", "size": 5,
    "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "has_thumbnail": false}') $$,
  'PT422', 'invalid_input', 'a document needs its file'
);
select throws_ok(
  $$ insert into public.documents (id, owner_id, name, category_id, kind, mime_type, size, sha256) values
    (gen_random_uuid(), '01990000-0000-7000-8000-00000000000a', 'x', '01990000-0000-7000-8a00-000000000000', 'text', 'text/plain',
    5, repeat('0', 64)) $$,
  'PT422', 'invalid_input', 'past the functions too'
);
select lives_ok(
  $$ select public.record_file(jsonb_build_object(
      'kind', kind, 'ref_id', '01990000-0000-7000-8000-0000000000d' || number, 'size', 5, 'sha256', repeat('0', 64),
      'mime_type', 'text/plain'))
    from generate_series(0, 3) as number, (values ('document'), ('thumbnail')) as kinds (kind) $$,
  'Ada records her files'
);
select lives_ok(
  $$ select public.create_document(jsonb_build_object(
      'id', '01990000-0000-7000-8000-0000000000d' || number, 'name', 'Paper ' || number, 'description', '', 'kind', 'text',
      'mime_type', 'text/plain', 'category_id', '01990000-0000-7000-8a00-00000000000' || number, 'size', 5,
      'sha256', repeat('0', 64), 'has_thumbnail', true))
    from generate_series(0, 3) as number $$,
  'and makes documents of them'
);
select is(
  (select name from public.create_document('{"id": "01990000-0000-7000-8000-0000000000d0", "name": "Another", "description": "",
    "kind": "text", "mime_type": "text/plain", "category_id": "01990000-0000-7000-8a00-000000000000", "size": 5,
    "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "has_thumbnail": false}')),
  'Paper 0', 'the same id again is the same document'
);
select is((select count(*) from public.list_documents('newest')), 4::bigint, 'Ada lists them');
select results_eq(
  $$ select name from public.list_documents('name', page_size => 2) $$, array['Paper 0', 'Paper 1'], 'by name'
);
select results_eq(
  $$ select name from public.list_documents('name', after_key => 'paper 1', after_id => '01990000-0000-7000-8000-0000000000d1') $$,
  array['Paper 2', 'Paper 3'], 'from a cursor on'
);
select is((select count(*) from public.list_documents('largest', search => 'PAPER 2')), 1::bigint, 'by what is in the name');
select is((select count(*) from public.list_documents('oldest', kinds => array['jpeg'])), 0::bigint, 'by kind');
select throws_ok($$ select public.list_documents('at random') $$, 'PT422', 'invalid_input', 'in no other order');
select is((select bytes from public.measure_space()), 20::numeric::bigint, 'the space is counted');
select throws_ok(
  $$ select public.update_document('01990000-0000-7000-8000-0000000000d0', 1, '{"category_id": "01990000-0000-7000-8b00-000000000000"}') $$,
  'PT422', 'invalid_input', 'a document stays in circles of its owner'
);
select throws_ok(
  $$ update public.documents set category_id = '01990000-0000-7000-8b00-000000000000' $$,
  'PT422', 'invalid_input', 'past the functions too'
);
select throws_ok(
  $$ update public.documents set owner_id = '01990000-0000-7000-8000-00000000000b' $$, '42501', null, 'nobody gives a document away'
);
select throws_ok($$ delete from public.documents $$, '42501', null, 'nor deletes one past the time in which it can be restored');
select is(public.release_file('document', '01990000-0000-7000-8000-0000000000d0'), null, 'a file that is needed stays');
select is_empty(
  $$ delete from public.files where kind = 'document' returning key $$, 'past the functions too'
);
select is((select name from public.remove_document('01990000-0000-7000-8000-0000000000d3')), 'Paper 3', 'Ada removes a document');
select is((select count(*) from public.find_document('01990000-0000-7000-8000-0000000000d3')), 0::bigint, 'it is hidden');
select is((select count(*) from public.find_file('thumbnail', '01990000-0000-7000-8000-0000000000d3')), 0::bigint, 'its files too');
select throws_ok(
  $$ select public.update_document('01990000-0000-7000-8000-0000000000d3', 1, '{}') $$, 'PT404', 'not_found', 'and cannot be changed'
);
select is((select removed_at from public.restore_document('01990000-0000-7000-8000-0000000000d3')), null, 'until it is restored');
select is(
  (select id from public.announce_upload('{"id": "01990000-0000-7000-8000-0000000000d8", "purpose": "document", "name": "later.txt", "declared_type": "", "size": 10}')),
  '01990000-0000-7000-8000-0000000000d8', 'Ada announces an upload'
);
select throws_ok(
  $$ select public.announce_upload('{"id": "01990000-0000-7000-8000-0000000000d9", "purpose": "document", "name": "x", "declared_type": "", "size": 52428801}') $$,
  '23514', null, 'none over 50 MB'
);
select throws_ok(
  $$ update public.uploads set expires_at = now() + interval '1 year' $$, '42501', null, 'nobody makes an upload last'
);
select results_eq(
  'select deed from public.audit_log order by id desc limit 2', array['document_restored', 'document_removed'], 'Ada can look up what was done'
);
reset role;

-- Ben, a close friend
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000b';
set local role authenticated;
select results_eq(
  'select name from public.documents order by name', array['Paper 2', 'Paper 3'],
  'Ben sees what was meant for close friends and for friends'
);
select is((select count(*) from public.list_documents('newest')), 0::bigint, 'his own list holds his own');
select is_empty('select * from public.files', 'he is told nothing of her files');
select is_empty('select * from public.uploads', 'nor of her uploads');
select is_empty(
  $$ select * from public.audit_log where member_id <> auth.uid() $$, 'nor of what was done with her things'
);
select is_empty($$ update public.documents set name = 'Mine' returning id $$, 'he changes nothing he may see');
select throws_ok(
  $$ select public.update_document('01990000-0000-7000-8000-0000000000d2', 1, '{"name": "Mine"}') $$,
  'PT404', 'not_found', 'and is told it is not there'
);
select throws_ok(
  $$ select public.announce_upload('{"id": "01990000-0000-7000-8000-0000000000d8", "purpose": "document", "name": "x", "declared_type": "", "size": 10}') $$,
  'PT409', 'conflict', 'somebody else''s upload id is a conflict'
);
select lives_ok(
  $$ select public.forget_upload('01990000-0000-7000-8000-0000000000d8') $$, 'forgetting what is not his is harmless'
);
reset role;
select is((select count(*) from public.uploads), 1::bigint, 'and leaves it where it is');

-- Cleo, a friend in no circle
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000c';
set local role authenticated;
select results_eq('select name from public.documents', array['Paper 3'], 'Cleo sees what was meant for friends');
reset role;

-- Dan, a stranger
set local "request.jwt.claim.sub" to '01990000-0000-7000-8000-00000000000d';
set local role authenticated;
select is_empty('select * from public.documents', 'Dan sees nothing');
select throws_ok(
  $$ select public.remove_document('01990000-0000-7000-8000-0000000000d2') $$, 'PT404', 'not_found', 'and removes nothing'
);
reset role;
set local "request.jwt.claim.sub" to '';

-- A visitor
set local role anon;
select throws_ok('select * from public.documents', '42501', null, 'a visitor has no table of documents');
select throws_ok('select * from public.files', '42501', null, 'nor one of files');
select throws_ok('select * from public.uploads', '42501', null, 'nor one of uploads');
select is((select maximum_documents from public.measure_space()), 0::bigint, 'and no space');
select throws_ok(
  $$ select public.record_file('{"kind": "avatar"}') $$, 'PT403', 'not_allowed', 'and nowhere to put a file'
);
reset role;

-- The service key, for housekeeping
set local role service_role;
update public.documents set removed_at = now() - interval '25 hours' where id = '01990000-0000-7000-8000-0000000000d3';
select is((select public.housekeep() ->> 'documents'), '1', 'housekeeping removes what can be restored no more');
select is(
  (select count(*) from public.files where ref_id = '01990000-0000-7000-8000-0000000000d3'), 0::bigint, 'with its files'
);
reset role;

select * from finish();
rollback;
