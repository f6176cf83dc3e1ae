/** The one wrapper around every route handler: same origin for what changes things, viewer, AppError → JSON. */
import "server-only";

import type { SignedIn } from "#lib/auth/port.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { toRefusal } from "./action.ts";
import { logFailure } from "./log.ts";
import { isSameOrigin } from "./same-origin.ts";
import { getViewerContext, type ViewerContext } from "./viewer.ts";

const safeMethods = new Set(["GET", "HEAD"]);

type RouteHandler<P, C> = (request: Request, context: C & { params: P }) => Promise<Response>;
type NextRoute<P> = (request: Request, next: { params: Promise<P> }) => Promise<Response>;

/** A route for anyone; the handler decides by the store what the viewer gets. */
export function createRoute<P = Record<string, never>>(
  handler: RouteHandler<P, ViewerContext>,
): NextRoute<P> {
  return (request, next) =>
    answer(async () => {
      refuseOtherSites(request);
      const context = await getViewerContext();
      const response = await handler(request, { ...context, params: await next.params });
      // A session that was renewed on the way must not lie in any cache.
      for (const [name, value] of context.headers) response.headers.set(name, value);
      return response;
    });
}

/** A route for members only. */
export function createMemberRoute<P = Record<string, never>>(
  handler: RouteHandler<P, ViewerContext & { signedIn: SignedIn }>,
): NextRoute<P> {
  return createRoute<P>(async (request, context) => {
    if (!context.signedIn) throw new AppError("not_signed_in");
    return handler(request, { ...context, signedIn: context.signedIn });
  });
}

/** Throws `not_allowed` for a request that changes things and comes from elsewhere. */
export function refuseOtherSites(request: Request): void {
  if (!safeMethods.has(request.method) && !isSameOrigin(request.headers)) throw new AppError("not_allowed");
}

/** Runs `respond`; a failure becomes a JSON refusal with the status of the error table. */
export async function answer(respond: () => Promise<Response>): Promise<Response> {
  try {
    return await respond();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Next's own control flow (redirects, not found) carries a digest and has to reach Next.
    if ("digest" in error && typeof error.digest === "string" && error.digest.startsWith("NEXT_"))
      throw error;
    logFailure("route", error);
    const refusal = isAppError(error) ? error : new AppError("unexpected", { cause: error });
    return Response.json(toRefusal(refusal), {
      status: refusal.status,
      headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" },
    });
  }
}
