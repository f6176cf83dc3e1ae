/**
 * A Supabase without Docker: @supabase/lite on PGlite (or on a real Postgres) with this repository's migrations, behind a
 * gateway that sets right what it does differently from the real server. For tests and for trying the Supabase mode.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AsyncLocalStorage } from "node:async_hooks";
import path from "node:path";

import { openStackDatabase, type Row } from "./database.ts";
import { authAdmin } from "./gateway/auth-admin.ts";
import { authPassword } from "./gateway/auth-password.ts";
import { authVerify } from "./gateway/auth-verify.ts";
import { misbehave, type Behavior, type Part } from "./gateway/behavior.ts";
import { bearerOf, chain, type Call } from "./gateway/call.ts";
import { answerPreflight } from "./gateway/cross-origin.ts";
import { showDatabaseFault } from "./gateway/database-errors.ts";
import { ranges } from "./gateway/ranges.ts";
import { openResumableUploads } from "./gateway/resumable-uploads.ts";
import { signedUrls } from "./gateway/signed-urls.ts";
import { storageAnswers } from "./gateway/storage-answers.ts";
import { refuseMove } from "./gateway/storage-moves.ts";
import { storageErrors } from "./gateway/storage-errors.ts";
import { storageTurns } from "./gateway/storage-turns.ts";
import { storageUploads } from "./gateway/storage-uploads.ts";
import { createKeys, mintMemberToken, readToken, type StackKeys } from "./keys.ts";
import { createObjects } from "./objects.ts";
import { clockSql } from "./stack-clock.ts";

export type StackOptions = {
  /** Null: any free port. */
  readonly port?: number | null;
  /** A Postgres where a database can be made for the stack; null: PGlite. */
  readonly postgresUrl?: string | null;
  /** Where links in mails lead. */
  readonly siteUrl?: string;
  /** Whether a new account waits for its mail to be confirmed. */
  readonly confirmEmails?: boolean;
  readonly keys?: StackKeys;
};

export type StackMail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/** What came in, without bodies. */
export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  /** The strongest proof it carried. */
  readonly proof: "secret" | "member" | "publishable" | "none";
  /** Whose token it carried. */
  readonly memberId: string | null;
  readonly bytes: number;
};

