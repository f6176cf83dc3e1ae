"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { createFormAction } from "#lib/server/action.ts";
import { finish, finishForSignedIn } from "#lib/server/onboarding-deeds.ts";

/** Makes the account and everything that was gathered its own; whoever is through already lands on their profile. */
export const finishOnboardingAction = createFormAction(
  { input: z.object({ password: z.string().max(1000) }), access: "anyone" },
  async ({ password }, context): Promise<null> => {
    if (context.signedIn) await finishForSignedIn(context, context.signedIn);
    else if (!(await finish(context, password))) redirect("/onboarding/check-mail");
    redirect("/profile?first=1");
  },
);
