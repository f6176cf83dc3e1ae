/** The Supabase storage as tests use it: a stack for each worker, emptied for every test. */
import { hash } from "@node-rs/bcrypt";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Upload } from "tus-js-client";
import { vi } from "vitest";

import { createOutbox } from "#lib/auth/outbox.ts";
import { createSupabaseAuth } from "#lib/auth/supabase.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { UploadTarget } from "#lib/domain/upload-target.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import { openSupabaseStore } from "#lib/store/supabase/open-supabase-store.ts";
import type { AccessToken } from "#lib/store/supabase/viewing.ts";
import { postgresUrl } from "../sql/support/database.ts";
import { castPassword } from "./cast.ts";
import type { OpenedStorage, SignedAnswer, StorageUnderTest } from "./storage-under-test.ts";
import { connectRealStack, type TestedStack } from "./supabase/real-stack.ts";
import { startSupabaseStack } from "./supabase/stack.ts";

const sessionTimeoutHours = 720;
/** The lowest cost there is: what is tested is not how long bcrypt takes. */
const castPasswordHash = hash(castPassword, { cost: 4 });

export const supabaseStorageUnderTest: StorageUnderTest = {
  name: "supabase",
  optOuts: {
    "account records": "Supabase Auth keeps the accounts, and shows nobody its records",
    "hashed link tokens": "the links of Supabase Auth carry the very hash that it stores",
    "kept mails": "Supabase Auth hands its mails over at once and keeps none",
  },
  open: openSupabaseUnderTest,
};

/** Started once and used again by later tests of the same worker; a test that opens two storages takes two. */
const idle: TestedStack[] = [];
/** The one that is named in the environment is there once; what needs a second storage gets one of its own beside it. */
let realStack: Promise<TestedStack | null> | null = null;

async function takeStack(at: number): Promise<TestedStack> {
  const isFirst = realStack === null;
  realStack ??= connectRealStack();
  const real = await realStack;
  const stack = idle.pop() ?? ((isFirst && real) || (await startOwnStack()));
  await stack.reset(at);
  return stack;
}

async function startOwnStack(): Promise<TestedStack> {
  const stack = await startSupabaseStack({ postgresUrl });
  return { ...stack, mails: async () => stack.mails(), objects: async () => stack.objects() };
}

async function openSupabaseUnderTest(): Promise<OpenedStorage> {
  const clock = useClock();
  const stack = await takeStack(clock.now());
  /** Whose browser would hold a session: the app signs an account in before it finishes the onboarding. */
  const signedUp = new Set<string>();
  /** Who came as a member has left the browser behind in which they were a visitor. */
  const elsewhere = new Set<string>();
  const isHere = (memberId: string) => signedUp.has(memberId) && !elsewhere.has(memberId);
  let isClosed = false;

  const open = () => {
    const { url, publishableKey, secretKey } = stack;
    return openSupabaseStore({
      url,
      publishableKey,
      secretKey,
      sessionTimeoutHours,
      readPasswordHashes: () => readPasswordHashes(stack),
      // The stack goes on, for the next test.
      fetch: (input, init) => (isClosed ? Promise.reject(new TypeError("fetch failed")) : fetch(input, init)),
    });
  };
  let opened = open();
  const place = await mkdtemp(path.join(tmpdir(), "keepintouch-test-"));
  const outbox = createOutbox(place, clock.now);
  const { url, publishableKey } = stack;
  const auth = createSupabaseAuth({
    ...{ url, publishableKey, sessionTimeoutHours, fetch: opened.fetch, mailer: outbox, clock: clock.now },
    ...{ publicUrl: null, log: () => undefined },
  });

  /** Where no browser is given, one is made up that holds what the app would have left in it. */
  const madeUpToken = (viewer: Viewer): AccessToken => {
    if (viewer.kind === "member") elsewhere.add(viewer.memberId);
    return async (memberId) => {
      const isTheirs = viewer.kind === "member" ? viewer.memberId === memberId : isHere(memberId);
      return isTheirs ? stack.tokenFor({ id: memberId }) : null;
    };
  };

  return {
    open: (viewer, client) => opened.open(viewer, client ? auth.accessToken(client) : madeUpToken(viewer)),
    openAuth: auth.open,
    get admin() {
      return opened.admin;
    },
    accounts: null,
    clock: {
      now: clock.now,
      async advance(milliseconds) {
        clock.advance(milliseconds);
        await stack.setClock(clock.now());
      },
    },
    sessionTimeout: sessionTimeoutHours * 3600 * 1000,
    async prepareAccount({ id, email }) {
      const passwordHash = await castPasswordHash;
      await stack.putAccount({ id, email, passwordHash }).catch(refuseTaken);
      signedUp.add(id);
      return { id, email, passwordHash: null };
    },
    send: sendAsBrowser,
    openSigned: async (url, range) => readAnswer(url, await followSigned(url, stack.url, range)),
    async mails() {
      await auth.settle();
      const notices = await outbox.list();
      return [...(await stack.mails()), ...notices.toReversed()].map(({ to, text }) => ({
        to,
        text,
        token: /[?&](?:token_hash|token)=([\w-]+)/.exec(text)?.[1] ?? null,
      }));
    },
    everythingStored: () => everythingIn(stack),
    countFiles: async () => (await stack.objects()).size,
    async reopen() {
      opened = open();
    },
    async close() {
      await auth.settle();
      isClosed = true;
      await rm(place, { recursive: true, force: true });
      clock.release();
      idle.push(stack);
    },
  };
}