export type SupabaseStack = StackKeys & {
  readonly url: string;
  /** Where other programs reach the database; null on PGlite. */
  readonly databaseUrl: string | null;
  /** Lets other programs reach the database, on PGlite too, while nobody asks anything of the stack. */
  serveDatabase(): Promise<{ readonly url: string; close(): Promise<void> }>;
  /** Runs as the owner of everything, past every policy. */
  sql(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** As `sql`, several statements without parameters. */
  exec(text: string): Promise<void>;
  /**
   * An account with a confirmed address, past sign-up, which costs a tenth of a second. `passwordHash` is bcrypt. The same
   * id again changes its address and password.
   */
  putAccount(account: { id: string; email: string; passwordHash: string }): Promise<void>;
  /** What a sign-in of that member would give, for an hour. */
  tokenFor(member: { id: string; email?: string }): string;
  /** Oldest first. */
  mails(): readonly StackMail[];
  requests(): readonly SeenRequest[];
  forgetRequests(): void;
  /** The bytes in every bucket by `bucket/key`. */
  objects(): ReadonlyMap<string, Uint8Array>;
  /** Stops the clock of the database's rules and of signed addresses at that time (milliseconds); null: the real time. */
  setClock(at: number | null): Promise<void>;
  /** From now on, until told otherwise. */
  behave(behavior: Behavior, part?: Part): void;
  /** As right after the start: no accounts, rows, objects or mails; well behaved. `at` as for `setClock`; else the real time. */
  reset(at?: number | null): Promise<void>;
  stop(): Promise<void>;
};

export async function startSupabaseStack(options: StackOptions = {}): Promise<SupabaseStack> {
  const keys = options.keys ?? createKeys();
  const database = await openStackDatabase(options.postgresUrl ?? null);
  const objects = createObjects();
  const mails: StackMail[] = [];
  const requests: SeenRequest[] = [];
  let behavior: { how: Behavior; part: Part | null } = { how: { kind: "well" }, part: null };
  let stoppedAt: number | null = null;
  const clock = () => stoppedAt ?? Date.now();

  const siteUrl = options.siteUrl ?? "http://localhost:3000";
  const app = await openLite({
    database,
    objects,
    keys,
    siteUrl,
    confirmEmails: options.confirmEmails ?? false,
    keep: (mail) => {
      // The real server's links lead to itself, and from there to where the call asked for.
      const asked = calls.getStore()?.url.searchParams.get("redirect_to");
      const lead = (text: string) => {
        const own = text.replaceAll(`${siteUrl}/auth/v1/`, `${url}/auth/v1/`);
        return asked ? own.replaceAll(encodeURIComponent(siteUrl), encodeURIComponent(asked)) : own;
      };
      mails.push({ ...mail, text: lead(mail.text), html: lead(mail.html) });
    },
  });

  const answer = chain(
    [
      ranges,
      storageErrors,
      storageUploads,
      signedUrls(keys, clock),
      storageAnswers,
      storageTurns(),
      authAdmin(database.query, keys.secretKey),
      authPassword(database.query),
      authVerify,
    ],
    (call) =>
      calls.run(call, async () => {
        const { result, fault } = await database.inTurn(() =>
          app.fetch(toRequest(call), { peerAddress: null }),
        );
        return refuseMove(call, await showDatabaseFault(result, fault), fault);
      }),
  );
  const uploads = await openResumableUploads({ keys, clock, ask: answer, origin: () => url });

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const target = new URL(request.url ?? "/", url);
    if (behavior.part === null || target.pathname.startsWith(`/${behavior.part}/`)) {
      if (await misbehave(behavior.how, request, response)) return;
    }
    if (answerPreflight(request, response)) return;
    const headers = headersOf(request);
    requests.push(describe(request.method ?? "GET", target, headers, keys));
    if (uploads.takes(target.pathname)) return uploads.handle(request, response);
    const call = { method: request.method ?? "GET", url: target, headers, body: await bodyOf(request) };
    await send(await answer(call), response);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // Whoever went away in the middle wants no answer.
      if (request.socket.destroyed) return;
      process.stderr.write(`The test stack failed at ${request.method} ${request.url}: ${String(error)}\n`);
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: "the test stack failed" }));
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const setClock = async (at: number | null) => {
    if (at === stoppedAt) return;
    stoppedAt = at;
    await database.exec(clockSql(at));
  };

  return {
    ...keys,
    url,
    databaseUrl: database.url,
    serveDatabase: database.serve,
    sql: database.query,
    exec: database.exec,
    async putAccount({ id, email, passwordHash }) {
      await database.query(putAccountSql, [id, email.toLowerCase(), passwordHash]);
    },
    tokenFor: (member) => mintMemberToken(member, keys.jwtSecret, clock()),
    mails: () => [...mails],
    requests: () => [...requests],
    forgetRequests: () => void requests.splice(0),
    objects: objects.all,
    setClock,
    behave: (how, part) => {
      behavior = { how, part: part ?? null };
    },
    async reset(at = null) {
      behavior = { how: { kind: "well" }, part: null };
      await setClock(at);
      await database.exec(emptySql);
      objects.clear();
      await uploads.clear();
      mails.splice(0);
      requests.splice(0);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await uploads.close();
      await database.close();
    },
  };
}

type LiteParts = {
  readonly database: Awaited<ReturnType<typeof openStackDatabase>>;
  readonly objects: ReturnType<typeof createObjects>;
  readonly keys: StackKeys;
  readonly siteUrl: string;
  readonly confirmEmails: boolean;
  readonly keep: (mail: StackMail) => void;
};

const template = (name: string) => ({
  content_path: path.resolve(import.meta.dirname, "../../../supabase/templates", `${name}.html`),
});
const templates = {
  confirmation: template("confirmation"),
  recovery: template("recovery"),
  email_change: template("email_change"),
};

