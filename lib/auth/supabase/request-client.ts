/** A Supabase client bound to one browser's cookies: made for one request, and forgotten with it. */
import { createServerClient } from "@supabase/ssr";
import type { SupabaseClient } from "@supabase/supabase-js";

import type { Clock } from "#lib/domain/time.ts";
import type { AuthClient, CookieJar } from "../port.ts";

export type SupabaseProject = {
  /** Origin of the project, without a slash at the end. */
  readonly url: string;
  readonly publishableKey: string;
  /** With timeouts, and retries of what may be asked twice. */
  readonly fetch: typeof fetch;
};

/** One name for both storages: a browser that changes over has one cookie, which the other storage takes for none. */
export const sessionCookie = "keepintouch_session";

/** A sign-in that nobody uses ends after this many milliseconds. */
const unusedLife = 30 * 24 * 3600 * 1000;
/** A long session lies in several cookies, each with a number behind the name. */
const mostPieces = 8;
const encoded = /^base64-([A-Za-z0-9_-]+)$/;

export type Browser = Pick<AuthClient, "cookies" | "userAgent" | "addHeaders">;

export function createRequestClient(
  project: SupabaseProject,
  browser: Browser,
  clock: Clock,
): SupabaseClient {
  return createServerClient(project.url, project.publishableKey, {
    cookieOptions: { name: sessionCookie },
    cookies: {
      // The person's record is asked for when it is needed; a copy in a cookie would be an old one.
      encode: "tokens-only",
      getAll: () => readSession(browser.cookies, clock),
      setAll: (cookies, headers) => {
        for (const { name, value, options } of cookies) {
          if (value === "") browser.cookies.remove(name);
          else browser.cookies.set(name, value, { maxAge: options.maxAge ?? 0 });
        }
        browser.addHeaders?.(headers);
      },
    },
    // What the list of sign-ins calls this one is told by the browser, not by the server between.
    global: {
      fetch: project.fetch,
      headers: browser.userAgent === null ? {} : { "user-agent": browser.userAgent },
    },
  });
}

/** True when the browser holds what looks like a session that may be used still: without one there is nothing to ask about. */
export function hasSession({ cookies }: Pick<Browser, "cookies">, clock: Clock): boolean {
  return readSession(cookies, clock).length > 0;
}

/** Removes the session's cookies, whatever is in them. */
export function forgetSession({ cookies }: Pick<Browser, "cookies">): void {
  for (const { name } of piecesOf(cookies)) cookies.remove(name);
}

type Piece = { readonly name: string; readonly value: string };

/** Nothing when it is not to the letter what was set, or when it was not used for too long. */
function readSession(cookies: CookieJar, clock: Clock): Piece[] {
  const pieces = piecesOf(cookies);
  const text = decode(pieces.map(({ value }) => value).join(""));
  const expiresAt = /"expires_at":(\d+)/.exec(text ?? "")?.[1];
  // The token in it is renewed whenever the session is used, so its end says when that was.
  const isUnused = expiresAt !== undefined && clock() - Number(expiresAt) * 1000 > unusedLife;
  return text === null || isUnused ? [] : pieces;
}

function piecesOf(cookies: CookieJar): Piece[] {
  const names = [
    sessionCookie,
    ...Array.from({ length: mostPieces }, (_, number) => `${sessionCookie}.${number}`),
  ];
  return names.flatMap((name) => {
    const value = cookies.get(name);
    return value === null || value === "" ? [] : [{ name, value }];
  });
}

/** Null unless it is the one spelling of what it says: a cookie with a letter more is not the one that was given. */
function decode(value: string): string | null {
  const text = encoded.exec(value)?.[1];
  if (text === undefined) return null;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes.toString() : null;
}
