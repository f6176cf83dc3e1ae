import { AppError } from "#lib/domain/errors.ts";
import { parseInput } from "#lib/server/action.ts";
import { saveHere } from "#lib/server/onboarding.ts";
import { readJson } from "#lib/server/read-json.ts";
import { createRoute } from "#lib/server/route.ts";
import { SaveRequestSchema, toOnboardingView, type SaveAnswer } from "#lib/domain/onboarding-view.ts";

const notStored = { headers: { "cache-control": "no-store" } };

/** Bytes: the longest text that is kept, twice, in any script. */
const longestBody = 256 * 1024;

/** What is stored, for a tab that comes back into view. Null when there is no open onboarding. */
export const GET = createRoute(async (_request, { store, signedIn }) => {
  const session = signedIn ? null : await store.onboarding.get();
  const view = session?.status === "open" ? toOnboardingView(session) : null;
  return Response.json({ view }, notStored);
});

/**
 * Saves what was typed. A route and not a server action, because a browser may finish it while the page is being closed
 * (`keepalive`), and because a page that was open while the app was replaced by a newer one can still save.
 */
export const PUT = createRoute(async (request, context) => {
  if (context.signedIn) throw new AppError("not_found");
  const body = await readJson(request, longestBody);
  const { session, conflicts } = await saveHere(context, parseInput(SaveRequestSchema, body));
  const answer: SaveAnswer = { view: toOnboardingView(session), conflicts };
  return Response.json(answer, notStored);
});
