/** Takes in rows of a snapshot: each that is not there yet and gets in nobody's way. */
import type { AccountRecord } from "#lib/domain/account-records.ts";
import type { Document } from "#lib/domain/document.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { Profile } from "#lib/domain/profile.ts";
import type { VisibilityCategory } from "#lib/domain/visibility.ts";
import type { ImportConflict } from "../port.ts";
import { type SessionRow, type SnapshotRow, snapshotRowSchemas, type SnapshotTable } from "../snapshot.ts";
import type { Changes } from "./changes.ts";
import { folderOf, foldText } from "./document-index.ts";
import { shareOwner, toDocument } from "./document-row.ts";
import type { Engine } from "./engine.ts";
import type { Tables } from "./tables.ts";

export type Tally = { added: number; present: number; conflicts: ImportConflict[] };

export type RowImport = {
  take(table: SnapshotTable, row: SnapshotRow): Promise<void>;
  finish(): Promise<Tally>;
};

type Step = (changes: Changes, tally: Tally) => void;
type Members = Map<string, { account?: AccountRecord; profile?: Profile }>;

/** Rows that become durable together. */
const rowsAtOnce = 500;

export function createRowImport(engine: Engine): RowImport {
  const { tables } = engine;
  const tally: Tally = { added: 0, present: 0, conflicts: [] };
  const members: Members = new Map();
  let steps: Step[] = [];

  async function add(step: Step): Promise<void> {
    steps.push(step);
    if (steps.length >= rowsAtOnce) await flush();
  }

  async function flush(): Promise<void> {
    const batch = steps;
    steps = [];
    const done = await engine.write((changes) => {
      const part: Tally = { added: 0, present: 0, conflicts: [] };
      for (const step of batch) step(changes, part);
      return part;
    });
    tally.added += done.added;
    tally.present += done.present;
    tally.conflicts.push(...done.conflicts);
  }

  /** Account and profile are taken in together or not at all, so they wait until both have been read. */
  async function addMembers(): Promise<void> {
    for (const [id, member] of members)
      await add((changes, part) => addMember(changes, tables, id, member, part));
    members.clear();
  }

  return {
    async take(table, row) {
      const parsed = parseRow(table, row);
      if (parsed.table === "accounts") gather(members, parsed.row.id, { account: parsed.row });
      else if (parsed.table === "profiles") gather(members, parsed.row.id, { profile: parsed.row });
      else {
        await addMembers();
        await add((changes, part) => addOther(changes, tables, parsed, part));
      }
    },
    async finish() {
      await addMembers();
      await flush();
      return tally;
    },
  };
}

function gather(members: Members, id: string, part: { account?: AccountRecord; profile?: Profile }): void {
  members.set(id, { ...members.get(id), ...part });
}

type OtherRow =
  | { readonly table: "visibility_categories"; readonly row: VisibilityCategory }
  | { readonly table: "onboarding_sessions"; readonly row: SessionRow }
  | { readonly table: "documents"; readonly row: Document };
type ParsedRow =
  | { readonly table: "accounts"; readonly row: AccountRecord }
  | { readonly table: "profiles"; readonly row: Profile }
  | OtherRow;

/** Throws `invalid_input` for a row that breaks a rule. */
function parseRow(table: SnapshotTable, row: SnapshotRow): ParsedRow {
  try {
    switch (table) {
      case "accounts":
        return { table, row: snapshotRowSchemas.accounts.parse(row) };
      case "profiles":
        return { table, row: snapshotRowSchemas.profiles.parse(row) };
      case "visibility_categories":
        return { table, row: snapshotRowSchemas.visibility_categories.parse(row) };
      case "onboarding_sessions":
        return { table, row: snapshotRowSchemas.onboarding_sessions.parse(row) };
      case "documents":
        return { table, row: snapshotRowSchemas.documents.parse(row) };
    }
  } catch (cause) {
    const sentence = `The snapshot holds a row of ${table} that is not valid: ${String(row.id)}`;
    throw new AppError("invalid_input", { sentence, cause });
  }
}

