"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { createFormAction } from "#lib/server/action.ts";
import { createResumePath, followResumeLink } from "#lib/server/onboarding-deeds.ts";
import { getOwnOrigin } from "#lib/server/own-origin.ts";

/** Gives the address of a link that opens this onboarding elsewhere. */
export const createResumeLinkAction = createFormAction(
  { input: z.object({}), access: "anyone" },
  async (_nothing, context): Promise<{ url: string }> => ({
    url: `${await getOwnOrigin()}${await createResumePath(context)}`,
  }),
);

/** Following a link takes a press, because chats and mail programs open links by themselves to show what is behind. */
export const followResumeLinkAction = createFormAction(
  { input: z.object({ capability: z.string().max(200) }), access: "anyone" },
  async ({ capability }, context): Promise<null> => {
    if (context.signedIn) redirect("/profile");
    await followResumeLink(context, capability);
    redirect("/onboarding");
  },
);
