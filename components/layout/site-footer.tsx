import type { FormAction } from "./form-action.ts";
import type { Theme } from "./theme.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

type SiteFooterProps = { theme: Theme; themeAction?: FormAction | undefined };

export function SiteFooter({ theme, themeAction }: SiteFooterProps) {
  return (
    <footer className="border-line mt-16 border-t">
      <div className="max-w-page text-soft mx-auto flex flex-wrap items-center justify-between gap-x-8 gap-y-4 px-4 py-6 text-sm sm:px-8">
        <p>Only the people you choose. No advertising, no tracking.</p>
        <ThemeSwitch theme={theme} action={themeAction} />
      </div>
    </footer>
  );
}
