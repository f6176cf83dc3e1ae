"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { createFormAction } from "#lib/server/action.ts";
import { leaveStep } from "#lib/server/onboarding-deeds.ts";

/** Leaves the documents, with some or with none. */
export const finishDocumentsAction = createFormAction(
  { input: z.object({ back: z.literal("review").optional() }), access: "anyone" },
  async ({ back }, context): Promise<null> => {
    if (context.signedIn) redirect("/profile");
    await leaveStep(context, "documents");
    redirect(back === "review" ? "/onboarding/review" : "/onboarding/visibility");
  },
);
