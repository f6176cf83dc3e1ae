import { AppError } from "#lib/domain/errors.ts";
import { answerUsername } from "#lib/server/onboarding-deeds.ts";
import { createRoute } from "#lib/server/route.ts";
import { createThrottle } from "#lib/server/throttle.ts";

const perPerson = createThrottle(120, 60_000);
/** People who have not saved anything yet have no name of their own to be counted under. */
const newcomers = createThrottle(1200, 60_000);

/** Whether a username can be had, asked while it is typed: `?username=…&displayName=…`. */
export const GET = createRoute(async (request, context) => {
  const asker = context.signedIn?.memberId ?? (await context.store.onboarding.get())?.id;
  const allowed = asker === undefined ? newcomers.allows("all") : perPerson.allows(asker);
  if (!allowed) throw new AppError("rate_limited");
  const asked = new URL(request.url).searchParams;
  const answer = await answerUsername(context, {
    username: (asked.get("username") ?? "").slice(0, 200),
    displayName: (asked.get("displayName") ?? "").slice(0, 200),
  });
  return Response.json(answer, { headers: { "cache-control": "no-store" } });
});
