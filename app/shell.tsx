import { cookies } from "next/headers";
import type { ReactNode } from "react";

import { PageShell } from "#components/layout/page-shell.tsx";
import { parseTheme, themeCookie } from "#components/layout/theme.ts";
import { getShellMember } from "#lib/server/shell.ts";

import { signOutAction } from "./actions/sign-out.ts";
import { setThemeAction } from "./actions/set-theme.ts";

type ShellProps = { width?: "page" | "read" | "full"; children: ReactNode };

/** The frame around every page, with who is signed in and the theme they chose. */
export async function Shell({ width, children }: ShellProps) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <PageShell
      member={await getShellMember()}
      signOutAction={signOutAction}
      theme={theme}
      themeAction={setThemeAction}
      width={width}
    >
      {children}
    </PageShell>
  );
}
