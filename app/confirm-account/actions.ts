"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { AppError, isAppError } from "#lib/domain/errors.ts";
import { createFormAction } from "#lib/server/action.ts";
import { confirmAccount } from "#lib/server/onboarding-deeds.ts";

export const confirmAccountAction = createFormAction(
  { input: z.object({ token: z.string().max(200) }), access: "anyone" },
  async ({ token }, context): Promise<null> => {
    try {
      await confirmAccount(context, token);
    } catch (error) {
      // Confirmed, but something in the onboarding needs another look first, such as a name somebody took meanwhile.
      if (isAppError(error, "invalid_input")) return redirect("/onboarding/review");
      if (!isAppError(error, "not_found")) throw error;
      throw new AppError("not_found", {
        sentence:
          "This link no longer works: it has been used, or is more than an hour old. If you followed it before, sign in. Otherwise finish your onboarding once more, and we send you a new one.",
      });
    }
    return redirect("/profile?first=1");
  },
);
