import type { ReactNode } from "react";

import { cn } from "../ui/cn.ts";
import { SiteFooter } from "./site-footer.tsx";
import { SiteHeader, type HeaderMember } from "./site-header.tsx";
import { SkipLink } from "./skip-link.tsx";
import type { FormAction } from "./form-action.ts";
import type { Theme } from "./theme.ts";

type PageShellProps = {
  member: HeaderMember | null;
  signOutAction?: FormAction;
  theme: Theme;
  /** Receives `theme` and stores it in the cookie; leave out and the switch works with JavaScript only. */
  themeAction?: FormAction;
  /** `page` 72rem, `read` 40rem for forms and text, `full` leaves the width to the page. */
  width?: "page" | "read" | "full";
  children: ReactNode;
};

const widths = {
  page: "mx-auto w-full max-w-page px-4 py-8 sm:px-8 sm:py-12",
  read: "mx-auto w-full max-w-[calc(var(--container-read)+4rem)] px-4 py-8 sm:px-8 sm:py-12",
  full: "w-full",
};

/** Header, main and footer around a page. */
export function PageShell({
  member,
  signOutAction,
  theme,
  themeAction,
  width = "page",
  children,
}: PageShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <SiteHeader member={member} signOutAction={signOutAction} />
      <main id="main" tabIndex={-1} className={cn("grow outline-none", widths[width])}>
        {children}
      </main>
      <SiteFooter theme={theme} themeAction={themeAction} />
    </div>
  );
}
