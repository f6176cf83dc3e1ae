import { NextResponse, type NextRequest } from "next/server";
import { securityHeaders } from "#lib/domain/security-headers.ts";
import { getEnv } from "#lib/env.ts";

/** Gives every page its security headers and the nonce its scripts and styles need. It decides nothing about who is asking. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const { mode, storage } = getEnv();
  const headers = securityHeaders({
    nonce,
    https: isHttps(request),
    development: mode === "development",
    storageOrigin: storage.kind === "supabase" ? storage.url : null,
  });

  const forPage = new Headers(request.headers);
  forPage.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts from here.
  forPage.set("content-security-policy", headers["content-security-policy"] ?? "");

  const response = NextResponse.next({ request: { headers: forPage } });
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
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
