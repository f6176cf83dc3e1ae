"use server";

import { z } from "zod";

import { EmailSchema } from "#lib/domain/account.ts";
import { createFormAction } from "#lib/server/action.ts";

export const requestPasswordResetAction = createFormAction(
  { input: z.object({ email: EmailSchema }), access: "anyone" },
  async ({ email }, { auth }) => {
    await auth.requestPasswordReset(email);
    return { email };
  },
);
