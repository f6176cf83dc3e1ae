/** Reads what a database is made of, as text that is equal for equal databases. */
import type { Connection, Row } from "./database.ts";

const ours = "n.nspname in ('public', 'private')";

/** Everything our migrations make, one line each, sorted. Ids the database gave out are not in it. */
export async function describeSchema(connection: Connection): Promise<string[]> {
  const parts = await Promise.all(
    Object.entries(queries).map(async ([kind, sql]) =>
      (await connection.query(sql)).map((row) => `${kind}: ${Object.values(row).map(String).join(" | ")}`),
    ),
  );
  return parts.flat().sort();
}

const queries: Readonly<Record<string, string>> = {
  schema: `select n.nspname, n.nspacl::text, obj_description(n.oid, 'pg_namespace') from pg_namespace n where ${ours}`,
  table: `
    select n.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text,
      obj_description(c.oid, 'pg_class')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours} and c.relkind in ('r', 'v', 'S', 'c')`,
  column: `
    select n.nspname, c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
      a.attidentity, pg_get_expr(d.adbin, d.adrelid), a.attacl::text, col_description(c.oid, a.attnum)
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where ${ours} and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v', 'c')`,
  constraint: `
    select n.nspname, c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid), c.condeferrable, c.condeferred
    from pg_constraint c join pg_namespace n on n.oid = c.connamespace where ${ours}`,
  index: "select schemaname, indexname, indexdef from pg_indexes where schemaname in ('public', 'private')",
  policy: `
    select schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check
    from pg_policies where schemaname in ('public', 'private', 'storage')`,
  function: `
    select p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proacl::text, obj_description(p.oid, 'pg_proc')
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ours}`,
  trigger: `
    select c.oid::regclass::text, pg_get_triggerdef(t.oid)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and n.nspname in ('public', 'private', 'auth', 'storage')`,
  "default privilege": `
    select defaclrole::regrole::text, defaclnamespace::regnamespace::text, defaclobjtype, defaclacl::text
    from pg_default_acl`,
  bucket: "select id, name, public, file_size_limit, allowed_mime_types::text from storage.buckets",
};

export type CatalogTable = { readonly schema: string; readonly name: string };

/** Every table of ours, and the one of storage whose rows are ours. */
export async function listTables(connection: Connection): Promise<CatalogTable[]> {
  const rows = await connection.query(`
    select n.nspname as schema, c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and (${ours} or (n.nspname = 'storage' and c.relname = 'objects'))
    order by 1, 2`);
  return rows.map((row) => ({ schema: text(row, "schema"), name: text(row, "name") }));
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new Error(`${column} is no text`);
  return value;
}