function addMember(
  changes: Changes,
  tables: Tables,
  id: string,
  { account, profile }: { account?: AccountRecord; profile?: Profile },
  tally: Tally,
): void {
  const conflicts: ImportConflict[] = [];
  const isNewAccount = account && !tables.accounts.get(id);
  const isNewProfile = profile && !tables.profiles.get(id);
  if (isNewAccount && tables.accountsByEmail.get(account.email)) {
    conflicts.push({ table: "accounts", id, reason: "email_taken" });
  }
  if (isNewProfile && tables.profilesByUsername.get(profile.username)) {
    conflicts.push({ table: "profiles", id, reason: "username_taken" });
  }
  tally.conflicts.push(...conflicts);
  if (conflicts.length > 0) return;
  if (isNewAccount) changes.put(tables.accounts, account);
  if (isNewProfile) changes.put(tables.profiles, profile);
  const given = Number(account !== undefined) + Number(profile !== undefined);
  const added = Number(isNewAccount ?? false) + Number(isNewProfile ?? false);
  tally.added += added;
  tally.present += given - added;
}

function addOther(changes: Changes, tables: Tables, other: OtherRow, tally: Tally): void {
  const judgement = judge(tables, other);
  if (judgement === "present") tally.present += 1;
  else if (judgement === "new") {
    tally.added += 1;
    put(changes, tables, other);
  } else tally.conflicts.push({ table: other.table, id: other.row.id, reason: judgement });
}

function put(changes: Changes, tables: Tables, other: OtherRow): void {
  if (other.table === "visibility_categories") changes.put(tables.categories, other.row);
  else if (other.table === "onboarding_sessions") changes.put(tables.sessions, other.row);
  else changes.put(tables.documents, shareOwner(toDocument(other.row), tables.profiles.rows));
}

type Judgement = "new" | "present" | ImportConflict["reason"];

function judge(tables: Tables, other: OtherRow): Judgement {
  if (other.table === "visibility_categories") return judgeCategory(tables, other.row);
  if (other.table === "onboarding_sessions") return judgeSession(tables, other.row);
  return judgeDocument(tables, other.row);
}

function judgeCategory(tables: Tables, category: VisibilityCategory): Judgement {
  const existing = tables.categories.get(category.id);
  if (existing) return existing.ownerId === category.ownerId ? "present" : "id_taken";
  if (!tables.profiles.get(category.ownerId)) return "owner_missing";
  const own = tables.categoriesByOwner.get(category.ownerId);
  return own.some((other) => foldText(other.name) === foldText(category.name)) ? "name_taken" : "new";
}

function judgeSession(tables: Tables, session: SessionRow): Judgement {
  const existing = tables.sessions.get(session.id);
  if (existing) return existing.memberId === session.memberId ? "present" : "id_taken";
  // What is left of how somebody came is theirs.
  const becomes = session.attachedTo ?? session.memberId;
  if (session.status === "completed" && !tables.profiles.get(becomes)) return "owner_missing";
  const isPromised = tables.sessionsByMember
    .get(session.memberId)
    .some((other) => other.memberId === session.memberId);
  const isOpenForMember = session.status === "open" && tables.profiles.get(session.memberId) !== undefined;
  return isPromised || isOpenForMember ? "id_taken" : "new";
}

function judgeDocument(tables: Tables, document: Document): Judgement {
  const existing = tables.documents.get(document.id);
  if (existing) return folderOf(existing) === folderOf(document) ? "present" : "id_taken";
  if (document.ownerId !== null) {
    const isOwn = tables.categories.get(document.categoryId)?.ownerId === document.ownerId;
    return isOwn && tables.profiles.get(document.ownerId) ? "new" : "owner_missing";
  }
  return tables.sessions.get(document.sessionId ?? "") ? "new" : "owner_missing";
}
