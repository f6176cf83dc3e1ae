/** Looks at a Supabase project: whether it is there, whether the keys are the right ones, and whether it is set up as it has to be. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { isAppError } from "#lib/domain/errors.ts";
import type { SupabaseStorageEnv } from "#lib/env.ts";
import { openSupabaseStorage } from "#lib/storage.ts";
import { durationInWords, sizeInWords } from "../amounts.ts";
import type { Progress } from "../progress.ts";
import { type Ask, createAsk, isDone } from "./ask-supabase.ts";
import { type Finding, note, well, wrong } from "./finding.ts";
import { lookAtDatabaseUrl } from "./look-at-database-url.ts";
import { lookAtKeys } from "./look-at-keys.ts";
import { readEverything } from "./read-everything.ts";
import { tryAccess } from "./try-access.ts";

/** A token is not believed before its time or after it: clocks may differ by this much. Milliseconds. */
const clockTolerance = 30_000;

export type LookOptions = { readonly readsFiles: boolean; readonly triesAccess: boolean };

export async function lookAtSupabase(
  settings: SupabaseStorageEnv,
  { readsFiles, triesAccess }: LookOptions,
  progress: Progress,
): Promise<Finding[]> {
  const ask = createAsk(settings.url);
  const reach = await lookAtReach(ask, settings);
  if (reach.some(({ state }) => state === "wrong")) return reach;
  const keys = await lookAtKeys(ask, settings);
  if (keys.some(({ state }) => state === "wrong")) return [...reach, ...keys];
  const setup = await lookAtSetup(ask, settings);
  const isSetUp = !setup.some(({ state }) => state === "wrong");
  return [
    ...reach,
    ...keys,
    ...setup,
    await lookAtSignIn(ask, settings),
    ...(triesAccess && isSetUp ? [await tryAccess(ask, settings)] : []),
    await lookAtDatabaseUrl(settings),
    ...(readsFiles && isSetUp ? [await readAll(progress)] : []),
  ];
}

async function lookAtReach(ask: Ask, { url, publishableKey }: SupabaseStorageEnv): Promise<Finding[]> {
  try {
    const before = Date.now();
    const { clock } = await ask("/auth/v1/health", { key: publishableKey });
    const reached = well("project", `${url} answers.`);
    if (clock === null) return [reached];
    const off = Math.max(0, Math.abs(clock - (before + Date.now()) / 2) - 1000);
    if (off <= clockTolerance) return [reached, well("clock", "It goes as the project's does.")];
    return [
      reached,
      wrong(
        "clock",
        `It is off by ${durationInWords(off)}: sign-ins would be refused.`,
        "Let this machine set its clock by the network (NTP).",
      ),
    ];
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
    const remedy =
      "Look at NEXT_PUBLIC_SUPABASE_URL and the network; a project that was not used for long may be paused.";
    return [wrong("project", `${url} cannot be reached (${code}).`, remedy)];
  }
}

const SetupSchema = z.object({
  migrations: z.array(z.string()).nullable(),
  open_tables: z.array(z.string()),
  policies: z.record(z.string(), z.number()),
  bucket: z
    .object({
      public: z.boolean(),
      file_size_limit: z.number().nullable(),
      allowed_mime_types: z.array(z.string()).nullable(),
    })
    .nullable(),
});
type Setup = z.infer<typeof SetupSchema>;

const push = "Apply them: npx supabase link, then npx supabase db push.";

async function lookAtSetup(ask: Ask, { secretKey }: SupabaseStorageEnv): Promise<Finding[]> {
  const answer = await ask("/rest/v1/rpc/inspect_setup", { key: secretKey }, { method: "POST", body: {} });
  const setup = SetupSchema.safeParse(answer.body);
  if (!isDone(answer) || !setup.success)
    return [wrong("migrations", "The newest of supabase/migrations is not applied.", push)];
  return [await lookAtMigrations(setup.data), lookAtTables(setup.data), ...lookAtBucket(setup.data)];
}

