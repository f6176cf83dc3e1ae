/** The only reader of process.env: everything that can be set, checked once, with one message naming every variable that needs mending. */

import { accessSync, constants, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";

export type LogLevel = "debug" | "info" | "warn" | "error";

export type LocalStorageEnv = {
  readonly kind: "local";
  /** False: rows in memory only and files in a folder under `tempFolder`; nothing outlives the process. */
  readonly persistent: boolean;
  /** Absolute path of the folded JSON backup, in the data folder. Unused when not persistent. */
  readonly backupFile: string;
  /** Absolute path of the folder in which short-lived folders are made. */
  readonly tempFolder: string;
};

export type SupabaseStorageEnv = {
  readonly kind: "supabase";
  readonly url: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  /** The project's own Postgres connection, which only the kit uses, for password hashes; null when it is not set. */
  readonly databaseUrl: string | null;
};

/** Which storage was chosen, and what it needs to open. */
export type StorageEnv = LocalStorageEnv | SupabaseStorageEnv;

export type Env = {
  readonly mode: "production" | "development" | "test";
  readonly port: number;
  /** Address to listen on; null listens on all of them. */
  readonly host: string | null;
  /** Origin people use (`https://keep.example.org`, no trailing slash); null when it is only known from the request. */
  readonly publicUrl: string | null;
  /** Whether `x-forwarded-*` headers come from a proxy of ours and may be believed. */
  readonly trustProxy: boolean;
  readonly logLevel: LogLevel;
  /** Hours of inactivity after which an unfinished onboarding expires. */
  readonly sessionTimeoutHours: number;
  /** Absolute path of the folder that holds everything the app keeps on this machine. It may not exist yet. */
  readonly dataFolder: string;
  readonly storage: StorageEnv;
  /** What local storage needs, also when Supabase is chosen: the kit carries data between the two. */
  readonly local: LocalStorageEnv;
  /** `smtpUrl` null: mails are laid into the data folder's `outbox/`. */
  readonly mail: { readonly smtpUrl: string | null; readonly from: string };
};

type Source = Readonly<Record<string, string | undefined>>;

/** What the parser needs to know of the machine; given by tests, read from the system otherwise. */
export type Surroundings = {
  readonly workingFolder: string;
  readonly tempFolder: string;
  /** Whether a volume is mounted at the path and may be written to. */
  readonly hasVolume: (folder: string) => boolean;
};

const containerVolume = "/data";
const on = ["true", "1", "on", "yes"];
const off = ["false", "0", "off", "no"];

const number = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max)
    .default(fallback);

const origin = z.string().transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isOrigin =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === "" &&
    `${url.pathname}${url.search}${url.hash}` === "/";
  if (isOrigin) return url.origin;
  context.addIssue({ code: "custom" });
  return z.NEVER;
});

const hasScheme = (value: string, schemes: readonly string[]) =>
  URL.canParse(value) && schemes.includes(new URL(value).protocol) && new URL(value).hostname !== "";

const fields = {
  NODE_ENV: z.enum(["production", "development", "test"]).default("development"),
  PORT: number(0, 65_535, 3000),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/)
    .optional(),
  KEEPINTOUCH_URL: origin.optional(),
  APP_URL: origin.optional(),
  TRUST_PROXY: z
    .string()
    .toLowerCase()
    .pipe(z.enum([...on, ...off]))
    .transform((value) => on.includes(value))
    .default(false),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["debug", "info", "warn", "error"]))
    .default("info"),
  SESSION_TIMEOUT_HOURS: number(1, 8760, 720),
  KEEPINTOUCH_DATA_DIR: z.string().optional(),
  LOCAL_STORAGE_BACKUP: z.string().default("true"),
  LOCAL_STORAGE_TEMP_DIR: z.string().optional(),
  SMTP_URL: z
    .string()
    .refine((value) => hasScheme(value, ["smtp:", "smtps:"]))
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/)
    .optional(),
  NEXT_PUBLIC_SUPABASE_URL: origin.optional(),
  SUPABASE_URL: origin.optional(),
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: z.string().optional(),
  SUPABASE_ANON_KEY: z.string().optional(),
  SUPABASE_SECRET_KEY: z.string().optional(),
  SUPABASE_SERVICE_KEY: z.string().optional(),
  SUPABASE_DB_URL: z
    .string()
    .refine((value) => hasScheme(value, ["postgres:", "postgresql:"]))
    .optional(),
};

type Name = keyof typeof fields;

