-- The bucket, and who may touch which object. Keys are made of ids only:
--   <member id>/documents/<document id>      the cleaned file
--   <member id>/thumbnails/<document id>
--   <member id>/profile/<avatar id>
--   <member id>/incoming/<upload id>         bytes as they were sent, until they are checked and cleaned
--   <member id>/removed/documents/<document id>, <member id>/removed/thumbnails/<document id>
--                                            of a removed document: moved away, so that signed addresses stop
--   sessions/<session id>/…                  the same, staged; reached with the service key alone

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values (
  'user-documents',
  'user-documents',
  false,
  52428800,
  array[
    'application/pdf',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'text/plain', 'text/markdown', 'text/csv',
    'image/jpeg', 'image/png', 'image/webp',
    'audio/mpeg', 'audio/mp4', 'audio/wav',
    -- What arrives in incoming/ before anybody has looked at it.
    'application/octet-stream'
  ]
)
on conflict (id) do update set
  public = excluded.public,
  file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

create function private.is_key(key text) returns boolean
  language sql immutable parallel safe
  set search_path = ''
  as $$
  select key ~ (
    '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
    '/((removed/)?(documents|thumbnails)|profile|incoming)'
    '/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  )
$$;
comment on function private.is_key(text) is 'Whether it is a key a member''s object can have.';
grant execute on function private.is_key(text) to authenticated;

create function private.owner_of_key(key text) returns uuid
  language sql immutable parallel safe
  set search_path = ''
  as $$ select case when private.is_key(key) then split_part(key, '/', 1)::uuid end $$;
comment on function private.owner_of_key(text) is 'The member whose object it is; null for anything else.';
grant execute on function private.owner_of_key(text) to authenticated;

create function private.ref_of_key(key text, shelf text) returns uuid
  language sql immutable parallel safe
  set search_path = ''
  as $$
  select case when private.is_key(key) and split_part(key, '/', 2) = shelf then split_part(key, '/', 3)::uuid end
$$;
comment on function private.ref_of_key(text, text) is
  'What the object belongs to, when it lies on that shelf: a document, an avatar or an upload. Null otherwise.';
grant execute on function private.ref_of_key(text, text) to authenticated;

-- The inner selects run as the member who asks: who sees the row sees the object, by one rule. Documents and uploads have
-- a name of their own, so the object's is always called objects.name.
create policy "Members read their own objects and those of things they see" on storage.objects
  for select to authenticated
  using (
    bucket_id = 'user-documents'
    and (
      (storage.foldername(name))[1] = (select auth.uid())::text
      or exists (
        select from public.documents as document
        where document.id = coalesce(private.ref_of_key(objects.name, 'documents'), private.ref_of_key(objects.name, 'thumbnails'))
          and document.owner_id = private.owner_of_key(objects.name)
          and document.removed_at is null
      )
      or exists (
        select from public.users as member
        where member.id = private.owner_of_key(objects.name) and member.avatar_id = private.ref_of_key(objects.name, 'profile')
      )
    )
  );
create policy "Members store objects of their own, unchecked bytes by upload" on storage.objects
  for insert to authenticated
  with check (
    bucket_id = 'user-documents'
    and (storage.foldername(name))[1] = (select auth.uid())::text
    and private.is_key(name)
    and (
      (storage.foldername(name))[2] <> 'incoming'
      or exists (
        select from public.uploads as upload
        where upload.id = private.ref_of_key(objects.name, 'incoming') and upload.expires_at > private.now()
      )
    )
  );
create policy "Members replace and move their own objects" on storage.objects
  for update to authenticated
  using (bucket_id = 'user-documents' and (storage.foldername(name))[1] = (select auth.uid())::text)
  with check (
    bucket_id = 'user-documents'
    and (storage.foldername(name))[1] = (select auth.uid())::text
    and private.is_key(name)
  );
create policy "Members remove their own objects" on storage.objects
  for delete to authenticated
  using (bucket_id = 'user-documents' and (storage.foldername(name))[1] = (select auth.uid())::text);

revoke execute on all functions in schema private, public from public;
