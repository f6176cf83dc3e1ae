/** The one snapshot format: the local backup, what `backup` writes, `restore` reads and `migrate` carries (DESIGN.md section 6). */
import { z } from "zod";

import { AccountRecordSchema, SecretHashSchema } from "#lib/domain/account-records.ts";
import { DocumentSchema } from "#lib/domain/document.ts";
import { OnboardingSessionSchema } from "#lib/domain/onboarding.ts";
import { ProfileSchema } from "#lib/domain/profile.ts";
import { TimestampSchema } from "#lib/domain/time.ts";
import { VisibilityCategorySchema } from "#lib/domain/visibility.ts";

export const snapshotFormat = "keepintouch-snapshot";
/** Raised whenever a table or column changes in a way an older app could not read. */
export const snapshotVersion = 1;

/** Tables in the order in which they can be imported: what is referred to comes first. */
export const snapshotTables = [
  "accounts",
  "profiles",
  "visibility_categories",
  "onboarding_sessions",
  "documents",
] as const;
export type SnapshotTable = (typeof snapshotTables)[number];

export type SnapshotRow = Readonly<Record<string, unknown>>;

/** An onboarding session with the hashes of the capabilities that open it, oldest first, so that it can be gone on with elsewhere. */
export const SessionRowSchema = OnboardingSessionSchema.extend({
  capabilities: z.array(z.object({ hash: SecretHashSchema, createdAt: TimestampSchema })).readonly(),
});
export type SessionRow = Readonly<z.infer<typeof SessionRowSchema>>;

/** What a row of each table is; sign-in sessions, one-time tokens and uploads under way are not carried. */
export const snapshotRowSchemas = {
  accounts: AccountRecordSchema,
  profiles: ProfileSchema,
  visibility_categories: VisibilityCategorySchema,
  onboarding_sessions: SessionRowSchema,
  documents: DocumentSchema,
} as const satisfies Record<SnapshotTable, z.ZodType>;

export const SnapshotFileSchema = z.object({
  /** Where the file lies beside the snapshot: `users/<id>/documents/<document id>` and the like. */
  key: z.string(),
  size: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  mimeType: z.string(),
});
export type SnapshotFile = z.infer<typeof SnapshotFileSchema>;

export const SnapshotHeaderSchema = z.object({
  format: z.literal(snapshotFormat),
  version: z.number().int().min(1),
  exportedAt: z.iso.datetime(),
});
export type SnapshotHeader = z.infer<typeof SnapshotHeaderSchema>;

/** Takes a snapshot in this order: header, rows table by table, files. Each call is awaited before the next. */
export type SnapshotSink = {
  header(header: SnapshotHeader): Promise<void>;
  row(table: SnapshotTable, row: SnapshotRow): Promise<void>;
  file(file: SnapshotFile, content: AsyncIterable<Uint8Array>): Promise<void>;
};

/** Gives a snapshot out, streamed. `openFile` may be called for any listed file, more than once. */
export type SnapshotSource = {
  header(): Promise<SnapshotHeader>;
  rows(): AsyncIterable<{ table: SnapshotTable; row: SnapshotRow }>;
  files(): AsyncIterable<SnapshotFile>;
  openFile(key: string): Promise<AsyncIterable<Uint8Array>>;
};
