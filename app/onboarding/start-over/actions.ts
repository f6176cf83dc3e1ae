"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { createFormAction } from "#lib/server/action.ts";
import { startOver } from "#lib/server/onboarding-deeds.ts";

export const startOverAction = createFormAction(
  { input: z.object({}), access: "anyone" },
  async (_nothing, context): Promise<null> => {
    if (context.signedIn) redirect("/profile");
    await startOver(context);
    redirect("/onboarding/basics");
  },
);
