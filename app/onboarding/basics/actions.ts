"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { AppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import {
  basicsParts,
  fieldsOf,
  pathOfPart,
  typedFields,
  type BasicsPart,
} from "#lib/domain/onboarding-rules.ts";
import { DraftChangeSchema, type DraftChange } from "#lib/domain/onboarding-view.ts";
import { createFormAction } from "#lib/server/action.ts";
import { leaveBasicsPart, saveAnswers } from "#lib/server/onboarding-deeds.ts";

/** Browsers send line ends as CRLF; what is saved while typing has LF. */
const text = z.string().transform((value) => value.replace(/\r\n?/g, "\n"));

const BasicsPostSchema = z
  .object({
    part: z.enum(basicsParts),
    sessionId: z.union([z.literal("").transform(() => null), IdSchema]),
    back: z.literal("review").optional(),
    /** Of two versions, the one in the form, or the stored one; sent by the buttons without JavaScript. */
    keep: z.enum(typedFields).optional(),
    take: z.enum(typedFields).optional(),
  })
  .catchall(z.unknown());

type BasicsPost = z.infer<typeof BasicsPostSchema>;

/** Saves a group of questions and, unless it was only about two versions, goes on to the next. */
export const finishBasicsPartAction = createFormAction(
  { input: BasicsPostSchema, access: "anyone" },
  async (post, context): Promise<null> => {
    if (context.signedIn) redirect("/profile");
    const answers = { sessionId: post.sessionId, changes: readChanges(post) };
    if (post.keep || post.take) {
      await saveAnswers(context, answers);
      redirect(pathOfPart(post.part));
    }
    await leaveBasicsPart(context, post.part, answers);
    redirect(post.back === "review" ? "/onboarding/review" : nextPath(post.part));
  },
);

function readChanges(post: BasicsPost): DraftChange[] {
  return fieldsOf(post.part)
    .filter((field) => field !== post.take && post[field] !== undefined)
    .map((field) =>
      readChange({
        field,
        base: text.catch("").parse(post[`base.${field}`]),
        value: text.catch("").parse(post[field]),
      }),
    );
}

function readChange(change: { field: string; base: string; value: string }): DraftChange {
  const checked = DraftChangeSchema.safeParse(change);
  if (checked.success) return checked.data;
  const sentence = checked.error.issues[0]?.message ?? "This needs another look.";
  throw new AppError("invalid_input", { fields: { [change.field]: sentence } });
}

function nextPath(part: BasicsPart): string {
  const next = basicsParts[basicsParts.indexOf(part) + 1];
  return next ? pathOfPart(next) : "/onboarding/documents";
}
