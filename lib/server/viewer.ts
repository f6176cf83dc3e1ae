/** Who is asking, from the request's cookies; and the store and sign-in opened for them. */
import "server-only";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";

import type { Auth, AuthClient, CookieJar, SignedIn } from "#lib/auth/port.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import { getEnv } from "#lib/env.ts";
import type { Store } from "#lib/store/port.ts";
import { getStorage } from "#lib/storage.ts";
import { onboardingCookie } from "./onboarding-cookie.ts";

export type ViewerContext = {
  readonly viewer: Viewer;
  /** The signed-in member; null for a visitor. */
  readonly signedIn: SignedIn | null;
  readonly store: Store;
  readonly auth: Auth;
  readonly cookies: CookieJar;
  /** The store for whoever has just been signed in at this browser. */
  readonly openFor: (member: SignedIn) => Store;
  /** Headers that have to go out with the cookies. */
  readonly headers: Headers;
};

/** True when the browser reached us over https, so that cookies may only travel that way. */
export function isHttps(requestHeaders: Headers): boolean {
  const { publicUrl, trustProxy } = getEnv();
  if (publicUrl?.startsWith("https:")) return true;
  return trustProxy && requestHeaders.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
}

async function createCookieJar(secure: boolean): Promise<CookieJar> {
  const store = await cookies();
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure } as const;
  return {
    get: (name) => store.get(name)?.value ?? null,
    set: (name, value, { maxAge }) =>
      whereCookiesCanBeSet(() => store.set(name, value, { ...options, maxAge })),
    remove: (name) => whereCookiesCanBeSet(() => store.set(name, "", { ...options, maxAge: 0 })),
  };
}

/** Next refuses to set cookies while it renders a page; the next action or route sets them instead. */
function whereCookiesCanBeSet(change: () => void): void {
  try {
    change();
  } catch (error) {
    const isRendering = error instanceof Error && error.message.startsWith("Cookies can only be modified");
    if (!isRendering) throw error;
  }
}

async function createAuthClient(responseHeaders: Headers): Promise<AuthClient> {
  const requestHeaders = await headers();
  const secure = isHttps(requestHeaders);
  const host = requestHeaders.get("host");
  return {
    cookies: await createCookieJar(secure),
    address: clientAddress(requestHeaders),
    userAgent: requestHeaders.get("user-agent"),
    origin: host === null ? null : `${secure ? "https" : "http"}://${host}`,
    addHeaders: (added) => {
      for (const [name, value] of Object.entries(added)) responseHeaders.set(name, value);
    },
  };
}

/**
 * The address the request came from. A proxy appends what it saw, so the last entry is the one our own wrote; what stands
 * before it is the client's word. Without a proxy Next writes the socket's address, unless the client sent an entry: such
 * a client escapes being counted by its address, and is still counted by the account it tries.
 */
function clientAddress(requestHeaders: Headers): string | null {
  const address = requestHeaders.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return address ? address.slice(0, 64) : null;
}

/** The viewer of this request, checked against the store once a request. */
export const getViewerContext = cache(async (): Promise<ViewerContext> => {
  // First what only a request has: a build that tries to render pages stops here and never opens the store.
  const responseHeaders = new Headers();
  const client = await createAuthClient(responseHeaders);
  const storage = await getStorage();
  const auth = storage.openAuth(client);
  const openFor = ({ memberId }: SignedIn) => storage.open({ kind: "member", memberId }, client);
  const capability = client.cookies.get(onboardingCookie.name);
  const account = await auth.current();
  // An account whose profile is not made yet is still on the way in, as long as this browser holds the onboarding.
  const isOnTheWayIn =
    account !== null && capability !== null && !(await openFor(account).profiles.get(account.memberId));
  const signedIn = isOnTheWayIn ? null : account;
  const viewer: Viewer = signedIn
    ? { kind: "member", memberId: signedIn.memberId }
    : { kind: "visitor", capability };
  const store = storage.open(viewer, client);
  return { viewer, signedIn, store, auth, cookies: client.cookies, openFor, headers: responseHeaders };
});

/** The signed-in member's context, or a redirect to the sign-in page that leads back to `returnTo`. */
export async function requireMember(returnTo: string): Promise<ViewerContext & { signedIn: SignedIn }> {
  const context = await getViewerContext();
  if (!context.signedIn) redirect(`/sign-in?next=${encodeURIComponent(returnTo)}`);
  return { ...context, signedIn: context.signedIn };
}
