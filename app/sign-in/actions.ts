"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { toReturnPath } from "#lib/domain/return-path.ts";
import { createFormAction } from "#lib/server/action.ts";
import { finishForSignedIn } from "#lib/server/onboarding-deeds.ts";

const SignInSchema = z.object({
  email: z.string().trim().min(1, "Enter your e-mail address.").max(1000),
  password: z.string().min(1, "Enter your password.").max(1000, "That is not a password of yours."),
  next: z.string().optional(),
});

export const signInAction = createFormAction(
  { input: SignInSchema, access: "anyone" },
  async ({ email, password, next }, context): Promise<null> => {
    await finishForSignedIn(context, await context.auth.signIn({ email, password }));
    return redirect(toReturnPath(next, "/profile"));
  },
);
