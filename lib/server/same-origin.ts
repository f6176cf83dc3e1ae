/** Refuses requests that another site made with our member's cookies (CSRF). */
import "server-only";

import { getEnv } from "#lib/env.ts";

/**
 * True when the browser says the request comes from our own pages. `Sec-Fetch-Site` cannot be forged by a page; where a
 * browser does not send it, `Origin` has to name our host. Neither of the two: refused.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const origin = headers.get("origin");
  if (origin === null || !URL.canParse(origin)) return false;
  const { publicUrl } = getEnv();
  const host = publicUrl === null ? headers.get("host") : new URL(publicUrl).host;
  return new URL(origin).host === host;
}
