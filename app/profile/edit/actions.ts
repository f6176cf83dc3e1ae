"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";

import { isAppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { editableFields, type ProfileChange } from "#lib/domain/profile-change.ts";
import { CategoryDraftSchema, NewCategorySchema } from "#lib/domain/visibility.ts";
import { createFormAction } from "#lib/server/action.ts";
import { addOwnCircle, changeOwnProfile, removeOwnCircle, renameOwnCircle } from "#lib/server/profile.ts";

/** Browsers send line ends as CRLF; what is stored has LF. */
const text = z.string().transform((value) => value.replace(/\r\n?/g, "\n"));

const EditSchema = z
  .object({
    /** Of two versions, the one in the form, or the stored one; sent by the buttons without JavaScript. */
    keep: z.enum(editableFields).optional(),
    take: z.enum(editableFields).optional(),
  })
  .catchall(z.unknown());

export const editProfileAction = createFormAction(
  { input: EditSchema, access: "member" },
  async (post, context): Promise<null> => {
    const changes = editableFields
      .filter((field) => field !== post.take && post[field] !== undefined)
      .map((field): ProfileChange => ({
        field,
        base: text.catch("").parse(post[`base.${field}`]),
        value: text.catch("").parse(post[field]),
      }));
    await changeOwnProfile(context, changes);
    redirect(post.keep || post.take ? "/profile/edit" : "/profile");
  },
);

export const addCircleAction = createFormAction(
  { input: NewCategorySchema, access: "member" },
  async (circle, context): Promise<null> => {
    await addOwnCircle(context, circle);
    refresh();
    return null;
  },
);

const { name, description } = CategoryDraftSchema.shape;
const RenameSchema = z.object({ id: IdSchema, version: z.coerce.number().int().min(1), name, description });

export const renameCircleAction = createFormAction(
  { input: RenameSchema, access: "member" },
  async (circle, context): Promise<null> => {
    try {
      await renameOwnCircle(context, circle);
    } catch (error) {
      // The page shows what it is called elsewhere.
      if (isAppError(error, "conflict")) refresh();
      throw error;
    }
    refresh();
    return null;
  },
);

export const removeCircleAction = createFormAction(
  { input: z.object({ id: IdSchema, moveTo: IdSchema }), access: "member" },
  async (circle, context): Promise<null> => {
    await removeOwnCircle(context, circle);
    refresh();
    return null;
  },
);
