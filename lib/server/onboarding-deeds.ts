/** What a person does in the onboarding, done for the viewer of this request. */
import "server-only";

import type { SignedIn } from "#lib/auth/port.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { BasicsPart } from "#lib/domain/onboarding-rules.ts";
import { toOnboardingView, type DraftChange, type SaveAnswer } from "#lib/domain/onboarding-view.ts";
import type { OnboardingSession, OnboardingStep } from "#lib/domain/onboarding.ts";
import type { UsernameAnswer } from "#lib/domain/username-suggestion.ts";
import type { NewCategory } from "#lib/domain/visibility.ts";
import {
  addDraftCircle,
  removeDraftCircle,
  renameDraftCircle,
  type CircleWords,
} from "#lib/services/change-draft-circles.ts";
import { checkUsername } from "#lib/services/check-username.ts";
import { finishBasicsPart, finishOnboardingStep } from "#lib/services/finish-onboarding-step.ts";
import { finishOnboarding, finishWaiting } from "#lib/services/finish-onboarding.ts";
import { createResumeCapability, findResumable, type Resumable } from "#lib/services/resume-onboarding.ts";
import { forgetCapability, openByCapability, saveHere, setCapability } from "./onboarding.ts";
import type { ViewerContext } from "./viewer.ts";

/** What the form of a step sends: the session its page was made from, and what was changed on it. */
export type Answers = { readonly sessionId: string | null; readonly changes: readonly DraftChange[] };

/** Saves what a form sent. Throws `conflict` with a `SaveAnswer` when something was changed elsewhere meanwhile. */
export async function saveAnswers(context: ViewerContext, answers: Answers) {
  const saved = await saveHere(context, answers);
  if (saved.conflicts.length === 0) return saved;
  const current: SaveAnswer = { view: toOnboardingView(saved.session), conflicts: saved.conflicts };
  throw new AppError("conflict", { current });
}

/** Saves a group of the first questions and leaves it; errors as `saveAnswers` and `finishBasicsPart`. */
export async function leaveBasicsPart(
  context: ViewerContext,
  part: BasicsPart,
  answers: Answers,
): Promise<void> {
  const { store } = await saveAnswers(context, answers);
  await finishBasicsPart({ store, auth: context.auth }, part);
}

export async function leaveStep({ store }: ViewerContext, step: OnboardingStep): Promise<void> {
  await finishOnboardingStep(store, step);
}

export async function addCircle({ store }: ViewerContext, circle: NewCategory): Promise<OnboardingSession> {
  return addDraftCircle(store, circle);
}

export async function renameCircle(
  { store }: ViewerContext,
  id: string,
  change: { base: CircleWords; words: CircleWords },
): Promise<OnboardingSession> {
  return renameDraftCircle(store, id, change);
}

export async function removeCircle(
  { store }: ViewerContext,
  id: string,
  moveTo: string,
): Promise<OnboardingSession> {
  return removeDraftCircle(store, id, moveTo);
}

/**
 * Makes the member and signs them in here; the browser no longer needs what opened the onboarding. False when a link was
 * sent to their address first, and nothing was finished yet.
 */
export async function finish(context: ViewerContext, password: string): Promise<boolean> {
  if (!(await finishOnboarding(context, { password }))) return false;
  forgetCapability(context);
  return true;
}

/** Finishes what waited for the member who was signed in just now. Throws as `Onboarding.complete`. */
export async function finishForSignedIn(context: ViewerContext, member: SignedIn): Promise<void> {
  const store = context.openFor(member);
  await finishWaiting(store, member);
  if (await store.profiles.get(member.memberId)) forgetCapability(context);
}

/** Follows the link that confirms a new account's address, and finishes the onboarding it was sent from. */
export async function confirmAccount(context: ViewerContext, token: string): Promise<void> {
  await finishForSignedIn(context, await context.auth.confirmAccount(token));
}

/** Throws away what was gathered. A finished onboarding is only let go of: its profile stays. */
export async function startOver(context: ViewerContext): Promise<void> {
  const session = await context.store.onboarding.get();
  if (session?.status === "open") await context.store.onboarding.discard();
  forgetCapability(context);
}

/** The path of a link that opens this onboarding on another device. */
export async function createResumePath({ store }: ViewerContext): Promise<string> {
  return `/onboarding/resume/${await createResumeCapability(store)}`;
}

/** What a resume link opens; null when it opens nothing. */
export async function readResumeLink(context: ViewerContext, capability: string): Promise<Resumable | null> {
  return findResumable(await openByCapability(capability), context.store);
}

/** This browser holds the link's onboarding from here on. Throws `not_found` when the link opens nothing. */
export async function followResumeLink(context: ViewerContext, capability: string): Promise<void> {
  if (!(await readResumeLink(context, capability))) throw new AppError("not_found");
  setCapability(context, capability);
}

export async function answerUsername(
  { store, signedIn }: ViewerContext,
  asked: { username: string; displayName: string },
): Promise<UsernameAnswer> {
  const own = signedIn ? (await store.profiles.get(signedIn.memberId))?.username : undefined;
  return checkUsername(store, { ...asked, ...(own !== undefined && { own }) });
}
