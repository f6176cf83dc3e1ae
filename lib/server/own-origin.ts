/** The address people reach this app under, for links that are shown to whoever asked for them. */
import "server-only";

import { headers } from "next/headers";

import { getEnv } from "#lib/env.ts";
import { isHttps } from "./viewer.ts";

/**
 * The configured origin; without one, the one this request was sent to. Never for a mail: a request's host is whatever
 * its sender wrote.
 */
export async function getOwnOrigin(): Promise<string> {
  const { publicUrl } = getEnv();
  if (publicUrl !== null) return publicUrl;
  const requestHeaders = await headers();
  return `${isHttps(requestHeaders) ? "https" : "http"}://${requestHeaders.get("host") ?? "localhost"}`;
}
