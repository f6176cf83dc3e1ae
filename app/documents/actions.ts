"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { DocumentPatchSchema, DocumentQuerySchema } from "#lib/domain/document.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { createCallAction, createFormAction } from "#lib/server/action.ts";
import { changeDocument, listDocuments, previewDocument, restoreDocument } from "#lib/server/documents.ts";

/*
 * Open to anyone: the store gives a visitor the documents staged in their onboarding and nobody else's, so that the same
 * deeds serve the onboarding and the member's page.
 */
const one = { input: z.object({ id: IdSchema }), access: "anyone" } as const;

export const listAction = createCallAction(
  { input: DocumentQuerySchema, access: "anyone" },
  (query, context) => listDocuments(context, query),
);

export const previewAction = createCallAction(one, ({ id }, context) => previewDocument(context, id));

export const changeReachAction = createCallAction(
  {
    input: z.object({ id: IdSchema, version: z.number().int().min(1), categoryId: IdSchema }),
    access: "anyone",
  },
  ({ id, version, categoryId }, context) => changeDocument(context, { id, version, patch: { categoryId } }),
);

const SaveSchema = DocumentPatchSchema.required().extend({
  id: IdSchema,
  version: z.coerce.number().int().min(1),
});

export const saveAction = createFormAction(
  { input: SaveSchema, access: "anyone" },
  ({ id, version, ...patch }, context) => changeDocument(context, { id, version, patch }),
);

export const removeAction = createCallAction(one, async ({ id }, { store }): Promise<null> => {
  await store.documents.remove(id);
  return null;
});

export const restoreAction = createCallAction(one, ({ id }, context) => restoreDocument(context, id));

/** Without JavaScript: back to the list, which offers the way back. */
export const removeByFormAction = createFormAction(
  one,
  async ({ id }, { store, signedIn }): Promise<null> => {
    await store.documents.remove(id);
    redirect(`${signedIn ? "/documents" : "/onboarding/documents"}?removed=${id}`);
  },
);

export const restoreByFormAction = createFormAction(one, async ({ id }, context): Promise<null> => {
  await restoreDocument(context, id);
  redirect(context.signedIn ? "/documents" : "/onboarding/documents");
});
