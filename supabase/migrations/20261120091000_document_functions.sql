-- What the app calls for documents, files and uploads: one function for members and for visitors with a capability.
-- Each does its work in a function of private that runs with the rights of whoever calls it. A member calls it as
-- themselves, under row level security; for a capability, private.staged_… looks up the session and calls it with its own
-- rights, for that session's rows alone.

create function private.own_home() returns private.home
  language sql stable
  set search_path = ''
  as $$ select row(auth.uid(), null)::private.home $$;
comment on function private.own_home() is 'The home of the member who asks; empty for a visitor.';
grant execute on function private.own_home() to anon, authenticated;

create function private.session_home(capability text) returns private.home
  language sql stable security definer
  set search_path = ''
  as $$ select row(null, (private.find_onboarding(capability)).id)::private.home $$;
comment on function private.session_home(text) is 'The home the capability opens; empty when it opens nothing.';

create function private.require_home(home private.home) returns void
  language plpgsql stable
  set search_path = ''
  as $$
begin
  if home.owner_id is null and home.session_id is null then
    perform private.refuse('not_allowed');
  end if;
end
$$;
comment on function private.require_home(private.home) is 'Refuses whoever has nothing of their own.';
grant execute on function private.require_home(private.home) to anon, authenticated;

create function private.create_document(home private.home, document jsonb)
  returns setof public.documents
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
declare
  made public.documents;
begin
  perform private.require_home(home);
  insert into public.documents (
    id, owner_id, session_id, name, description, category_id, kind, mime_type, size, sha256, taken_at, width, height,
    page_count, duration_seconds, has_thumbnail
  )
  select
    given.id, home.owner_id, home.session_id, given.name, given.description, given.category_id, given.kind,
    given.mime_type, given.size, given.sha256, given.taken_at, given.width, given.height, given.page_count,
    given.duration_seconds, given.has_thumbnail
  from jsonb_to_record(document) as given (
    id uuid, name text, description text, category_id uuid, kind text, mime_type text, size bigint, sha256 text,
    taken_at text, width integer, height integer, page_count integer, duration_seconds double precision,
    has_thumbnail boolean
  )
  on conflict (id) do nothing
  returning * into made;
  if made.id is null then
    select * into made from public.documents as existing
    where existing.id = (document ->> 'id')::uuid
      and (existing.owner_id = home.owner_id or existing.session_id = home.session_id);
    if not found then
      perform private.refuse('conflict');
    end if;
  end if;
  return next made;
end
$$;
comment on function private.create_document(private.home, jsonb) is 'Adds a document to the home.';
grant execute on function private.create_document(private.home, jsonb) to anon, authenticated;

create function private.staged_create_document(capability text, document jsonb)
  returns setof public.documents
  language sql volatile security definer
  set search_path = ''
  rows 1
  as $$ select * from private.create_document(private.session_home(capability), document) $$;
comment on function private.staged_create_document(text, jsonb) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_create_document(text, jsonb) to anon, authenticated;

create function public.create_document(document jsonb, capability text default null)
  returns setof public.documents
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
begin
  if capability is null then
    return query select * from private.create_document(private.own_home(), document);
  else
    return query select * from private.staged_create_document(capability, document);
  end if;
end
$$;
comment on function public.create_document(jsonb, text) is
  'documents.create. document = {id, name, description, category_id, kind, mime_type, size, sha256, taken_at, width, height, page_count, duration_seconds, has_thumbnail}. The same id again gives the row there is. Errors: not_allowed; conflict when the id is somebody else''s; invalid_input {file: not_whole, categoryId: unknown_category}; too_large.';
grant execute on function public.create_document(jsonb, text) to anon, authenticated;

create function private.find_document(home private.home, document_id uuid)
  returns setof public.documents
  language plpgsql stable
  set search_path = ''
  rows 1
  as $$
begin
  if home.owner_id is null and home.session_id is null then
    return;
  end if;
  return query
    select document.* from public.documents as document
    where document.id = document_id
      and (document.owner_id = home.owner_id or document.session_id = home.session_id)
      and document.removed_at is null;
end
$$;
comment on function private.find_document(private.home, uuid) is 'A document of the home that is not removed.';
grant execute on function private.find_document(private.home, uuid) to anon, authenticated;