/** Every variable that is read, for those who start the app with settings of their own. */
export const environmentNames = Object.keys(fields) as readonly Name[];

const remedies: Partial<Record<Name, string>> = {
  NODE_ENV: "use production, development or test",
  PORT: "use a whole number from 0 to 65535, or leave it out for 3000",
  HOST: "use a host name or an IP address such as 127.0.0.1, or leave it out to listen on all addresses",
  KEEPINTOUCH_URL: "use the address people open, such as https://keep.example.org, without a path",
  APP_URL: "use the address people open, such as https://keep.example.org, without a path",
  TRUST_PROXY: "use true or false",
  LOG_LEVEL: "use debug, info, warn or error",
  SESSION_TIMEOUT_HOURS: "use a whole number of hours from 1 to 8760, or leave it out for 720",
  SMTP_URL: "use smtp://user:password@host:587 or smtps://user:password@host:465",
  MAIL_FROM: "use an address such as hello@example.org or KeepInTouch <hello@example.org>",
  NEXT_PUBLIC_SUPABASE_URL: "use the project's address, such as https://abc.supabase.co, without a path",
  SUPABASE_URL: "use the project's address, such as https://abc.supabase.co, without a path",
  SUPABASE_DB_URL: "use the project's connection string, postgresql://user:password@host:5432/postgres",
};

/** Values of these carry passwords, so they are never repeated in a message. */
const secret: ReadonlySet<Name> = new Set<Name>([
  "SMTP_URL",
  "SUPABASE_SECRET_KEY",
  "SUPABASE_SERVICE_KEY",
  "SUPABASE_DB_URL",
]);

/** Two names for one setting: the first is ours, the second is accepted as well. */
const aliases = [
  ["KEEPINTOUCH_URL", "APP_URL"],
  ["NEXT_PUBLIC_SUPABASE_URL", "SUPABASE_URL"],
  ["NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY"],
  ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_KEY"],
] as const satisfies readonly (readonly [Name, Name])[];

const supabaseNames = aliases.slice(1);

const surroundings = (): Surroundings => ({
  workingFolder: process.cwd(),
  tempFolder: tmpdir(),
  hasVolume: isWritableVolume,
});

/**
 * Reads all settings from `source`; an empty value counts as not set.
 * Throws an Error named `EnvironmentError` whose message names every bad variable and how to mend it.
 */
export function parseEnv(source: Source, around: Surroundings = surroundings()): Env {
  const given = onlyKnown(source);
  const result = z.object(fields).safeParse(given);
  const problems = [
    ...wrongValues(given, result.error),
    ...aliasClashes(given),
    ...halfSupabase(given),
    ...folderClash(given, around),
  ];
  if (!result.success || problems.length > 0) throw environmentError(problems);

  const values = result.data;
  const publicUrl = values.KEEPINTOUCH_URL ?? values.APP_URL ?? null;
  const backup = resolveBackup(values.LOCAL_STORAGE_BACKUP, around.workingFolder);
  const dataFolder = backup.folder ?? resolveDataFolder(values.KEEPINTOUCH_DATA_DIR, around);
  const local: LocalStorageEnv = {
    kind: "local",
    persistent: backup.persistent,
    backupFile: absolute(dataFolder, backup.fileName),
    tempFolder: absolute(around.workingFolder, values.LOCAL_STORAGE_TEMP_DIR ?? around.tempFolder),
  };
  return {
    mode: values.NODE_ENV,
    port: values.PORT,
    host: values.HOST ?? null,
    publicUrl,
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    sessionTimeoutHours: values.SESSION_TIMEOUT_HOURS,
    dataFolder,
    storage: resolveStorage(given) ?? local,
    local,
    mail: { smtpUrl: values.SMTP_URL ?? null, from: values.MAIL_FROM ?? defaultSender(publicUrl) },
  };
}

let parsed: Env | undefined;

/** The settings of this process, parsed at the first call. Throws like `parseEnv`. */
export function getEnv(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** Where the app keeps its data: what is configured, else the container's volume when one is mounted there, else `.data`. Absolute. */
export function resolveDataFolder(
  configured: string | undefined,
  around: Pick<Surroundings, "workingFolder" | "hasVolume"> = surroundings(),
): string {
  if (configured !== undefined) return absolute(around.workingFolder, configured);
  if (around.hasVolume(containerVolume)) return containerVolume;
  return absolute(around.workingFolder, ".data");
}

/** True for the error `parseEnv` and `getEnv` throw: its message is meant for the person at the terminal. */
export function isEnvironmentError(error: unknown): error is Error {
  return error instanceof Error && error.name === "EnvironmentError";
}

function onlyKnown(source: Source): Partial<Record<Name, string>> {
  const given = environmentNames.map((name) => [name, source[name]?.trim()] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ""));
}

