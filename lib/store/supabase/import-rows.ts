/** Takes in rows of a snapshot: each that is not there yet and gets in nobody's way, in the order the database needs. */
import type { AccountRecord } from "#lib/domain/account-records.ts";
import type { Document } from "#lib/domain/document.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { Profile } from "#lib/domain/profile.ts";
import type { VisibilityCategory } from "#lib/domain/visibility.ts";
import type { ImportConflict } from "../port.ts";
import {
  type SessionRow,
  type SnapshotFile,
  type SnapshotRow,
  snapshotRowSchemas,
  type SnapshotTable,
} from "../snapshot.ts";
import type { AdminContext } from "./admin.ts";
import { toAppError } from "./errors.ts";
import { createPresence, type Judgement, type Presence } from "./import-presence.ts";
import type { SnapshotPlace } from "./snapshot-keys.ts";
import { fromCategory, fromDocument, fromProfile, fromSession } from "./snapshot-rows.ts";

export type Tally = { added: number; present: number; conflicts: ImportConflict[] };

export type RowImport = {
  readonly tally: Tally;
  /** Remembers a row. Throws `invalid_input` when it breaks a rule. */
  take(table: SnapshotTable, row: SnapshotRow): void;
  /** Members with their categories, and onboardings. */
  writePeople(): Promise<void>;
  judgeFile(place: SnapshotPlace, file: SnapshotFile): Judgement;
  /** Whether the file is of a document that was removed and can still be restored. */
  isRemoved(place: SnapshotPlace): boolean;
  /** After the files, so that there is none without its own. */
  writeDocuments(): Promise<void>;
};

/** Rows in one request. */
const rowsAtOnce = 500;
/** Members made at once. */
const membersAtOnce = 4;

type Taken = {
  readonly accounts: AccountRecord[];
  readonly profiles: Profile[];
  readonly visibility_categories: VisibilityCategory[];
  readonly onboarding_sessions: SessionRow[];
  readonly documents: Document[];
};

export async function createRowImport(context: AdminContext): Promise<RowImport> {
  const presence = createPresence(await context.readRows());
  const tally: Tally = { added: 0, present: 0, conflicts: [] };
  const taken: Taken = {
    accounts: [],
    profiles: [],
    visibility_categories: [],
    onboarding_sessions: [],
    documents: [],
  };

  const removed = new Set<string>();

  /** Those of the rows that are to be written; the others are counted or reported. */
  function choose<T extends { readonly id: string }>(
    table: SnapshotTable,
    rows: readonly T[],
    judge: (row: T) => Judgement,
    remember: (row: T) => void,
  ): T[] {
    return rows.filter((row) => {
      const judgement = judge(row);
      if (judgement === "new") {
        remember(row);
        return true;
      }
      if (judgement === "present") tally.present += 1;
      else tally.conflicts.push({ table, id: row.id, reason: judgement });
      return false;
    });
  }

  async function writeMembers(): Promise<void> {
    const members = chooseMembers(taken, presence, tally);
    await atOnce(membersAtOnce, members.accounts, async (account) => {
      const refused = await createAccount(context, account);
      if (refused === null) tally.added += 1;
      else {
        presence.forgetMember(account.id);
        tally.conflicts.push({ table: "accounts", id: account.id, reason: refused });
      }
    });
    // A member is one once their categories are there: the default one is theirs.
    const categories = choose(
      "visibility_categories",
      taken.visibility_categories,
      presence.judgeCategory,
      presence.addCategory,
    );
    await write(context, "visibility_categories", categories.map(fromCategory));
    tally.added += categories.length;
    const profiles = members.profiles.filter(({ id }) => presence.hasMember(id));
    await atOnce(membersAtOnce, profiles, async (profile) => {
      const { error } = await context.client
        .from("users")
        .update(fromProfile(profile))
        .eq("id", profile.id)
        .eq("version", 0);
      if (error) throw toAppError(error);
      tally.added += 1;
    });
  }

  async function writeSessions(): Promise<void> {
    const sessions = choose(
      "onboarding_sessions",
      taken.onboarding_sessions,
      presence.judgeSession,
      presence.addSession,
    );
    await write(context, "onboarding_sessions", sessions.map(fromSession));
    tally.added += sessions.length;
    // One without any was begun by a run that was stopped before it came to them.
    const lacking = taken.onboarding_sessions.filter(({ id }) => presence.lacksCapabilities(id));
    const capabilities = lacking.flatMap(({ id, capabilities: own }) =>
      own.map(({ hash, createdAt }) => ({ hash, session_id: id, created_at: createdAt })),
    );
    await write(context, "onboarding_capabilities", capabilities, "hash");
  }

  return {
    tally,
    take(table, row) {
      const list: unknown[] = taken[table];
      list.push(parseRow(table, row));
      if (table === "documents" && row.removedAt !== null) removed.add(String(row.id));
    },
    async writePeople() {
      await writeMembers();
      await writeSessions();
    },
    judgeFile: presence.judgeFile,
    isRemoved: ({ kind, refId }) => kind !== "avatar" && removed.has(refId),
    async writeDocuments() {
      const documents = choose("documents", taken.documents, presence.judgeDocument, presence.addDocument);
      await write(context, "documents", documents.map(fromDocument));
      tally.added += documents.length;
    },
  };
}

