/** Every table of the local store with the indexes its queries need. */
import type { AccountRecord, OneTimeToken, SignInRecord } from "#lib/domain/account-records.ts";
import type { Document } from "#lib/domain/document.ts";
import type { Profile } from "#lib/domain/profile.ts";
import type { VisibilityCategory } from "#lib/domain/visibility.ts";
import type { FileInfo, Upload } from "../port.ts";
import type { SessionRow } from "../snapshot.ts";
import { createDocumentIndex } from "./document-index.ts";
import { shareOwner } from "./document-row.ts";
import { type HomeFolder, parseFileKey } from "./file-keys.ts";
import { createGroupIndex, createTable, createUniqueIndex, type Table } from "./table.ts";

export type StoredFile = FileInfo & {
  readonly key: string;
  readonly createdAt: string;
  /**
   * Counts how often the file was replaced by another. Each lies at a path of its own, so that a row never speaks of bytes
   * other than its own, not even when the power goes between the two.
   */
  readonly generation: number;
};

export type StoredUpload = Upload & { readonly folder: HomeFolder };

export type Tables = ReturnType<typeof createTables>;

export function createTables() {
  const accountsByEmail = createUniqueIndex<AccountRecord>((account) => [account.email]);
  const profilesByUsername = createUniqueIndex<Profile>((profile) => [profile.username]);
  const categoriesByOwner = createGroupIndex<VisibilityCategory>(byId, (category) => [category.ownerId]);
  const sessionsByCapability = createUniqueIndex<SessionRow>((session) =>
    session.capabilities.map((capability) => capability.hash),
  );
  const sessionsByMember = createGroupIndex<SessionRow>(byId, (session) =>
    session.attachedTo === null || session.attachedTo === session.memberId
      ? [session.memberId]
      : [session.memberId, session.attachedTo],
  );
  const documentIndex = createDocumentIndex();
  const filesByFolder = createGroupIndex<StoredFile>(byKey, (file) => [parseFileKey(file.key)?.folder ?? ""]);
  const uploadsByFolder = createGroupIndex<StoredUpload>(byId, (upload) => [upload.folder]);
  const signInsByToken = createUniqueIndex<SignInRecord>((signIn) => [signIn.tokenHash]);
  const signInsByMember = createGroupIndex<SignInRecord>(byId, (signIn) => [signIn.memberId]);
  const tokensByMember = createGroupIndex<OneTimeToken>(byTokenHash, (token) => [token.memberId]);

  return {
    accounts: createTable<AccountRecord>("accounts", byId, [accountsByEmail]),
    accountsByEmail,
    profiles: createTable<Profile>("profiles", byId, [profilesByUsername]),
    profilesByUsername,
    categories: createTable<VisibilityCategory>("visibility_categories", byId, [categoriesByOwner]),
    categoriesByOwner,
    sessions: createTable<SessionRow>("onboarding_sessions", byId, [sessionsByCapability, sessionsByMember]),
    sessionsByCapability,
    /** By the member a session will become and by the one it is attached to. */
    sessionsByMember,
    documents: createTable<Document>("documents", byId, [documentIndex]),
    documentIndex,
    files: createTable<StoredFile>("files", byKey, [filesByFolder]),
    filesByFolder,
    uploads: createTable<StoredUpload>("uploads", byId, [uploadsByFolder]),
    uploadsByFolder,
    signIns: createTable<SignInRecord>("sign_ins", byId, [signInsByToken, signInsByMember]),
    signInsByToken,
    signInsByMember,
    tokens: createTable<OneTimeToken>("one_time_tokens", byTokenHash, [tokensByMember]),
    tokensByMember,
  };
}

/** A table whose rows are only carried: out of the backup, out of the journal and back into a backup. */
export type CarriedTable = {
  readonly name: string;
  readonly rows: ReadonlyMap<string, unknown>;
  /** Takes a row as it was written; whoever reads it back has checked that it is unchanged. */
  load(row: unknown): void;
  unload(key: string): void;
};

/** Tables of the snapshot format first, in its order; then those that mean something on this machine only. */
export function carriedTables(tables: Tables): {
  shared: CarriedTable[];
  files: CarriedTable;
  local: CarriedTable[];
} {
  return {
    shared: [
      carry(tables.accounts),
      carry(tables.profiles),
      carry(tables.categories),
      carry(tables.sessions),
      carry(tables.documents, (document) => shareOwner(document, tables.profiles.rows)),
    ],
    files: carry(tables.files),
    local: [carry(tables.uploads), carry(tables.signIns), carry(tables.tokens)],
  };
}

function carry<Row>(table: Table<Row>, prepare = (row: Row) => row): CarriedTable {
  return {
    name: table.name,
    rows: table.rows,
    load: (row) => void table.put(prepare(row as Row)),
    unload: (key) => void table.delete(key),
  };
}

function byId(row: { readonly id: string }): string {
  return row.id;
}

function byKey(row: { readonly key: string }): string {
  return row.key;
}

function byTokenHash(row: { readonly tokenHash: string }): string {
  return row.tokenHash;
}
