/** Waiting for what should be refused. */
import { isAppError, type AppError, type ErrorCode } from "#lib/domain/errors.ts";

/** The AppError `attempt` is refused with; fails the test when it is accepted or fails with anything else. */
export async function refusalOf(attempt: Promise<unknown>, code?: ErrorCode): Promise<AppError> {
  let accepted: unknown;
  try {
    accepted = await attempt;
  } catch (error) {
    if (isAppError(error, code)) return error;
    const got = isAppError(error) ? `AppError "${error.code}"` : String(error);
    throw new Error(`expected AppError ${code ? `"${code}"` : ""}, got ${got}`, { cause: error });
  }
  throw new Error(`expected a refusal, but it was accepted with ${JSON.stringify(accepted)}`);
}

/** How each of several attempts at once ended, in their order: "ok" or the code of the refusal. Anything else is rethrown. */
export async function outcomesOf(attempts: readonly Promise<unknown>[]): Promise<("ok" | ErrorCode)[]> {
  const settled = await Promise.allSettled(attempts);
  return settled.map((result) => {
    if (result.status === "fulfilled") return "ok";
    if (isAppError(result.reason)) return result.reason.code;
    throw result.reason;
  });
}

/** What may be known of an answer without knowing why: the refusal's code, or the value. Equal for hidden and missing. */
export async function answerOf(attempt: Promise<unknown>): Promise<string> {
  const [settled] = await Promise.allSettled([attempt]);
  if (settled?.status === "fulfilled") return `answered ${JSON.stringify(settled.value)}`;
  if (isAppError(settled?.reason)) return `refused ${settled.reason.code}: ${settled.reason.sentence}`;
  throw settled?.reason;
}