function parseRow(table: SnapshotTable, row: SnapshotRow): unknown {
  const parsed = snapshotRowSchemas[table].safeParse(row);
  if (parsed.success) return parsed.data;
  const sentence = `The snapshot holds a row of ${table} that is not valid: ${String(row.id)}`;
  throw new AppError("invalid_input", { sentence, cause: parsed.error });
}

/** Account and profile are taken in together or not at all. */
function chooseMembers(
  taken: Taken,
  presence: Presence,
  tally: Tally,
): { accounts: AccountRecord[]; profiles: Profile[] } {
  const accounts = new Map(taken.accounts.map((account) => [account.id, account]));
  const profiles = new Map(taken.profiles.map((profile) => [profile.id, profile]));
  const chosen = { accounts: [] as AccountRecord[], profiles: [] as Profile[] };
  for (const id of new Set([...accounts.keys(), ...profiles.keys()])) {
    const account = accounts.get(id) ?? null;
    const profile = profiles.get(id) ?? null;
    const conflicts = presence.judgeMember(id, account, profile);
    tally.conflicts.push(...conflicts);
    if (conflicts.length > 0) continue;
    const isNewAccount = account !== null && !presence.hasAccount(id);
    const isNewProfile = profile !== null && !presence.hasMember(id);
    if (isNewAccount) chosen.accounts.push(account);
    if (isNewProfile) chosen.profiles.push(profile);
    tally.present += Number(account !== null && !isNewAccount) + Number(profile !== null && !isNewProfile);
    presence.addMember(id, account, profile);
  }
  return chosen;
}

/** Null when it was made; the reason when the sign-in service would not. */
async function createAccount(
  { client }: AdminContext,
  { id, email, passwordHash, version, createdAt, updatedAt }: AccountRecord,
): Promise<ImportConflict["reason"] | null> {
  const { error } = await client.auth.admin.createUser({
    id,
    email,
    email_confirm: true,
    ...(passwordHash !== null && { password_hash: passwordHash }),
    app_metadata: { keepintouch: { version, createdAt, updatedAt } },
  });
  if (!error) return null;
  if (error.code === "email_exists" || error.code === "user_already_exists") return "email_taken";
  throw new AppError("unavailable", {
    sentence: "Supabase could not make an account. What was taken in before stays; run this again.",
    cause: new Error(`Supabase refused: ${error.status ?? "no answer"} ${error.code ?? ""}`.trim()),
  });
}

type Writable = "visibility_categories" | "onboarding_sessions" | "onboarding_capabilities" | "documents";

/** In batches. What came there meanwhile stays as it is. */
async function write(
  { client }: AdminContext,
  table: Writable,
  rows: readonly object[],
  onConflict = "id",
): Promise<void> {
  for (let first = 0; first < rows.length; first += rowsAtOnce) {
    const batch = rows.slice(first, first + rowsAtOnce) as never[];
    const { error } = await client.from(table).upsert(batch, { onConflict, ignoreDuplicates: true });
    if (error) throw toAppError(error);
  }
}

async function atOnce<T>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const workers = Array.from({ length: limit }, async () => {
    for (const item of left) await work(item);
  });
  await Promise.all(workers);
}
