"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";

import { isAppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { CategoryDraftSchema, NewCategorySchema } from "#lib/domain/visibility.ts";
import { createFormAction } from "#lib/server/action.ts";
import {
  addCircle,
  leaveStep,
  removeCircle,
  renameCircle,
  saveAnswers,
} from "#lib/server/onboarding-deeds.ts";

const { name, description } = CategoryDraftSchema.shape;

export const addCircleAction = createFormAction(
  { input: NewCategorySchema, access: "anyone" },
  async (circle, context): Promise<null> => {
    await addCircle(context, circle);
    refresh();
    return null;
  },
);

const RenameSchema = z.object({
  id: IdSchema,
  name,
  description,
  "base.name": z.string(),
  "base.description": z.string(),
});

export const renameCircleAction = createFormAction(
  { input: RenameSchema, access: "anyone" },
  async (post, context): Promise<null> => {
    try {
      await renameCircle(context, post.id, {
        base: { name: post["base.name"], description: post["base.description"] },
        words: { name: post.name, description: post.description },
      });
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
  { input: z.object({ id: IdSchema, moveTo: IdSchema }), access: "anyone" },
  async ({ id, moveTo }, context): Promise<null> => {
    await removeCircle(context, id, moveTo);
    refresh();
    return null;
  },
);

const VisibilityPostSchema = z.object({
  sessionId: IdSchema,
  back: z.literal("review").optional(),
  defaultCategoryId: IdSchema,
  "base.defaultCategoryId": IdSchema,
  keep: z.string().optional(),
  take: z.string().optional(),
});

/** Saves where new things go, and leaves the step. */
export const finishVisibilityAction = createFormAction(
  { input: VisibilityPostSchema, access: "anyone" },
  async (post, context): Promise<null> => {
    if (context.signedIn) redirect("/profile");
    const base = post["base.defaultCategoryId"];
    const value = post.take ? base : post.defaultCategoryId;
    await saveAnswers(context, {
      sessionId: post.sessionId,
      changes: [{ field: "defaultCategoryId", base, value }],
    });
    if (post.keep || post.take) redirect("/onboarding/visibility");
    await leaveStep(context, "visibility");
    redirect("/onboarding/review");
  },
);
