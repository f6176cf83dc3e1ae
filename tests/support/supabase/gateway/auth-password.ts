/**
 * The real sign-in server lets go of every link that is on its way when a password is changed. @supabase/lite keeps those
 * for a new address.
 */
import type { Row } from "../database.ts";
import { bearerOf, readJson, type Step } from "./call.ts";

type Query = (text: string, parameters?: readonly unknown[]) => Promise<Row[]>;

export function authPassword(query: Query): Step {
  return async (call, next) => {
    const isChange = call.method === "PUT" && call.url.pathname === "/auth/v1/user";
    if (!isChange || typeof readJson(call).password !== "string") return next(call);
    const answer = await next(call);
    const id = answer.ok ? subjectOf(bearerOf(call.headers)) : null;
    if (id !== null) await query(forget, [id]);
    return answer;
  };
}

const forget = `
  update auth.users set
    confirmation_token = null, email_change = null, email_change_token_new = null, email_change_token_current = null,
    reauthentication_token = null
  where id = $1`;

/** Of a token that has been accepted already. */
function subjectOf(token: string | null): string | null {
  const claims: unknown = JSON.parse(
    Buffer.from(token?.split(".")[1] ?? "", "base64url").toString() || "null",
  );
  return typeof claims === "object" && claims !== null && "sub" in claims ? String(claims.sub) : null;
}
