"use server";

import { cookies, headers } from "next/headers";
import { z } from "zod";

import { themeCookie, themeCookieSeconds, themes } from "#components/layout/theme.ts";
import { createFormAction } from "#lib/server/action.ts";
import { isHttps } from "#lib/server/viewer.ts";

const setTheme = createFormAction(
  { input: z.object({ theme: z.enum(themes) }), access: "anyone" },
  async ({ theme }) => {
    // Readable by scripts: with JavaScript the switch sets it itself.
    (await cookies()).set(themeCookie, theme, {
      path: "/",
      maxAge: themeCookieSeconds,
      sameSite: "lax",
      secure: isHttps(await headers()),
    });
  },
);

/** For browsers without JavaScript; the others need not ask. */
export async function setThemeAction(form: FormData): Promise<void> {
  await setTheme(null, form);
}
