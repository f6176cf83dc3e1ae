/** Documents: what a member keeps here, and what may be changed about it. */
import { z } from "zod";

import { documentGroups, documentKindIds } from "./document-kinds.ts";
import { IdSchema } from "./ids.ts";
import { PageRequestSchema } from "./pages.ts";
import { TimestampSchema } from "./time.ts";

/** A file name as the person had it: data, shown and never used as a path. Any characters but none at all. */
export const DocumentNameSchema = z
  .string()
  .min(1, "Give it a name.")
  .max(500, "Keep the name to 500 characters or fewer.")
  .refine((name) => name.trim() !== "", "Give it a name.");

export const DocumentSchema = z.object({
  id: IdSchema,
  /** The member it belongs to; null while it is staged in an onboarding. */
  ownerId: IdSchema.nullable(),
  /** The onboarding session it is staged in; null once it has an owner. Exactly one of the two is set. */
  sessionId: IdSchema.nullable(),
  name: DocumentNameSchema,
  description: z.string().trim().max(2000, "Keep this to 2,000 characters or fewer."),
  categoryId: IdSchema,
  kind: z.enum(documentKindIds),
  mimeType: z.string(),
  /** Bytes of the stored file, which is the cleaned one. */
  size: z.number().int().min(1),
  /** SHA-256 of the stored file, lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When a photo was taken, by its camera's clock: ISO 8601 without a zone. */
  takenAt: z.string().nullable(),
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  pageCount: z.number().int().positive().nullable(),
  durationSeconds: z.number().nonnegative().nullable(),
  hasThumbnail: z.boolean(),
  version: z.number().int().min(1),
  createdAt: TimestampSchema,
  updatedAt: TimestampSchema,
  /** Set while a removal can still be undone; such a document is hidden from every read but `restore`. */
  removedAt: TimestampSchema.nullable(),
});
export type Document = z.infer<typeof DocumentSchema>;

/** Everything about a document that its maker says; owner, version and times are the store's. */
export const NewDocumentSchema = DocumentSchema.omit({
  ownerId: true,
  sessionId: true,
  version: true,
  createdAt: true,
  updatedAt: true,
  removedAt: true,
});
export type NewDocument = z.input<typeof NewDocumentSchema>;

export const DocumentPatchSchema = DocumentSchema.pick({
  name: true,
  description: true,
  categoryId: true,
}).partial();
export type DocumentPatch = z.input<typeof DocumentPatchSchema>;

export const documentSorts = ["newest", "oldest", "name", "largest"] as const;

export const DocumentQuerySchema = PageRequestSchema.extend({
  /** Matches name and description, case-insensitively. */
  search: z.string().trim().max(200).default(""),
  group: z.enum(documentGroups).nullish(),
  categoryId: IdSchema.nullish(),
  sort: z.enum(documentSorts).default("newest"),
});
export type DocumentQuery = z.input<typeof DocumentQuerySchema>;

/** How long a removed document can be brought back. */
export const undoWindowHours = 24;

/** What a member or an onboarding may store in all, in bytes, and how many documents. */
export const memberQuota = { bytes: 5 * 1024 ** 3, documents: 10_000 } as const;
export const onboardingQuota = { bytes: 1024 ** 3, documents: 500 } as const;
