/** Leaves a step of the onboarding: what was typed is saved first, then the rules decide whether to go on. */
import type { Auth } from "#lib/auth/port.ts";
import { AppError, isAppError, type FieldErrors } from "#lib/domain/errors.ts";
import {
  basicsParts,
  fieldsOf,
  findProblems,
  typedFields,
  type BasicsPart,
  type TypedField,
} from "#lib/domain/onboarding-rules.ts";
import type { OnboardingData, OnboardingSession, OnboardingStep } from "#lib/domain/onboarding.ts";
import { EmailSchema } from "#lib/domain/account.ts";
import { UsernameSchema } from "#lib/domain/profile.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import type { Store } from "#lib/store/port.ts";
import { saveOnboarding } from "./save-onboarding.ts";

type Ports = { readonly store: Store; readonly auth: Auth };

/** Marks the step as done. Throws `not_found` without a session. */
export async function finishOnboardingStep(store: Store, step: OnboardingStep): Promise<OnboardingSession> {
  const session = await store.onboarding.get();
  if (!session) throw new AppError("not_found");
  const base = session.data.finishedSteps;
  if (base.includes(step)) return session;
  const saved = await saveOnboarding(store, [{ field: "finishedSteps", base, value: [...base, step] }]);
  return saved.session;
}

/**
 * Leaves one group of questions of the first step; the last one finishes the step. Throws `invalid_input` with `fields`
 * when an answer of this group (after the last: of any) would not do.
 */
export async function finishBasicsPart({ store, auth }: Ports, part: BasicsPart): Promise<OnboardingSession> {
  const session = await store.onboarding.get();
  if (!session) throw new AppError("not_found");
  const isLast = part === basicsParts.at(-1);
  const problems = await findAllProblems(
    { store, auth },
    session.data,
    isLast ? typedFields : fieldsOf(part),
  );
  if (Object.keys(problems).length > 0) throw new AppError("invalid_input", { fields: problems });
  return isLast ? finishOnboardingStep(store, "basics") : session;
}

/** The rules, and what only the store and the sign-in know: names and addresses that are taken. */
async function findAllProblems(
  { store, auth }: Ports,
  data: OnboardingData,
  fields: readonly TypedField[],
): Promise<FieldErrors> {
  const problems: Record<string, string> = { ...findProblems(data, fields) };
  if (fields.includes("username") && !problems.username) {
    const isFree = await store.profiles.isUsernameFree(UsernameSchema.parse(data.username));
    if (!isFree) problems.username = refusals.usernameTaken;
  }
  if (fields.includes("email") && !problems.email && (await isKnownTaken(auth, data.email))) {
    problems.email = refusals.emailTaken;
  }
  return problems;
}

/** Throttled answers do not hold anybody up: the address is looked at again when the onboarding is finished. */
async function isKnownTaken(auth: Auth, email: string): Promise<boolean> {
  try {
    return !(await auth.isEmailFree(EmailSchema.parse(email)));
  } catch (error) {
    if (isAppError(error, "rate_limited")) return false;
    throw error;
  }
}
