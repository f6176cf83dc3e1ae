/** The onboarding of this browser: its session, the cookie that opens it, and the way from step to step. */
import "server-only";

import { redirect } from "next/navigation";

import { AppError } from "#lib/domain/errors.ts";
import { firstOpenPart, pathOfPart, pathOfStep } from "#lib/domain/onboarding-rules.ts";
import {
  canOpenStep,
  firstUnfinishedStep,
  type FieldChange,
  type OnboardingSession,
  type OnboardingStep,
} from "#lib/domain/onboarding.ts";
import { saveOnboarding, type SavedOnboarding } from "#lib/services/save-onboarding.ts";
import { startOnboarding } from "#lib/services/start-onboarding.ts";
import { getStorage } from "#lib/storage.ts";
import type { Store } from "#lib/store/port.ts";
import { onboardingCookie } from "./onboarding-cookie.ts";
import { getViewerContext, type ViewerContext } from "./viewer.ts";

/** The context on a page of the onboarding. Members with a profile are sent there: they are done with it. */
export async function requireVisitor(): Promise<ViewerContext> {
  const context = await getViewerContext();
  const { signedIn, store } = context;
  if (signedIn && (await store.profiles.get(signedIn.memberId))) redirect("/profile");
  return context;
}

/**
 * The session for a page of `step`; null on the first one while nothing was saved. A later step than the first unfinished
 * one leads there, with the step that was asked for in the address so that the page can say why.
 */
export async function openStep(
  step: OnboardingStep,
): Promise<{ context: ViewerContext; session: OnboardingSession | null }> {
  const context = await requireVisitor();
  const session = await context.store.onboarding.get();
  if (session?.status === "completed") redirect("/onboarding");
  if (step === "basics") return { context, session };
  if (!session) redirect(`/onboarding/basics?wanted=${step}`);
  if (!canOpenStep(session.data, step)) redirect(pathOfFirstUnfinished(session, step));
  return { context, session };
}

/** As `openStep`, for every step that has a session behind it. */
export async function openStepWithSession(
  step: Exclude<OnboardingStep, "basics">,
): Promise<{ context: ViewerContext; session: OnboardingSession }> {
  const { context, session } = await openStep(step);
  if (!session) redirect("/onboarding/basics");
  return { context, session };
}

/** Where somebody goes on who left in the middle. */
export function pathOfFirstUnfinished(session: OnboardingSession, wanted?: OnboardingStep): string {
  const step = firstUnfinishedStep(session.data);
  const path = step === "basics" ? pathOfPart(firstOpenPart(session.data)) : pathOfStep(step);
  return wanted === undefined ? path : `${path}${path.includes("?") ? "&" : "?"}wanted=${wanted}`;
}

/** A store for whoever holds the capability. */
export async function openByCapability(capability: string): Promise<Store> {
  return (await getStorage()).open({ kind: "visitor", capability });
}

export type OpenedOnboarding = { readonly store: Store; readonly session: OnboardingSession };

/** The session of this browser, begun when there is none, and the store opened for it. */
export async function openOrStart(context: ViewerContext): Promise<OpenedOnboarding> {
  const session = await context.store.onboarding.get();
  if (session) return { store: context.store, session };
  return start(context, []);
}

/**
 * Saves into the session of this browser, which begins with the first thing that is saved. `sessionId` is the session the
 * page was made from. Throws `not_found` when that one is over, so that nothing old lands in another one.
 */
export async function saveHere(
  context: ViewerContext,
  { sessionId, changes }: { sessionId: string | null; changes: readonly FieldChange[] },
): Promise<SavedOnboarding & OpenedOnboarding> {
  const session = await context.store.onboarding.get();
  if (session === null && sessionId === null) {
    return { ...(await start(context, changes)), conflicts: [] };
  }
  if (session === null || (sessionId !== null && sessionId !== session.id)) throw new AppError("not_found");
  const saved = await saveOnboarding(context.store, changes);
  slideCookie(context);
  return { ...saved, store: context.store };
}

async function start(context: ViewerContext, changes: readonly FieldChange[]): Promise<OpenedOnboarding> {
  const { session, capability } = await startOnboarding(context.store, changes);
  setCapability(context, capability);
  return { session, store: await openByCapability(capability) };
}

export function setCapability({ cookies }: ViewerContext, capability: string): void {
  cookies.set(onboardingCookie.name, capability, { maxAge: onboardingCookie.maxAge });
}

export function forgetCapability({ cookies }: ViewerContext): void {
  cookies.remove(onboardingCookie.name);
}

/** The session moves its end on with every save; so does the cookie. */
function slideCookie(context: ViewerContext): void {
  const capability = context.cookies.get(onboardingCookie.name);
  if (capability !== null) setCapability(context, capability);
}
