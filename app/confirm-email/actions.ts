"use server";

import { z } from "zod";

import { AppError, isAppError } from "#lib/domain/errors.ts";
import { createFormAction } from "#lib/server/action.ts";

export const confirmEmailAction = createFormAction(
  { input: z.object({ token: z.string().max(200) }), access: "anyone" },
  async ({ token }, { auth }) => {
    try {
      return await auth.confirmEmailChange(token);
    } catch (error) {
      if (!isAppError(error, "not_found")) throw error;
      throw new AppError("not_found", {
        sentence:
          "This link no longer works: it has been used, is more than an hour old, or the address belongs to another account. Ask for a new one in your settings.",
      });
    }
  },
);
