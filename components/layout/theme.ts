export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Read by the root layout, so that the first paint already has the chosen theme. */
export const themeCookie = "theme";
export const themeCookieSeconds = 365 * 24 * 60 * 60;

/** Anything that is not a theme means: follow the system. */
export function parseTheme(value: unknown): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