/** The settings are those of supabase/config.toml. */
async function openLite({ database, objects, keys, siteUrl, confirmEmails, keep }: LiteParts) {
  const { App } = await import("@supabase/lite");
  const app = new App({
    connection: database.connection,
    api: { schemas: ["public"], extra_search_path: ["public", "extensions"], max_rows: 1000 },
    auth: {
      enabled: true,
      site_url: siteUrl,
      additional_redirect_urls: [`${siteUrl}/**`, "http://localhost:3000/**", "http://127.0.0.1:3000/**"],
      jwt_secret: keys.jwtSecret,
      publishable_key: keys.publishableKey,
      secret_key: keys.secretKey,
      jwt_expiry: 3600,
      enable_refresh_token_rotation: true,
      refresh_token_reuse_interval: 10,
      enable_signup: true,
      enable_anonymous_sign_ins: false,
      minimum_password_length: 10,
      email: {
        enable_signup: true,
        enable_confirmations: confirmEmails,
        double_confirm_changes: false,
        secure_password_change: false,
        otp_expiry: 3600,
        template: templates,
      },
    },
    storage: { enabled: true, file_size_limit: "50MiB" },
    options: {
      // Otherwise whoever asks from this machine without a key is the service.
      server: { admin: false },
      drivers: {
        email: {
          async send({
            to,
            subject,
            text,
            html,
          }: {
            to: string;
            subject: string;
            text?: string;
            html?: string;
          }) {
            keep({ to, subject, text: text ?? "", html: html ?? "" });
          },
        },
      },
    },
  });
  app._storageAdapter = objects.adapter;
  return app;
}

/** @supabase/lite prints every error a database gives, also those a test is about, and a warning that it is young. */
function keepQuiet(isQuiet: () => boolean): void {
  const { error, warn } = console;
  console.error = (...words: unknown[]) => (isQuiet() ? undefined : error(...words));
  console.warn = (...words: unknown[]) => (isQuiet() ? undefined : warn(...words));
}

/** The request whose answer is being made. */
const calls = new AsyncLocalStorage<Call>();
keepQuiet(() => calls.getStore() !== undefined);

function toRequest({ method, url, headers, body }: Call): Request {
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(url, { method, headers, ...(hasBody ? { body: body.slice() } : {}) });
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return new Uint8Array(Buffer.concat(pieces));
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  for (const [name, value] of answer.headers) {
    if (!name.startsWith("access-control-") && name !== "content-length") response.setHeader(name, value);
  }
  const length = bytes.byteLength > 0 ? String(bytes.byteLength) : answer.headers.get("content-length");
  if (length !== null) response.setHeader("content-length", length);
  response.writeHead(answer.status).end(bytes);
}

function describe(method: string, { pathname }: URL, headers: Headers, keys: StackKeys): SeenRequest {
  const sent = [headers.get("apikey"), headers.get("authorization")].join(" ");
  const token = bearerOf(headers) ?? headers.get("x-signature") ?? "";
  const claims = readToken(token, keys.jwtSecret, 0);
  const memberId = typeof claims?.sub === "string" && claims.role === "authenticated" ? claims.sub : null;
  const proof = sent.includes(keys.secretKey)
    ? "secret"
    : memberId !== null
      ? "member"
      : sent.includes(keys.publishableKey)
        ? "publishable"
        : "none";
  return { method, path: pathname, proof, memberId, bytes: Number(headers.get("content-length") ?? 0) };
}

/** Id, address, password hash: an account with a confirmed address, or the same one with another address and password. */
const putAccountSql = `
  with put as (
    insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
    values ($1, 'authenticated', 'authenticated', $2, $3, now(), '{"provider":"email","providers":["email"]}', '{}')
    on conflict (id) do update set email = excluded.email, encrypted_password = excluded.encrypted_password
  )
  insert into auth.identities (id, provider, provider_id, user_id, identity_data)
  values (gen_random_uuid(), 'email', $1::text, $1::uuid, jsonb_build_object('sub', $1::text, 'email', $2::text))
  on conflict (provider, provider_id) do update set identity_data = excluded.identity_data`;

/**
 * Everything members and visitors made; the bucket itself comes with the migrations. Row by row, past triggers and keys:
 * of a few rows that costs a twentieth of what new files for two dozen tables cost.
 */
const emptySql = `
  do $$ declare name text; begin
    set local session_replication_role = replica;
    for name in
      select format('%I.%I', schemaname, tablename) from pg_tables
      where schemaname in ('public', 'private', 'auth') or (schemaname = 'storage' and tablename = 'objects')
    loop
      execute 'delete from ' || name;
    end loop;
  end $$`;