create function private.staged_find_document(capability text, document_id uuid)
  returns setof public.documents
  language sql stable security definer
  set search_path = ''
  rows 1
  as $$ select * from private.find_document(private.session_home(capability), document_id) $$;
comment on function private.staged_find_document(text, uuid) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_find_document(text, uuid) to anon, authenticated;

create function public.find_document(document_id uuid, capability text default null)
  returns setof public.documents
  language plpgsql stable
  set search_path = ''
  rows 1
  as $$
begin
  if capability is null then
    return query select * from private.find_document(private.own_home(), document_id);
  else
    return query select * from private.staged_find_document(capability, document_id);
  end if;
end
$$;
comment on function public.find_document(uuid, text) is
  'documents.get. No row for a missing, a hidden and a removed one alike.';
grant execute on function public.find_document(uuid, text) to anon, authenticated;

create function private.list_documents(
  home private.home, sort text, page_size integer, after_key text, after_id uuid, search text, kinds text[],
  in_category uuid
)
  returns setof public.documents
  language plpgsql stable
  set search_path = ''
  as $$
declare
  order_key text;
  direction text;
begin
  if home.owner_id is null and home.session_id is null then
    return;
  end if;
  case sort
    when 'newest' then order_key := 'created_at'; direction := 'desc';
    when 'oldest' then order_key := 'created_at'; direction := 'asc';
    when 'name' then order_key := 'name_key'; direction := 'asc';
    when 'largest' then order_key := 'size'; direction := 'desc';
    else perform private.refuse_field('sort', 'rule_broken');
  end case;
  -- Written out for each order, because only then does an index give it.
  return query execute format(
    $query$
      select document.* from public.documents as document
      where document.%1$I = $1
        and document.removed_at is null
        and ($2 is null or (document.%2$I, document.id) %3$s ($2::%4$s, $3))
        and ($4 = '' or strpos(document.name_key, $4) > 0 or strpos(private.fold(document.description), $4) > 0)
        and ($5 is null or document.kind = any ($5))
        and ($6 is null or document.category_id = $6)
      order by document.%2$I %5$s, document.id %5$s
      limit $7
    $query$,
    case when home.session_id is null then 'owner_id' else 'session_id' end,
    order_key,
    case direction when 'asc' then '>' else '<' end,
    case sort when 'name' then 'text' when 'largest' then 'bigint' else 'timestamptz' end,
    direction
  ) using
    coalesce(home.session_id, home.owner_id),
    after_key,
    after_id,
    coalesce(private.fold(search), ''),
    kinds,
    in_category,
    least(greatest(page_size, 1), 101);
end
$$;
comment on function private.list_documents(private.home, text, integer, text, uuid, text, text[], uuid) is 'A page of the home''s documents, removed ones left out.';
grant execute on function private.list_documents(private.home, text, integer, text, uuid, text, text[], uuid) to anon, authenticated;

create function private.staged_list_documents(
  capability text, sort text, page_size integer, after_key text, after_id uuid, search text, kinds text[],
  in_category uuid
)
  returns setof public.documents
  language sql stable security definer
  set search_path = ''
  as $$ select * from private.list_documents(private.session_home(capability), sort, page_size, after_key, after_id, search, kinds, in_category) $$;
comment on function private.staged_list_documents(text, text, integer, text, uuid, text, text[], uuid) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_list_documents(text, text, integer, text, uuid, text, text[], uuid) to anon, authenticated;

create function public.list_documents(
  sort text, page_size integer default 51, after_key text default null, after_id uuid default null,
  search text default '', kinds text[] default null, in_category uuid default null, capability text default null
)
  returns setof public.documents
  language plpgsql stable
  set search_path = ''
  as $$
begin
  if capability is null then
    return query select * from private.list_documents(private.own_home(), sort, page_size, after_key, after_id, search, kinds, in_category);
  else
    return query select * from private.staged_list_documents(capability, sort, page_size, after_key, after_id, search, kinds, in_category);
  end if;
end
$$;
comment on function public.list_documents(text, integer, text, uuid, text, text[], uuid, text) is
  'documents.list. sort: newest, oldest, name or largest, ties by id in the same direction; after_key and after_id: created_at, name_key or size, and id, of the last row of the page before; search is matched with name and description; kinds and in_category narrow when not null.';
