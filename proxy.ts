import { NextResponse, type NextRequest } from "next/server";
import { atMost } from "#lib/auth/even-time.ts";
import { createRequestClient, hasSession, type SupabaseProject } from "#lib/auth/supabase/request-client.ts";
import type { CookieJar } from "#lib/auth/port.ts";
import { securityHeaders } from "#lib/domain/security-headers.ts";
import { getEnv } from "#lib/env.ts";

/**
 * Gives every page its security headers and the nonce its scripts and styles need, and renews a session that has run out,
 * because a page that is being rendered can set no cookie. It decides nothing about who is asking.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const { mode, storage } = getEnv();
  const headers = securityHeaders({
    nonce,
    https: isHttps(request),
    development: mode === "development",
    storageOrigin: storage.kind === "supabase" ? storage.url : null,
  });
  const renewed = storage.kind === "supabase" ? await renewSession(request, storage) : null;

  // After the cookies were renewed: the page is to read the new ones.
  const forPage = new Headers(request.headers);
  forPage.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts from here.
  forPage.set("content-security-policy", headers["content-security-policy"] ?? "");

  const response = NextResponse.next({ request: { headers: forPage } });
  for (const [name, value] of Object.entries({ ...renewed?.headers, ...headers })) {
    response.headers.set(name, value);
  }
  for (const cookie of renewed?.cookies ?? []) response.cookies.set(cookie);
  return response;
}

type Cookie = {
  readonly name: string;
  readonly value: string;
  readonly maxAge: number;
  readonly httpOnly: boolean;
  readonly sameSite: "lax";
  readonly path: string;
  readonly secure: boolean;
};
type Renewed = { readonly cookies: readonly Cookie[]; readonly headers: Readonly<Record<string, string>> };

/** Longer than that no page waits for a session: without an answer it is shown as it is, and asks itself. */
const longestWait = 5000;

/** What a renewed session has to set; null when there was nothing to renew. The request is given the new cookies, too. */
async function renewSession(
  request: NextRequest,
  { url, publishableKey }: Pick<SupabaseProject, "url" | "publishableKey">,
): Promise<Renewed | null> {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps(request) } as const;
  const cookies = new Map<string, Cookie>();
  const headers: Record<string, string> = {};
  const jar: CookieJar = {
    get: (name) => request.cookies.get(name)?.value ?? null,
    set(name, value, { maxAge }) {
      request.cookies.set(name, value);
      cookies.set(name, { name, value, maxAge, ...options });
    },
    remove(name) {
      request.cookies.delete(name);
      cookies.set(name, { name, value: "", maxAge: 0, ...options });
    },
  };
  if (!hasSession({ cookies: jar }, Date.now)) return null;
  const browser = {
    cookies: jar,
    userAgent: request.headers.get("user-agent"),
    addHeaders: (added: Readonly<Record<string, string>>) => void Object.assign(headers, added),
  };
  const limited: typeof fetch = (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(longestWait) });
  const client = createRequestClient({ url, publishableKey, fetch: limited }, browser, Date.now);
  // Nothing but the renewing counts here; whether the session is true and goes on is asked where it matters.
  await atMost(longestWait, () => client.auth.getSession());
  return cookies.size === 0 ? null : { cookies: [...cookies.values()], headers };
}

function isHttps(request: NextRequest): boolean {
  const { publicUrl, trustProxy } = getEnv();
  if (publicUrl !== null) return publicUrl.startsWith("https:");
  return trustProxy && request.headers.get("x-forwarded-proto") === "https";
}

export const config = {
  // A body that comes through here is cut at 10 MB, so uploads stay out; files and static assets set headers of their own.
  matcher: ["/((?!api/uploads|api/files|_next/static|_next/image).*)"],
};