/** Everything in the process reads one clock, which stands still until a test moves it. */
function useClock() {
  vi.useFakeTimers({ toFake: ["Date"] });
  let at = vi.getRealSystemTime();
  vi.setSystemTime(at);
  return {
    now: () => at,
    advance(milliseconds: number) {
      at += milliseconds;
      vi.setSystemTime(at);
    },
    release: () => void vi.useRealTimers(),
  };
}

async function readPasswordHashes(stack: TestedStack): Promise<ReadonlyMap<string, string>> {
  const rows = await stack.sql(
    "select id, encrypted_password from auth.users where encrypted_password is not null",
  );
  return new Map(rows.map(({ id, encrypted_password: kept }) => [String(id), String(kept)]));
}

/** As signing up does with an address somebody has. */
function refuseTaken(error: unknown): never {
  const isTaken = error instanceof Error && "code" in error && error.code === "23505";
  throw isTaken ? new AppError("invalid_input", { fields: { email: "taken" }, cause: error }) : error;
}

async function sendAsBrowser(target: UploadTarget, bytes: Uint8Array): Promise<void> {
  const { url, headers } = target;
  if (target.protocol === "tus") return sendInPieces(target, bytes);
  const answer = await fetch(url, { method: "PUT", headers, body: bytes.slice() });
  if (!answer.ok) throw new Error(`the upload was answered with ${answer.status}: ${await answer.text()}`);
  await answer.body?.cancel();
}

function sendInPieces({ url, headers, metadata, chunkSize }: UploadTarget, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(Buffer.from(bytes), {
      endpoint: url,
      headers,
      metadata,
      ...(chunkSize !== null && { chunkSize }),
      retryDelays: null,
      onSuccess: () => resolve(),
      onError: reject,
    });
    upload.start();
  });
}

async function followSigned(
  address: string,
  origin: string,
  range: { start: number; end: number } | undefined,
): Promise<Response | null> {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // Another stack's address leads to this one, as one project's would lead to the next.
  const own = new URL(`${url.pathname}${url.search}`, origin);
  const headers = range ? { range: `bytes=${range.start}-${range.end}` } : undefined;
  const answer = await fetch(own, { ...(headers && { headers }) });
  if (answer.ok) return answer;
  await answer.body?.cancel();
  return null;
}

async function readAnswer(address: string, answer: Response | null): Promise<SignedAnswer | null> {
  if (answer === null) return null;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const disposition = answer.headers.get("content-disposition");
  const whole = /\/(\d+)$/.exec(answer.headers.get("content-range") ?? "")?.[1];
  const name = disposition === null ? new URL(address).hash.slice(1) : savedName(disposition);
  return {
    bytes,
    size: whole === undefined ? bytes.byteLength : Number(whole),
    mimeType: answer.headers.get("content-type") ?? "",
    disposition: disposition === null ? "inline" : "attachment",
    name: decodeURIComponent(name),
  };
}

function savedName(disposition: string): string {
  return /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? "";
}

async function everythingIn(stack: TestedStack): Promise<string> {
  const tables = await stack.sql(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'private', 'auth', 'storage')`);
  const rows = await Promise.all(
    // When an object was last looked at is nothing anybody made.
    tables.map(({ name }) =>
      stack.sql(`select to_jsonb(t) - 'last_accessed_at' as row from ${String(name)} t`),
    ),
  );
  const bytes = [...(await stack.objects())].map(
    ([key, content]) => `${key} ${Buffer.from(content).toString("latin1")}`,
  );
  return [JSON.stringify(rows), ...bytes].join("\n");
}