async function lookAtMigrations({ migrations }: Setup): Promise<Finding> {
  if (migrations === null) return well("migrations", "The functions of the newest one are there.");
  const applied = new Set(migrations);
  const missing = (await listMigrations()).filter((version) => !applied.has(version));
  if (missing.length === 0) return well("migrations", `All are applied (${migrations.length}).`);
  return wrong("migrations", `Not applied: ${missing.join(", ")}.`, push);
}

/** Versions in the project's folder; none where it was left out, as in an image. */
async function listMigrations(): Promise<string[]> {
  const folder = path.resolve(import.meta.dirname, "../../../supabase/migrations");
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => /^(\d+)_.*\.sql$/.exec(name)?.[1] ?? []);
}

function lookAtTables({ open_tables, policies }: Setup): Finding {
  if (open_tables.length > 0) {
    return wrong(
      "row level security",
      `It is off, or not forced, for ${open_tables.join(", ")}: policies may not be asked there.`,
      "alter table … enable row level security; alter table … force row level security;",
    );
  }
  const count = Object.values(policies).reduce((sum, each) => sum + each, 0);
  if ((policies["storage.objects"] ?? 0) >= 4)
    return well("row level security", `It is on for every table, with ${count} policies.`);
  return wrong(
    "row level security",
    "Policies of storage.objects are missing: nobody can store files.",
    push,
  );
}

function lookAtBucket({ bucket }: Setup): Finding[] {
  if (bucket === null) return [wrong("bucket", "There is no bucket user-documents.", push)];
  const findings: Finding[] = [];
  if (bucket.public) {
    findings.push(
      wrong(
        "bucket",
        "user-documents is public: whoever knows a name can read the file.",
        "update storage.buckets set public = false where id = 'user-documents';",
      ),
    );
  }
  if (bucket.file_size_limit !== null && bucket.file_size_limit < maximumFileBytes) {
    findings.push(
      wrong(
        "bucket",
        `It takes files up to ${sizeInWords(bucket.file_size_limit)} only.`,
        `update storage.buckets set file_size_limit = ${maximumFileBytes} where id = 'user-documents';`,
      ),
    );
  }
  if (bucket.allowed_mime_types?.includes("application/octet-stream") === false) {
    findings.push(wrong("bucket", "It does not take files as they arrive (application/octet-stream).", push));
  }
  return findings.length > 0
    ? findings
    : [well("bucket", "user-documents is private and takes what the app stores.")];
}

const SignInSchema = z.object({
  disable_signup: z.boolean().optional(),
  mailer_autoconfirm: z.boolean().optional(),
  external: z.object({ email: z.boolean().optional() }).optional(),
});

async function lookAtSignIn(ask: Ask, { publishableKey }: SupabaseStorageEnv): Promise<Finding> {
  const answer = await ask("/auth/v1/settings", { key: publishableKey });
  const settings = SignInSchema.safeParse(answer.body);
  if (!isDone(answer) || !settings.success)
    return note("sign-in", "The project does not tell how people sign in.");
  const { disable_signup, mailer_autoconfirm, external } = settings.data;
  if (disable_signup === true || external?.email === false) {
    return wrong(
      "sign-in",
      "Nobody new can sign up by e-mail.",
      "Allow new users and the e-mail provider under Authentication, Sign In / Providers.",
    );
  }
  return well(
    "sign-in",
    mailer_autoconfirm === true
      ? "By e-mail and password, without a mail to confirm the address."
      : "By e-mail and password; a new address is confirmed by mail.",
  );
}

async function readAll(progress: Progress): Promise<Finding> {
  const storage = await openSupabaseStorage();
  try {
    return await readEverything(storage.admin, progress);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return wrong("files", error.sentence, "Mend what it says, then run this again.");
  } finally {
    await storage.close();
  }
}
