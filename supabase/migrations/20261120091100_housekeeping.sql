-- What crosses members: clearing away what is past its time. For the service key alone. Rows go first; the objects they
-- spoke of are strays from then on and go through the Storage API, which SQL must not do in its place.

create function public.housekeep() returns jsonb
  language plpgsql volatile security definer
  set search_path = ''
  as $$
declare
  moment constant timestamptz := private.now();
  gone uuid[];
  keys text[];
  more text[];
  sessions integer;
  documents integer;
  uploads integer;
  files integer;
begin
  select array_agg(session.id) into gone
  from public.onboarding_sessions as session where session.expires_at <= moment;
  select coalesce(array_agg(file.key), '{}') into keys from public.files as file where file.session_id = any (gone);
  delete from public.onboarding_sessions as session where session.id = any (gone);
  get diagnostics sessions = row_count;

  select array_agg(document.id) into gone
  from public.documents as document where document.removed_at <= moment - private.undo_window();
  delete from public.documents as document where document.id = any (gone);
  get diagnostics documents = row_count;
  with removed as (
    delete from public.files as file
    where file.ref_id = any (gone) and file.kind <> 'avatar' and not private.is_needed(file)
    returning file.key
  )
  select coalesce(array_agg(removed.key), '{}') into more from removed;
  keys := keys || more;

  delete from public.uploads as upload where upload.expires_at <= moment;
  get diagnostics uploads = row_count;

  -- A file is put before what it belongs to is made; after a day nothing will come any more. The same rule as
  -- private.is_needed, for all files at once.
  with removed as (
    delete from public.files as file
    where file.created_at <= moment - interval '24 hours'
      and not exists (
        select from public.documents as document
        where file.kind <> 'avatar' and document.id = file.ref_id
          and (document.owner_id = file.owner_id or document.session_id = file.session_id)
      )
      and not exists (
        select from public.users as member
        where file.kind = 'avatar' and member.id = file.owner_id and member.avatar_id = file.ref_id
      )
      and not exists (
        select from public.onboarding_sessions as session
        where file.kind = 'avatar' and session.id = file.session_id
          and session.data ->> 'avatarId' = file.ref_id::text
      )
    returning file.key
  )
  select coalesce(array_agg(removed.key), '{}') into more from removed;
  files := cardinality(more);

  delete from private.asked where asked.minute < moment - interval '1 hour';

  return jsonb_build_object(
    'sessions', sessions,
    'documents', documents,
    'uploads', uploads,
    'files', files,
    'keys', to_jsonb(keys || more)
  );
end
$$;
comment on function public.housekeep() is
  'Removes rows past their time and counts them: expired sessions with what is staged in them, documents removed for good, abandoned uploads, files nothing needs. keys: the objects that lost their row, to be removed now.';
grant execute on function public.housekeep() to service_role;

create function public.list_stray_objects(at_most integer default 1000) returns setof text
  language sql stable security definer
  set search_path = ''
  as $$
  select object.name
  from storage.objects as object
  where object.bucket_id = 'user-documents'
    and object.created_at <= private.now() - interval '24 hours'
    and not exists (
      select from public.files as file where file.key = regexp_replace(object.name, '/removed/', '/')
    )
    and not exists (
      select from public.uploads as upload
      where object.name = private.folder_of(upload.owner_id, upload.session_id) || '/incoming/' || upload.id
    )
  order by object.name
  limit least(greatest(at_most, 1), 1000)
$$;
comment on function public.list_stray_objects(integer) is
  'Objects older than a day that no row speaks of: what a crash left between an object and its row. Removed through the Storage API.';
grant execute on function public.list_stray_objects(integer) to service_role;

revoke execute on all functions in schema private, public from public;