grant execute on function public.list_documents(text, integer, text, uuid, text, text[], uuid, text) to anon, authenticated;

create function private.update_document(home private.home, document_id uuid, based_on integer, patch jsonb)
  returns setof public.documents
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
declare
  current public.documents;
begin
  if home.owner_id is not null or home.session_id is not null then
    select document.* into current from public.documents as document
    where document.id = document_id
      and (document.owner_id = home.owner_id or document.session_id = home.session_id)
      and document.removed_at is null
    for update;
  end if;
  if current.id is null then
    perform private.refuse('not_found');
  end if;
  if current.version <> based_on then
    perform private.refuse('conflict');
  end if;
  return query
    update public.documents as document set
      name = coalesce(patch ->> 'name', document.name),
      description = coalesce(patch ->> 'description', document.description),
      category_id = coalesce((patch ->> 'category_id')::uuid, document.category_id)
    where document.id = document_id and document.version = based_on
    returning document.*;
end
$$;
comment on function private.update_document(private.home, uuid, integer, jsonb) is 'Changes a document of the home that is not removed.';
grant execute on function private.update_document(private.home, uuid, integer, jsonb) to anon, authenticated;

create function private.staged_update_document(capability text, document_id uuid, based_on integer, patch jsonb)
  returns setof public.documents
  language sql volatile security definer
  set search_path = ''
  rows 1
  as $$ select * from private.update_document(private.session_home(capability), document_id, based_on, patch) $$;
comment on function private.staged_update_document(text, uuid, integer, jsonb) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_update_document(text, uuid, integer, jsonb) to anon, authenticated;

create function public.update_document(document_id uuid, based_on integer, patch jsonb, capability text default null)
  returns setof public.documents
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
begin
  if capability is null then
    return query select * from private.update_document(private.own_home(), document_id, based_on, patch);
  else
    return query select * from private.staged_update_document(capability, document_id, based_on, patch);
  end if;
end
$$;
comment on function public.update_document(uuid, integer, jsonb, text) is
  'documents.update. patch holds any of {name, description, category_id}. Errors: not_found; conflict with the row as it is; invalid_input {categoryId: unknown_category}.';
grant execute on function public.update_document(uuid, integer, jsonb, text) to anon, authenticated;

create function private.remove_document(home private.home, document_id uuid)
  returns setof public.documents
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
begin
  if home.owner_id is not null or home.session_id is not null then
    return query
      update public.documents as document set removed_at = coalesce(document.removed_at, private.now())
      where document.id = document_id
        and (document.owner_id = home.owner_id or document.session_id = home.session_id)
      returning document.*;
    if found then
      return;
    end if;
  end if;
  perform private.refuse('not_found');
end
$$;
comment on function private.remove_document(private.home, uuid) is 'Removes a document of the home, for as long as it can be restored.';
grant execute on function private.remove_document(private.home, uuid) to anon, authenticated;

create function private.staged_remove_document(capability text, document_id uuid)
  returns setof public.documents
  language sql volatile security definer
  set search_path = ''
  rows 1
  as $$ select * from private.remove_document(private.session_home(capability), document_id) $$;
comment on function private.staged_remove_document(text, uuid) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_remove_document(text, uuid) to anon, authenticated;

create function public.remove_document(document_id uuid, capability text default null)
  returns setof public.documents
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
begin
  if capability is null then
    return query select * from private.remove_document(private.own_home(), document_id);
  else
    return query select * from private.staged_remove_document(capability, document_id);
  end if;
end
$$;
comment on function public.remove_document(uuid, text) is
  'documents.remove. The row, with removed_at; removing again changes nothing. Errors: not_found.';
grant execute on function public.remove_document(uuid, text) to anon, authenticated;

create function private.restore_document(home private.home, document_id uuid)
  returns setof public.documents
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
begin
  if home.owner_id is not null or home.session_id is not null then
    return query
      update public.documents as document set removed_at = null
      where document.id = document_id
        and (document.owner_id = home.owner_id or document.session_id = home.session_id)
      returning document.*;
    if found then
      return;
    end if;
  end if;
  perform private.refuse('not_found');
