/**
 * A Supabase that is there already, as the suites use one: that of `supabase start`, or a hosted project nobody uses. It is
 * emptied for every test, so one that holds anybody's account is refused.
 *
 * SUPABASE_TEST_URL, SUPABASE_TEST_PUBLISHABLE_KEY, SUPABASE_TEST_SECRET_KEY, SUPABASE_TEST_JWT_SECRET and
 * SUPABASE_TEST_DATABASE (a connection string of its own database); SUPABASE_TEST_MAILS where Mailpit shows its mails. Of
 * the clocks only the database's can be moved: what waits for a signed address or a sign-in to expire fails there.
 */
import { createClient } from "@supabase/supabase-js";
import postgres from "postgres";

import { jsonAsText, numbers, type Row } from "./database.ts";
import { mintMemberToken } from "./keys.ts";
import { clockSql } from "./stack-clock.ts";
import type { SupabaseStack } from "./stack.ts";

/** What the suites ask of a stack, wherever it runs. */
export type TestedStack = Pick<
  SupabaseStack,
  "url" | "publishableKey" | "secretKey" | "sql" | "putAccount" | "tokenFor" | "setClock" | "reset"
> & {
  mails(): Promise<readonly { readonly to: string; readonly text: string; readonly html: string }[]>;
  /** The bytes in every bucket by `bucket/key`. */
  objects(): Promise<ReadonlyMap<string, Uint8Array>>;
};

const bucket = "user-documents";

/** Null when none is named. Throws when only a part of what is needed is. */
export async function connectRealStack(): Promise<TestedStack | null> {
  const { SUPABASE_TEST_URL: url, SUPABASE_TEST_MAILS: mailpit } = process.env;
  if (!url) return null;
  const publishableKey = required("SUPABASE_TEST_PUBLISHABLE_KEY");
  const secretKey = required("SUPABASE_TEST_SECRET_KEY");
  const jwtSecret = required("SUPABASE_TEST_JWT_SECRET");
  const sql = postgres(required("SUPABASE_TEST_DATABASE"), {
    onnotice: () => undefined,
    max: 2,
    types: { bigint: numbers, ...jsonAsText },
  });
  const query = async (text: string, parameters: readonly unknown[] = []) => [
    ...(await sql.unsafe<Row[]>(text, parameters as postgres.ParameterOrJSON<never>[])),
  ];
  const [held] = await query("select count(*) as accounts from auth.users");
  if (held?.accounts !== 0) {
    throw new Error(`${url} holds accounts. The tests empty what they run on: name one that is empty.`);
  }
  const service = createClient(url, secretKey, { auth: { persistSession: false, autoRefreshToken: false } });
  const files = service.storage.from(bucket);
  const listKeys = async () => {
    const rows = await query("select name from storage.objects where bucket_id = $1", [bucket]);
    return rows.map(({ name }) => String(name));
  };
  let began = trueTime();
  const setClock = async (at: number | null) => void (await query(clockSql(at)));

  return {
    url,
    publishableKey,
    secretKey,
    sql: query,
    putAccount: (account) => putAccount(service.auth.admin, account),
    tokenFor: (member) => mintMemberToken(member, jwtSecret, trueTime()),
    setClock,
    async reset(at = null) {
      const keys = await listKeys();
      for (let from = 0; from < keys.length; from += 1000) await files.remove(keys.slice(from, from + 1000));
      await query(emptySql);
      await setClock(at);
      began = trueTime();
    },
    mails: async () => (mailpit ? readMails(mailpit, began) : []),
    async objects() {
      const found = await Promise.all(
        (await listKeys()).map(async (key) => {
          const { data, error } = await files.download(key);
          if (error) throw error;
          return [`${bucket}/${key}`, new Uint8Array(await data.arrayBuffer())] as const;
        }),
      );
      return new Map(found);
    },
  };
}

/** Milliseconds. Tests stop the clock of this process; the services over there go by the true time. */
function trueTime(): number {
  return performance.timeOrigin + performance.now();
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`SUPABASE_TEST_URL is set; ${name} has to be, too.`);
  return value;
}

type Admin = ReturnType<typeof createClient>["auth"]["admin"];

async function putAccount(
  admin: Admin,
  { id, email, passwordHash }: { id: string; email: string; passwordHash: string },
): Promise<void> {
  const { error } = await admin.createUser({ id, email, password_hash: passwordHash, email_confirm: true });
  if (!error) return;
  const isThere = (await admin.getUserById(id)).data.user !== null;
  const changed = isThere ? await admin.updateUserById(id, { email, email_confirm: true }) : { error };
  // As the database says it of an address somebody has.
  if (changed.error) throw Object.assign(new Error(changed.error.message), { code: "23505" });
}

/** Mailpit's own interface; oldest first. */
async function readMails(mailpit: string, since: number) {
  const list = (await (await fetch(`${mailpit}/api/v1/messages?limit=200`)).json()) as {
    messages: readonly { ID: string; Created: string }[];
  };
  const recent = list.messages.filter(({ Created }) => Date.parse(Created) >= since).toReversed();
  return Promise.all(
    recent.map(async ({ ID }) => {
      const mail = (await (await fetch(`${mailpit}/api/v1/message/${ID}`)).json()) as {
        To: readonly { Address: string }[];
        Text: string;
        HTML: string;
      };
      return { to: mail.To[0]?.Address ?? "", text: mail.Text, html: mail.HTML };
    }),
  );
}

/** Objects go through the Storage API: a hosted project lets nobody delete their rows. */
const emptySql = `
  do $$ declare names text; begin
    select string_agg(format('%I.%I', schemaname, tablename), ', ') into names
    from pg_tables where schemaname in ('public', 'private');
    execute 'truncate ' || names || ' cascade';
    delete from auth.users where true;
  end $$`;
