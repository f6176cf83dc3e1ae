/**
 * The real sign-in server takes a token of type `email` for a sign-up and for a magic link. @supabase/lite wants the older
 * names, so both are tried.
 */
import { readJson, withJson, type Step } from "./call.ts";

export const authVerify: Step = async (call, next) => {
  if (call.method !== "POST" || call.url.pathname !== "/auth/v1/verify") return next(call);
  const asked = readJson(call);
  if (asked.type !== "email") return next(call);
  const answer = await next(withJson(call, { ...asked, type: "signup" }));
  return answer.ok ? answer : next(withJson(call, { ...asked, type: "magiclink" }));
};