end
$$;
comment on function private.restore_document(private.home, uuid) is 'Brings a removed document of the home back.';
grant execute on function private.restore_document(private.home, uuid) to anon, authenticated;

create function private.staged_restore_document(capability text, document_id uuid)
  returns setof public.documents
  language sql volatile security definer
  set search_path = ''
  rows 1
  as $$ select * from private.restore_document(private.session_home(capability), document_id) $$;
comment on function private.staged_restore_document(text, uuid) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_restore_document(text, uuid) to anon, authenticated;

create function public.restore_document(document_id uuid, capability text default null)
  returns setof public.documents
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
begin
  if capability is null then
    return query select * from private.restore_document(private.own_home(), document_id);
  else
    return query select * from private.staged_restore_document(capability, document_id);
  end if;
end
$$;
comment on function public.restore_document(uuid, text) is
  'documents.restore. Errors: not_found once it is gone for good; too_large when its space has been used since.';
grant execute on function public.restore_document(uuid, text) to anon, authenticated;

create function private.measure_space(home private.home)
  returns table (documents bigint, bytes bigint, maximum_documents bigint, maximum_bytes bigint)
  language plpgsql stable
  set search_path = ''
  rows 1
  as $$
declare
  used record;
  most record;
begin
  if home.owner_id is null and home.session_id is null then
    return query select 0::bigint, 0::bigint, 0::bigint, 0::bigint;
    return;
  end if;
  used := private.space_used(home);
  most := private.quota(home);
  return query select used.documents, used.bytes, most.documents, most.bytes;
end
$$;
comment on function private.measure_space(private.home) is 'What the home holds, and what it may hold.';
grant execute on function private.measure_space(private.home) to anon, authenticated;

create function private.staged_measure_space(capability text)
  returns table (documents bigint, bytes bigint, maximum_documents bigint, maximum_bytes bigint)
  language sql stable security definer
  set search_path = ''
  rows 1
  as $$ select * from private.measure_space(private.session_home(capability)) $$;
comment on function private.staged_measure_space(text) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_measure_space(text) to anon, authenticated;

create function public.measure_space(capability text default null)
  returns table (documents bigint, bytes bigint, maximum_documents bigint, maximum_bytes bigint)
  language plpgsql stable
  set search_path = ''
  rows 1
  as $$
begin
  if capability is null then
    return query select * from private.measure_space(private.own_home());
  else
    return query select * from private.staged_measure_space(capability);
  end if;
end
$$;
comment on function public.measure_space(text) is
  'documents.usage. All 0 for a visitor without a session.';
grant execute on function public.measure_space(text) to anon, authenticated;

create function private.announce_upload(home private.home, upload jsonb)
  returns setof public.uploads
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
declare
  made public.uploads;
begin
  perform private.require_home(home);
  insert into public.uploads (id, owner_id, session_id, purpose, name, declared_type, size, category_id)
  select
    given.id, home.owner_id, home.session_id, given.purpose, given.name, given.declared_type, given.size,
    given.category_id
  from jsonb_to_record(upload) as given (
    id uuid, purpose text, name text, declared_type text, size bigint, category_id uuid
  )
  on conflict (id) do nothing
  returning * into made;
  if made.id is null then
    select * into made from public.uploads as existing
    where existing.id = (upload ->> 'id')::uuid
      and (existing.owner_id = home.owner_id or existing.session_id = home.session_id);
    if not found then
      perform private.refuse('conflict');
    end if;
  end if;
  return next made;
end
$$;
comment on function private.announce_upload(private.home, jsonb) is 'Announces an upload into the home.';
grant execute on function private.announce_upload(private.home, jsonb) to anon, authenticated;

create function private.staged_announce_upload(capability text, upload jsonb)
  returns setof public.uploads
  language sql volatile security definer
  set search_path = ''
  rows 1
  as $$ select * from private.announce_upload(private.session_home(capability), upload) $$;
comment on function private.staged_announce_upload(text, jsonb) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_announce_upload(text, jsonb) to anon, authenticated;

create function public.announce_upload(upload jsonb, capability text default null)
  returns setof public.uploads
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
begin
  if capability is null then
    return query select * from private.announce_upload(private.own_home(), upload);
  else
    return query select * from private.staged_announce_upload(capability, upload);
  end if;
