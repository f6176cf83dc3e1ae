/**
 * The real server (PostgREST) answers every error of the database with its SQLSTATE, message, detail and hint, under a
 * status it derives from the SQLSTATE. @supabase/lite does so for some and answers 500 "SUP" for the rest: failed checks
 * and whatever a function raises.
 */
export type DatabaseFault = {
  readonly code: string;
  readonly message: string;
  readonly details: string | null;
  readonly hint: string | null;
};

export function toDatabaseFault(error: unknown): DatabaseFault | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, message, detail, hint } = error as Record<string, unknown>;
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code)) return null;
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { code, message: text(message) ?? "", details: text(detail), hint: text(hint) };
}

/** The answer the real server would give in place of one that hides what happened. */
export async function showDatabaseFault(answer: Response, fault: DatabaseFault | null): Promise<Response> {
  if (fault === null || answer.status !== 500) return answer;
  const { code } = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as { code?: unknown };
  if (code !== "SUP") return answer;
  return Response.json(fault, { status: statusOf(fault.code) });
}

function statusOf(code: string): number {
  const known = statuses.find(([pattern]) => pattern.test(code));
  return known?.[1] ?? 400;
}

/** The first that matches. As in PostgREST's documentation under "Errors". */
const statuses: readonly (readonly [RegExp, number])[] = [
  [/^08|^53(?!400)|^57P01/, 503],
  [/^42501|^0L|^0P|^28/, 403],
  [/^23503|^23505/, 409],
  [/^25006/, 405],
  [/^42883|^42P01/, 404],
  [/^54001/, 413],
  [/^P0001/, 400],
  [/^(09|25|2D|38|39|3B|40|53|54|55|57|58|F0|HV|P0|XX)|^42P17/, 500],
];
