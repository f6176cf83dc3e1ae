"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { AppError, isAppError } from "#lib/domain/errors.ts";
import { createFormAction } from "#lib/server/action.ts";

const ResetPasswordSchema = z.object({ token: z.string().max(200), newPassword: z.string().max(1000) });

export const resetPasswordAction = createFormAction(
  { input: ResetPasswordSchema, access: "anyone" },
  async (reset, { auth }): Promise<null> => {
    try {
      await auth.resetPassword(reset);
    } catch (error) {
      if (!isAppError(error, "not_found")) throw error;
      throw new AppError("not_found", {
        sentence: "This link has been used or is more than an hour old. Ask for a new one.",
      });
    }
    return redirect("/profile");
  },
);