end
$$;
comment on function public.announce_upload(jsonb, text) is
  'files.createUpload. upload = {id, purpose, name, declared_type, size, category_id}. The same id again gives the upload there is. Errors: not_allowed; conflict when the id is somebody else''s; invalid_input {categoryId: unknown_category}; too_large.';
grant execute on function public.announce_upload(jsonb, text) to anon, authenticated;

create function private.list_uploads(home private.home)
  returns setof public.uploads
  language plpgsql stable
  set search_path = ''
  as $$
begin
  if home.owner_id is null and home.session_id is null then
    return;
  end if;
  return query
    select upload.* from public.uploads as upload
    where (upload.owner_id = home.owner_id or upload.session_id = home.session_id)
      and upload.expires_at > private.now()
    order by upload.created_at desc, upload.id desc;
end
$$;
comment on function private.list_uploads(private.home) is 'Uploads of the home that can still be gone on with.';
grant execute on function private.list_uploads(private.home) to anon, authenticated;

create function private.staged_list_uploads(capability text)
  returns setof public.uploads
  language sql stable security definer
  set search_path = ''
  as $$ select * from private.list_uploads(private.session_home(capability)) $$;
comment on function private.staged_list_uploads(text) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_list_uploads(text) to anon, authenticated;

create function public.list_uploads(capability text default null)
  returns setof public.uploads
  language plpgsql stable
  set search_path = ''
  as $$
begin
  if capability is null then
    return query select * from private.list_uploads(private.own_home());
  else
    return query select * from private.staged_list_uploads(capability);
  end if;
end
$$;
comment on function public.list_uploads(text) is
  'files.listUploads and getUpload: those under way, newest first.';
grant execute on function public.list_uploads(text) to anon, authenticated;

create function private.forget_upload(home private.home, upload_id uuid)
  returns void
  language plpgsql volatile
  set search_path = ''
  as $$
begin
  if home.owner_id is not null or home.session_id is not null then
    delete from public.uploads as upload
    where upload.id = upload_id and (upload.owner_id = home.owner_id or upload.session_id = home.session_id);
  end if;
end
$$;
comment on function private.forget_upload(private.home, uuid) is 'Forgets an upload of the home.';
grant execute on function private.forget_upload(private.home, uuid) to anon, authenticated;

create function private.staged_forget_upload(capability text, upload_id uuid)
  returns void
  language sql volatile security definer
  set search_path = ''
  as $$ select private.forget_upload(private.session_home(capability), upload_id) $$;
comment on function private.staged_forget_upload(text, uuid) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_forget_upload(text, uuid) to anon, authenticated;

create function public.forget_upload(upload_id uuid, capability text default null)
  returns void
  language plpgsql volatile
  set search_path = ''
  as $$
begin
  if capability is null then
    perform private.forget_upload(private.own_home(), upload_id);
  else
    perform private.staged_forget_upload(capability, upload_id);
  end if;
end
$$;
comment on function public.forget_upload(uuid, text) is
  'files.removeUpload, the row of it; the object in incoming/ is removed before. Harmless when there is none.';
grant execute on function public.forget_upload(uuid, text) to anon, authenticated;

create function private.record_file(home private.home, file jsonb)
  returns setof public.files
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
begin
  perform private.require_home(home);
  perform private.take_turn(home);
  return query
    insert into public.files as stored (owner_id, session_id, kind, ref_id, size, sha256, mime_type)
    select home.owner_id, home.session_id, given.kind, given.ref_id, given.size, given.sha256, given.mime_type
    from jsonb_to_record(file) as given (kind text, ref_id uuid, size bigint, sha256 text, mime_type text)
    on conflict (key) do update set
      size = excluded.size,
      sha256 = excluded.sha256,
      mime_type = excluded.mime_type,
      generation = stored.generation + 1,
      created_at = private.now()
    returning stored.*;
end
$$;
comment on function private.record_file(private.home, jsonb) is 'Records a file of the home whose object has arrived.';
grant execute on function private.record_file(private.home, jsonb) to anon, authenticated;

create function private.staged_record_file(capability text, file jsonb)
  returns setof public.files
  language sql volatile security definer
  set search_path = ''
  rows 1
  as $$ select * from private.record_file(private.session_home(capability), file) $$;
