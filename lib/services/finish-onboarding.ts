/** Turns an onboarding into a member, exactly once, however often it is asked for, and signs them in. */
import type { Auth, SignedIn } from "#lib/auth/port.ts";
import { PasswordSchema } from "#lib/domain/account.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { findProblems, toMemberFields } from "#lib/domain/onboarding-rules.ts";
import type { OnboardingSession } from "#lib/domain/onboarding.ts";
import type { Store } from "#lib/store/port.ts";

export const alreadyFinished =
  "Your profile was made a moment ago, with another password. Enter the one you chose then.";

export const defaultCircleGone = "The circle for new things was removed. Choose another one.";

type Ports = { readonly store: Store; readonly auth: Auth };

/**
 * Null when a link was sent to the address first: once it is followed the onboarding can be finished. Throws `invalid_input` with `fields` named as they are typed (`password` among them) when something would not do, and
 * `not_found` without a session. A session that was completed before signs in whoever knows its password: so a second
 * press, a second tab or a lost answer ends in the same account.
 */
export async function finishOnboarding(
  ports: Ports,
  { password }: { password: string },
): Promise<SignedIn | null> {
  const session = await ports.store.onboarding.get();
  if (!session) throw new AppError("not_found");
  if (session.status === "open") {
    const memberId = await complete(ports, session, password);
    if (memberId === null) return null;
    // Where an account is made before the profile, making it has signed in here.
    const current = await ports.auth.current();
    if (current?.memberId === memberId) return current;
  }
  return signIn(ports.auth, session.data.email, password);
}

/** The member that was made; null when the address has to be confirmed first. */
async function complete(
  { store, auth }: Ports,
  session: OnboardingSession,
  password: string,
): Promise<string | null> {
  const problems: Record<string, string> = { ...findProblems(session.data) };
  const { categories, defaultCategoryId } = session.data;
  if (!categories.some((category) => category.id === defaultCategoryId))
    problems.defaultCategoryId = defaultCircleGone;
  const checked = PasswordSchema.safeParse(password);
  if (!checked.success) problems.password = checked.error.issues[0]?.message ?? "Choose another password.";
  const member = toMemberFields(session.data);
  if (!member || Object.keys(problems).length > 0) throw new AppError("invalid_input", { fields: problems });
  const account = await auth.prepareAccount({ id: session.memberId, email: member.email, password });
  if (account.awaitsConfirmation) return null;
  return (await store.onboarding.complete(account)).id;
}

/**
 * Finishes the onboarding that waits for a member: their address was confirmed, or they came back after it was cut off.
 * Harmless when none does. Throws as `Onboarding.complete`.
 */
export async function finishWaiting(store: Store, { memberId, email }: SignedIn): Promise<void> {
  if (await store.profiles.get(memberId)) return;
  const session = await store.onboarding.get();
  if (session?.status === "open")
    await store.onboarding.complete({ id: memberId, email, passwordHash: null });
}

async function signIn(auth: Auth, email: string, password: string): Promise<SignedIn> {
  try {
    return await auth.signIn({ email, password });
  } catch (error) {
    // The account is there: what does not fit is the password.
    if (isAppError(error, "invalid_input"))
      throw new AppError("invalid_input", { fields: { password: alreadyFinished }, cause: error });
    throw error;
  }
}
