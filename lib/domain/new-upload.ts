/** What has to be said of an upload before a byte of it is sent. */
import { z } from "zod";

import { DocumentNameSchema } from "./document.ts";
import { IdSchema } from "./ids.ts";

export const NewUploadSchema = z.object({
  id: IdSchema,
  purpose: z.enum(["document", "avatar"]),
  name: DocumentNameSchema,
  declaredType: z.string().max(200),
  /** Bytes. */
  size: z.number().int().min(1, "That file is empty."),
  categoryId: IdSchema.nullable(),
});
