/** Everything the database holds as of one moment, as it gives it out, and as rows of a snapshot. */
import type { AccountRecord } from "#lib/domain/account-records.ts";
import type { Document } from "#lib/domain/document.ts";
import type { Profile } from "#lib/domain/profile.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { VisibilityCategory } from "#lib/domain/visibility.ts";
import type { SessionRow, SnapshotRow, SnapshotTable } from "../snapshot.ts";
import type { TableRow } from "./database.ts";
import { toCategory, toDocument, toNewDocument, toProfile, toSession } from "./rows.ts";
import { escapeText, escapeTexts } from "./text.ts";

/** What `export_rows` answers. */
export type ExportedRows = {
  readonly exported_at: string;
  readonly accounts: readonly ExportedAccount[];
  readonly users: readonly TableRow<"users">[];
  readonly visibility_categories: readonly TableRow<"visibility_categories">[];
  readonly onboarding_sessions: readonly TableRow<"onboarding_sessions">[];
  readonly onboarding_capabilities: readonly TableRow<"onboarding_capabilities">[];
  readonly documents: readonly TableRow<"documents">[];
  readonly files: readonly TableRow<"files">[];
};

export type ExportedAccount = {
  readonly id: string;
  readonly email: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** What the account was where it came from; the sign-in service counts no versions and sets times of its own. */
  readonly carried: CarriedAccount | null;
};

export type CarriedAccount = Pick<AccountRecord, "version" | "createdAt" | "updatedAt">;

/** bcrypt, which is what other storages can check a password against. */
const portableHash = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/**
 * `hashes` by account id; null when they cannot be read. An account that was never confirmed has no profile and is not
 * carried: its onboarding is, open to whoever holds it.
 */
export function toSnapshotRows(
  exported: ExportedRows,
  hashes: ReadonlyMap<string, string> | null,
): Record<SnapshotTable, SnapshotRow[]> {
  const profiles = exported.users.map(toProfile).filter((profile) => profile !== null);
  const members = new Set(profiles.map(({ id }) => id));
  const capabilities = Map.groupBy(exported.onboarding_capabilities, ({ session_id }) => session_id);
  return {
    accounts: exported.accounts.filter(({ id }) => members.has(id)).map((row) => toAccount(row, hashes)),
    profiles,
    visibility_categories: exported.visibility_categories.map(toCategory),
    onboarding_sessions: exported.onboarding_sessions.map((row) =>
      toSessionRow(row, members, capabilities.get(row.id) ?? []),
    ),
    documents: exported.documents.map(toDocument),
  };
}

function toAccount(row: ExportedAccount, hashes: ReadonlyMap<string, string> | null): AccountRecord {
  const hash = hashes?.get(row.id) ?? "";
  return {
    id: row.id,
    email: row.email,
    passwordHash: portableHash.test(hash) ? hash : null,
    version: row.carried?.version ?? 1,
    createdAt: row.carried?.createdAt ?? time(row.created_at),
    updatedAt: row.carried?.updatedAt ?? time(row.updated_at),
  };
}

function toSessionRow(
  row: TableRow<"onboarding_sessions">,
  members: ReadonlySet<string>,
  capabilities: readonly TableRow<"onboarding_capabilities">[],
): SessionRow {
  const session = toSession(row);
  const isAttached = session.attachedTo !== null && members.has(session.attachedTo);
  return {
    ...session,
    attachedTo: isAttached ? session.attachedTo : null,
    capabilities: capabilities.map(({ hash, created_at }) => ({ hash, createdAt: time(created_at) })),
  };
}

const time = (value: string) => toTimestamp(Date.parse(value));

/** What becomes of an account's row once there is a profile. */
export function fromProfile(profile: Profile) {
  return {
    username: profile.username,
    display_name: escapeText(profile.displayName),
    bio: escapeText(profile.bio),
    avatar_id: profile.avatarId,
    default_category_id: profile.defaultCategoryId,
    version: profile.version,
    created_at: profile.createdAt,
    updated_at: profile.updatedAt,
  };
}

export function fromCategory(category: VisibilityCategory) {
  return {
    id: category.id,
    owner_id: category.ownerId,
    kind: category.kind,
    name: escapeText(category.name),
    description: escapeText(category.description),
    position: category.position,
    version: category.version,
    created_at: category.createdAt,
    updated_at: category.updatedAt,
  };
}

export function fromSession(session: SessionRow) {
  return {
    id: session.id,
    member_id: session.memberId,
    data: escapeTexts(session.data),
    status: session.status,
    attached_to: session.attachedTo,
    version: session.version,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    expires_at: session.expiresAt,
  };
}

export function fromDocument(document: Document) {
  return {
    ...toNewDocument(document),
    owner_id: document.ownerId,
    session_id: document.sessionId,
    version: document.version,
    created_at: document.createdAt,
    updated_at: document.updatedAt,
    removed_at: document.removedAt,
  };
}
