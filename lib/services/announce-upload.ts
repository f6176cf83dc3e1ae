/** Announces an upload before a byte is sent: what would be refused in any case is refused here, with its reason. */
import { z } from "zod";

import { earlyRefusal, maximumFileBytes } from "#lib/domain/document-kinds.ts";
import { DocumentNameSchema } from "#lib/domain/document.ts";
import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import type { UploadTarget } from "#lib/domain/upload-target.ts";
import type { Store, Upload } from "#lib/store/port.ts";

export const AnnouncementSchema = z.object({
  /** Made where the file is chosen, so that announcing again is the same upload. The document gets the same id. */
  id: IdSchema,
  name: DocumentNameSchema,
  declaredType: z.string().max(200),
  /** Bytes. */
  size: z.number().int().min(0),
  /** Null: the viewer's default. */
  categoryId: IdSchema.nullable(),
});
export type Announcement = z.infer<typeof AnnouncementSchema>;

/**
 * Gives the upload; the same announcement again gives the same one. Throws `invalid_input` or `too_large` with the
 * sentence for the person, `not_allowed` for a visitor without an onboarding, `conflict` when the id is taken by another.
 */
export async function announceUpload(store: Store, announcement: Announcement): Promise<Upload> {
  const { name, declaredType, size } = announcement;
  const sentence = earlyRefusal({ name, type: declaredType, size });
  if (sentence !== null) {
    throw new AppError(size > maximumFileBytes ? "too_large" : "invalid_input", {
      sentence,
      fields: { file: sentence },
    });
  }
  const upload = await store.files.createUpload({ ...announcement, purpose: "document" });
  if (upload.size !== size || upload.purpose !== "document") throw new AppError("conflict");
  return upload;
}

/** Where to send the bytes of an announced upload. Throws `not_found` when it was given up meanwhile. */
export async function requireUploadTarget(store: Store, id: string): Promise<UploadTarget> {
  const target = await store.files.uploadTarget(id);
  if (!target) throw new AppError("not_found");
  return target;
}
