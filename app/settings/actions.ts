"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";

import { AppError } from "#lib/domain/errors.ts";
import { EmailSchema } from "#lib/domain/account.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import { createFormAction } from "#lib/server/action.ts";
import { deleteAccount } from "#lib/services/delete-account.ts";

const typedPassword = z.string().min(1, "Enter your password.").max(1000, "That is not your password.");

export const requestEmailChangeAction = createFormAction(
  { input: z.object({ newEmail: EmailSchema, password: typedPassword }), access: "member" },
  async (change, { auth }) => {
    await auth.requestEmailChange(change);
    return { newEmail: change.newEmail };
  },
);

export const changePasswordAction = createFormAction(
  {
    input: z.object({ currentPassword: typedPassword, newPassword: z.string().max(1000) }),
    access: "member",
  },
  async (change, { auth }) => {
    await auth.changePassword(change);
    revalidatePath("/settings");
    return { changedAt: toTimestamp(Date.now()) };
  },
);

export const endSessionAction = createFormAction(
  { input: z.object({ id: IdSchema }), access: "member" },
  async ({ id }, { auth }) => {
    await auth.revokeSession(id);
    revalidatePath("/settings");
    return null;
  },
);

export const endOtherSessionsAction = createFormAction(
  { input: z.object({}), access: "member" },
  async (_input, { auth }) => {
    await auth.revokeOtherSessions();
    revalidatePath("/settings");
    return null;
  },
);

export const deleteAccountAction = createFormAction(
  { input: z.object({ password: typedPassword, confirmation: z.string().max(200) }), access: "member" },
  async ({ password, confirmation }, { store, auth, signedIn }): Promise<null> => {
    const profile = await store.profiles.get(signedIn.memberId);
    if (!profile) throw new AppError("not_found");
    if (confirmation.trim().replace(/^@/, "").toLowerCase() !== profile.username) {
      throw new AppError("invalid_input", {
        fields: { confirmation: `Type ${profile.username}, so that nobody deletes an account by a slip.` },
      });
    }
    await deleteAccount({ store, auth }, { password });
    return redirect("/goodbye");
  },
);