comment on function private.staged_record_file(text, jsonb) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_record_file(text, jsonb) to anon, authenticated;

create function public.record_file(file jsonb, capability text default null)
  returns setof public.files
  language plpgsql volatile
  set search_path = ''
  rows 1
  as $$
begin
  if capability is null then
    return query select * from private.record_file(private.own_home(), file);
  else
    return query select * from private.staged_record_file(capability, file);
  end if;
end
$$;
comment on function public.record_file(jsonb, text) is
  'files.put, once the object is in its place. file = {kind, ref_id, size, sha256, mime_type}. The same ref again replaces the record. Errors: not_allowed without a member who has a profile or an open session.';
grant execute on function public.record_file(jsonb, text) to anon, authenticated;

create function private.find_file(home private.home, file_kind text, ref_id uuid)
  returns setof public.files
  language plpgsql stable
  set search_path = ''
  rows 1
  as $$
begin
  if home.owner_id is null and home.session_id is null then
    return;
  end if;
  return query
    select file.* from public.files as file
    where file.ref_id = find_file.ref_id
      and file.kind = file_kind
      and (file.owner_id = home.owner_id or file.session_id = home.session_id)
      and (
        file_kind = 'avatar'
        or not exists (
          select from public.documents as document
          where document.id = find_file.ref_id and document.removed_at is not null
        )
      );
end
$$;
comment on function private.find_file(private.home, text, uuid) is 'A file of the home that may be read.';
grant execute on function private.find_file(private.home, text, uuid) to anon, authenticated;

create function private.staged_find_file(capability text, file_kind text, ref_id uuid)
  returns setof public.files
  language sql stable security definer
  set search_path = ''
  rows 1
  as $$ select * from private.find_file(private.session_home(capability), file_kind, ref_id) $$;
comment on function private.staged_find_file(text, text, uuid) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_find_file(text, text, uuid) to anon, authenticated;

create function public.find_file(file_kind text, ref_id uuid, capability text default null)
  returns setof public.files
  language plpgsql stable
  set search_path = ''
  rows 1
  as $$
begin
  if capability is null then
    return query select * from private.find_file(private.own_home(), file_kind, ref_id);
  else
    return query select * from private.staged_find_file(capability, file_kind, ref_id);
  end if;
end
$$;
comment on function public.find_file(text, uuid, text) is
  'files.open and signedUrl: where the object lies. No row for a missing one, and for that of a removed document.';
grant execute on function public.find_file(text, uuid, text) to anon, authenticated;

create function private.release_file(home private.home, file_kind text, ref_id uuid)
  returns text
  language plpgsql volatile
  set search_path = ''
  as $$
declare
  released text;
begin
  if home.owner_id is not null or home.session_id is not null then
    delete from public.files as file
    where file.ref_id = release_file.ref_id
      and file.kind = file_kind
      and (file.owner_id = home.owner_id or file.session_id = home.session_id)
      and not private.is_needed(file)
    returning file.key into released;
  end if;
  return released;
end
$$;
comment on function private.release_file(private.home, text, uuid) is 'Lets go of a file of the home that nothing needs.';
grant execute on function private.release_file(private.home, text, uuid) to anon, authenticated;

create function private.staged_release_file(capability text, file_kind text, ref_id uuid)
  returns text
  language sql volatile security definer
  set search_path = ''
  as $$ select private.release_file(private.session_home(capability), file_kind, ref_id) $$;
comment on function private.staged_release_file(text, text, uuid) is 'The same for what is staged in the session the capability opens.';
grant execute on function private.staged_release_file(text, text, uuid) to anon, authenticated;

create function public.release_file(file_kind text, ref_id uuid, capability text default null)
  returns text
  language plpgsql volatile
  set search_path = ''
  as $$
begin
  if capability is null then
    return private.release_file(private.own_home(), file_kind, ref_id);
  else
    return private.staged_release_file(capability, file_kind, ref_id);
  end if;
end
$$;
comment on function public.release_file(text, uuid, text) is
  'files.remove, the row of it. Gives the key of the object to be removed now; null when there is none or it is needed.';
grant execute on function public.release_file(text, uuid, text) to anon, authenticated;

revoke execute on all functions in schema private, public from public;
