import { readHealth } from "#lib/server/health.ts";

/** For load balancers, container health checks and people. Open to all, asks nobody who they are. */
export async function GET(): Promise<Response> {
  const health = await readHealth();
  return Response.json(health, {
    status: health.status === "ok" ? 200 : 503,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" },
  });
}

export const dynamic = "force-dynamic";
