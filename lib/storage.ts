/** The one file that knows the adapters: environment → store and auth, opened once per process. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { createLocalAuth } from "#lib/auth/local.ts";
import { createSmtpMailer, type Mailer } from "#lib/auth/mailer.ts";
import { createOutbox, type Outbox } from "#lib/auth/outbox.ts";
import type { Auth, AuthClient, AuthLinks } from "#lib/auth/port.ts";
import { createSupabaseAuth } from "#lib/auth/supabase.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import { getEnv, type Env, type StorageEnv } from "#lib/env.ts";
import { openLocalStore, type LocalStore } from "#lib/store/local/open-local-store.ts";
import { openSupabaseStore } from "#lib/store/supabase/open-supabase-store.ts";
import { createPasswordReader } from "#lib/store/supabase/password-hashes.ts";
import { setAside } from "#lib/store/local/set-aside.ts";
import type { AdminStore, ByteRange, OpenFile, SignedUrlOptions, Store } from "#lib/store/port.ts";

export type Storage = {
  readonly backend: "local" | "supabase";
  /** For people: where the data is. */
  readonly description: string;
  /** `client` is the browser the viewer sits at: the proof of who they are is in its cookies where the storage wants one itself. */
  open(viewer: Viewer, client?: AuthClient): Store;
  openAuth(client: AuthClient): Auth;
  readonly admin: AdminStore;
  /** Local storage serves its own signed URLs; null elsewhere. Null as a result: forged, expired, or the file is gone. */
  readonly signedFiles: {
    open(
      token: string,
      range?: ByteRange,
    ): Promise<(OpenFile & Pick<SignedUrlOptions, "disposition" | "name">) | null>;
  } | null;
  /** Folder for upload parts and work files on the same disk as the data. */
  readonly workFolder: string;
  /** Folds what is in the journal and lets go of the data folder. */
  close(): Promise<void>;
};

declare global {
  /** On the global object, so that it outlives hot reload and is one for all the bundles of the app. */
  var keepintouchStorage: Promise<Storage> | undefined;
}

/**
 * The storage this process runs on, opened at the first call and shared by all. Throws with one sentence when it refuses
 * to open; the next call tries again.
 */
export function getStorage(): Promise<Storage> {
  globalThis.keepintouchStorage ??= openStorage(getEnv()).catch((error: unknown) => {
    globalThis.keepintouchStorage = undefined;
    throw error;
  });
  return globalThis.keepintouchStorage;
}

/**
 * The storage on this machine, whatever the environment chose: for carrying everything between the two. Not shared; whoever
 * opens it closes it.
 */
export function openLocalStorage(): Promise<Storage> {
  const env = getEnv();
  return openLocal(env, env.local);
}

/** The Supabase project of the environment, in the same way. Throws `invalid_input` when none is set. */
export async function openSupabaseStorage(): Promise<Storage> {
  const env = getEnv();
  if (env.storage.kind === "supabase") return openStorage(env);
  throw new AppError("invalid_input", {
    sentence:
      "No Supabase project is set: put NEXT_PUBLIC_SUPABASE_URL, NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY into .env or the environment.",
  });
}

/**
 * For a data folder that does not open because it is damaged: moves what is in it to `place`, unchanged. `refusal` is what
 * opening it threw; null when that has another reason, and then nothing was moved.
 */
export async function setDamagedAside(refusal: unknown, place: string): Promise<string | null> {
  const { storage, dataFolder } = getEnv();
  // Those are the refusals that name a restore as the way out.
  const isDamage = isAppError(refusal, "unavailable") && refusal.sentence.includes("npm run kit -- restore");
  if (storage.kind !== "local" || !isDamage) return null;
  await setAside({ folder: dataFolder, backupFile: storage.backupFile, place }, log);
  return place;
}

/** Throws `unavailable` with what to do when the connection string cannot be used to read password hashes. */
export async function checkPasswordReader(databaseUrl: string): Promise<void> {
  await createPasswordReader(databaseUrl)();
}

/** The mails laid out by this installation, readable while the app runs; null when an SMTP server takes them or nothing is kept. */
export function getOutbox(): Outbox | null {
  const { mail, storage, dataFolder } = getEnv();
  const isKept = mail.smtpUrl === null && storage.kind === "local" && storage.persistent;
  return isKept ? createOutbox(path.join(dataFolder, "outbox"), Date.now) : null;
}

const links: AuthLinks = {
  resetPassword: (token) => `/reset-password?token=${token}`,
  confirmEmail: (token) => `/confirm-email?token=${token}`,
};

async function openStorage(env: Env): Promise<Storage> {
  return env.storage.kind === "supabase" ? openSupabase(env, env.storage) : openLocal(env, env.storage);
}

async function openSupabase(env: Env, settings: StorageEnv & { kind: "supabase" }): Promise<Storage> {
  const { url, publishableKey, secretKey, databaseUrl } = settings;
  const { sessionTimeoutHours, publicUrl } = env;
  const store = openSupabaseStore({
    ...{ url, publishableKey, secretKey, sessionTimeoutHours, log },
    readPasswordHashes: databaseUrl === null ? null : createPasswordReader(databaseUrl),
  });
  const auth = createSupabaseAuth({
    ...{ url, publishableKey, sessionTimeoutHours, publicUrl, log },
    fetch: store.fetch,
    // Links come from Supabase; without a server of our own the notices beside them are left out.
    mailer:
      env.mail.smtpUrl === null ? null : createSmtpMailer({ url: env.mail.smtpUrl, from: env.mail.from }),
    clock: Date.now,
  });
  const workFolder = await mkdtemp(path.join(tmpdir(), "keepintouch-"));
  return {
    backend: "supabase",
    description: url,
    open: (viewer, client) => store.open(viewer, client ? auth.accessToken(client) : async () => null),
    openAuth: auth.open,
    admin: store.admin,
    signedFiles: null,
    workFolder,
    async close() {
      await auth.settle();
      await rm(workFolder, { recursive: true, force: true });
    },
  };
}

async function openLocal(env: Env, settings: StorageEnv & { kind: "local" }): Promise<Storage> {
  const local = await openLocalStore({
    folder: settings.persistent ? env.dataFolder : null,
    backupFile: settings.backupFile,
    temporaryFolder: settings.tempFolder,
    sessionTimeoutHours: env.sessionTimeoutHours,
    log,
  });
  const auth = createLocalAuth({
    records: local.accounts,
    mailer: createMailer(env, local),
    clock: Date.now,
    links,
    publicUrl: env.publicUrl,
    log,
  });
  return {
    backend: "local",
    description: settings.persistent ? env.dataFolder : "in memory only, gone when the app stops",
    open: (viewer) => local.open(viewer),
    openAuth: auth.open,
    admin: local.admin,
    signedFiles: local.signedFiles,
    workFolder: local.workFolder,
    async close() {
      await auth.settle();
      await local.close();
    },
  };
}

function createMailer({ mail }: Env, local: LocalStore): Mailer {
  if (mail.smtpUrl !== null) return createSmtpMailer({ url: mail.smtpUrl, from: mail.from });
  // With nothing kept, mails go with the temporary folder.
  return getOutbox() ?? createOutbox(path.join(local.workFolder, "outbox"), Date.now);
}

function log(message: string): void {
  process.stderr.write(`${message}\n`);
}
