/** Moves the clock every rule of the migrations reads: private.now(). */

/** `at` in milliseconds: it stands still there; null: the real time. */
export function clockSql(at: number | null): string {
  const now = at === null ? "pg_catalog.now()" : `'${new Date(at).toISOString()}'::timestamptz`;
  return `create or replace function private.now() returns timestamptz(3) language sql stable set search_path = ''
    as $$ select date_trunc('milliseconds', ${now})::timestamptz(3) $$`;
}
