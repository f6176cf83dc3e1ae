/** Where to go after signing in: a page of this app, whatever the address bar asked for. */

/** The path when it is one of ours, else `fallback`. What browsers would read as another site counts as theirs. */
export function toReturnPath(asked: unknown, fallback: string): string {
  if (typeof asked !== "string" || asked.length > 2000) return fallback;
  // Browsers drop tabs and line ends, and read a backslash as a slash: both can turn a path into another site's address.
  if (!/^\/(?![/\\])/.test(asked) || /[\\\p{Cc}]/u.test(asked)) return fallback;
  const base = "http://here.invalid";
  if (!URL.canParse(asked, base)) return fallback;
  const url = new URL(asked, base);
  const isPage =
    url.origin === base && !url.pathname.startsWith("//") && !/^\/(api|sign-in)(\/|$)/.test(url.pathname);
  return isPage ? `${url.pathname}${url.search}${url.hash}` : fallback;
}
