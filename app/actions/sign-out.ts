"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { createFormAction } from "#lib/server/action.ts";

const signOut = createFormAction({ input: z.object({}), access: "anyone" }, async (_input, { auth }) => {
  await auth.signOut();
  redirect("/");
});

export async function signOutAction(form: FormData): Promise<void> {
  await signOut(null, form);
}
