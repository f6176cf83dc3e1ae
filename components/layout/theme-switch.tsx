"use client";

import { useState, type SubmitEvent } from "react";

import type { FormAction } from "./form-action.ts";
import { parseTheme, themeCookie, themeCookieSeconds, themes, type Theme } from "./theme.ts";

type ThemeSwitchProps = { theme: Theme; action?: FormAction | undefined };

const names: Record<Theme, string> = { system: "As the system", light: "Light", dark: "Dark" };

/** Three buttons of one form. With JavaScript the page changes at once; without, the form goes to `action`. */
export function ThemeSwitch({ theme, action }: ThemeSwitchProps) {
  const [chosen, setChosen] = useState(theme);

  const apply = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const button = event.nativeEvent.submitter;
    const next = parseTheme(button?.getAttribute("value"));
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${themeCookie}=${next}; Path=/; Max-Age=${themeCookieSeconds}; SameSite=Lax${secure}`;
    document.documentElement.dataset.theme = next;
    setChosen(next);
  };

  return (
    <form action={action} method={typeof action === "string" ? "post" : undefined} onSubmit={apply}>
      <fieldset className="flex flex-wrap items-center gap-1">
        <legend className="sr-only">Theme</legend>
        {themes.map((option) => (
          <button
            key={option}
            type="submit"
            name="theme"
            value={option}
            aria-pressed={option === chosen}
            className="text-soft hover:text-ink aria-pressed:bg-action-soft aria-pressed:text-ink min-h-9 rounded-md px-2.5 aria-pressed:font-[600]"
          >
            {names[option]}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