/** LOCAL_STORAGE_BACKUP switches the backup on or off, or names its file (`….json`) or its folder. */
function resolveBackup(value: string, workingFolder: string) {
  const fileName = "backup.json";
  const word = value.toLowerCase();
  if (on.includes(word)) return { persistent: true, folder: null, fileName };
  if (off.includes(word)) return { persistent: false, folder: null, fileName };
  const place = absolute(workingFolder, value);
  if (!place.endsWith(".json")) return { persistent: true, folder: place, fileName };
  return { persistent: true, folder: path.dirname(place), fileName: path.basename(place) };
}

function resolveStorage(given: Partial<Record<Name, string>>): StorageEnv | null {
  const [url, publishableKey, secretKey] = supabaseNames.map(
    ([ours, theirs]) => given[ours] ?? given[theirs],
  );
  if (url === undefined || publishableKey === undefined || secretKey === undefined) return null;
  const databaseUrl = given.SUPABASE_DB_URL ?? null;
  return { kind: "supabase", url: new URL(url).origin, publishableKey, secretKey, databaseUrl };
}

function defaultSender(publicUrl: string | null): string {
  return `KeepInTouch <no-reply@${publicUrl === null ? "localhost" : new URL(publicUrl).hostname}>`;
}

function wrongValues(given: Partial<Record<Name, string>>, error: z.ZodError | undefined): string[] {
  const names = new Set((error?.issues ?? []).map((issue) => issue.path[0] as Name));
  return [...names].map((name) => {
    const shown = secret.has(name) ? "is not right" : `is ${JSON.stringify(given[name])}`;
    return `${name} ${shown}: ${remedies[name] ?? "leave it out"}.`;
  });
}

function aliasClashes(given: Partial<Record<Name, string>>): string[] {
  return aliases
    .filter(([ours, theirs]) => given[ours] !== undefined && given[theirs] !== undefined)
    .filter(([ours, theirs]) => given[ours] !== given[theirs])
    .map(
      ([ours, theirs]) =>
        `${ours} and ${theirs} are two names for one setting and differ: keep ${ours} only.`,
    );
}

function halfSupabase(given: Partial<Record<Name, string>>): string[] {
  const missing = supabaseNames.filter(([ours, theirs]) => (given[ours] ?? given[theirs]) === undefined);
  if (missing.length === 0 || missing.length === supabaseNames.length) return [];
  const remedy =
    "set it to use Supabase, or remove all Supabase variables to store everything on this machine";
  return missing.map(([ours]) => `${ours} is missing: ${remedy}.`);
}

function folderClash(given: Partial<Record<Name, string>>, around: Surroundings): string[] {
  const configured = given.KEEPINTOUCH_DATA_DIR;
  const { folder } = resolveBackup(given.LOCAL_STORAGE_BACKUP ?? "true", around.workingFolder);
  if (configured === undefined || folder === null || resolveDataFolder(configured, around) === folder)
    return [];
  return [
    "LOCAL_STORAGE_BACKUP names a place outside KEEPINTOUCH_DATA_DIR: keep KEEPINTOUCH_DATA_DIR and use true or false here.",
  ];
}

function environmentError(problems: readonly string[]): Error {
  const count =
    problems.length === 1 ? "1 environment setting needs" : `${problems.length} environment settings need`;
  const lines = problems.map((problem) => `  ${problem}`).join("\n");
  const error = new Error(
    `KeepInTouch did not start: ${count} mending.\n${lines}\nEvery variable is explained in .env.example.`,
  );
  error.name = "EnvironmentError";
  return error;
}

/** Marked, because the build would take these paths for files to ship and trace the whole project and its data. */
function absolute(folder: string, place: string): string {
  return path.resolve(/* turbopackIgnore: true */ folder, place);
}

/** Whether another device is mounted at `folder` and may be written to; a plain folder or a missing one is not a volume. */
export function isWritableVolume(folder: string): boolean {
  try {
    accessSync(/* turbopackIgnore: true */ folder, constants.W_OK);
    const parent = path.dirname(folder);
    // A mounted volume is another device than the folder it is mounted in.
    return (
      statSync(/* turbopackIgnore: true */ folder).dev !== statSync(/* turbopackIgnore: true */ parent).dev
    );
  } catch {
    return false;
  }
}
