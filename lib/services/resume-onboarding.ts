/** Carries an onboarding to another device: a link is made on the one, and opened on the other. */
import { AppError } from "#lib/domain/errors.ts";
import { hasProgress, type OnboardingSession } from "#lib/domain/onboarding.ts";
import type { Store } from "#lib/store/port.ts";

/** A capability for another device. Throws `not_found` without a session and once it is completed. */
export async function createResumeCapability(store: Store): Promise<string> {
  const session = await store.onboarding.get();
  if (session?.status !== "open") throw new AppError("not_found");
  return store.onboarding.createCapability();
}

export type Resumable = {
  readonly session: OnboardingSession;
  /** Another onboarding this browser would leave; null when there is none, or nothing in it. */
  readonly leaves: OnboardingSession | null;
};

/**
 * What a link opens, and what following it would leave behind here. `linked` is the store opened with the link's
 * capability, `here` with the browser's own. Null when the link is forged or expired, or its onboarding is finished.
 */
export async function findResumable(linked: Store, here: Store): Promise<Resumable | null> {
  const session = await linked.onboarding.get();
  if (session?.status !== "open") return null;
  const own = await here.onboarding.get();
  const isOther = own !== null && own.id !== session.id && own.status === "open" && hasProgress(own.data);
  return { session, leaves: isOther ? own : null };
}
