-- What `npm run kit -- doctor` asks: whether the project is set up as the migrations leave it. For the service key alone.

create function public.inspect_setup() returns jsonb
  language plpgsql stable security definer
  set search_path = ''
  as $$
declare
  -- Kept by the command line tool; there is none where somebody applied the files by hand.
  kept_by_the_tool constant regclass := to_regclass('supabase_migrations.schema_migrations');
  applied jsonb;
begin
  if kept_by_the_tool is not null then
    execute format('select jsonb_agg(version order by version) from %s', kept_by_the_tool) into applied;
  end if;
  return jsonb_build_object(
    'migrations', applied,
    'open_tables', (
      select coalesce(jsonb_agg(quote_ident(schema.nspname) || '.' || quote_ident(entry.relname)), '[]')
      from pg_catalog.pg_class as entry
      join pg_catalog.pg_namespace as schema on schema.oid = entry.relnamespace
      where entry.relkind in ('r', 'p')
        and (
          (schema.nspname in ('public', 'private') and not (entry.relrowsecurity and entry.relforcerowsecurity))
          or (entry.oid = 'storage.objects'::regclass and not entry.relrowsecurity)
        )
    ),
    'policies', (
      select coalesce(jsonb_object_agg(counted.place, counted.policies), '{}')
      from (
        select schemaname || '.' || tablename as place, count(*) as policies
        from pg_catalog.pg_policies
        where schemaname = 'public' or (schemaname = 'storage' and tablename = 'objects')
        group by 1
      ) as counted
    ),
    'bucket', (
      select jsonb_build_object(
        'public', bucket.public,
        'file_size_limit', bucket.file_size_limit,
        'allowed_mime_types', to_jsonb(bucket.allowed_mime_types)
      )
      from storage.buckets as bucket
      where bucket.id = 'user-documents'
    )
  );
end
$$;
comment on function public.inspect_setup() is
  'Migrations as the command line tool counts them (null without it), tables anybody could read, how many policies each table has, and the bucket''s settings.';
grant execute on function public.inspect_setup() to service_role;

revoke execute on all functions in schema private, public from public;
