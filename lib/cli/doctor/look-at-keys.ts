/** Whether the two keys work, and whether each is of the kind its place wants: a secret one sent to browsers opens everything. */
import type { SupabaseStorageEnv } from "#lib/env.ts";
import { type Ask, isDone } from "./ask-supabase.ts";
import { type Finding, note, well, wrong } from "./finding.ts";

type Kind = "publishable" | "secret" | "unknown";

/** New keys say it in front; old ones are tokens with a role. */
export function kindOf(key: string): { kind: Kind; isOld: boolean } {
  if (key.startsWith("sb_publishable_")) return { kind: "publishable", isOld: false };
  if (key.startsWith("sb_secret_")) return { kind: "secret", isOld: false };
  const role = roleOf(key);
  if (role === "anon") return { kind: "publishable", isOld: true };
  return { kind: role === "service_role" ? "secret" : "unknown", isOld: role !== null };
}

function roleOf(token: string): string | null {
  try {
    const claims: { role?: unknown } = JSON.parse(
      Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"),
    );
    return typeof claims.role === "string" ? claims.role : null;
  } catch {
    return null;
  }
}

export async function lookAtKeys(ask: Ask, settings: SupabaseStorageEnv): Promise<Finding[]> {
  return [await lookAtPublishable(ask, settings.publishableKey), await lookAtSecret(ask, settings.secretKey)];
}

const where = "Copy it from the project's settings, API keys.";

async function lookAtPublishable(ask: Ask, key: string): Promise<Finding> {
  const about = "publishable key";
  const { kind, isOld } = kindOf(key);
  if (kind === "secret") {
    return wrong(
      about,
      "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY holds a secret key, which would be sent to every browser.",
      "Put the publishable one there, and make a new secret key: take this one for known.",
    );
  }
  const wanted = { method: "POST", body: { wanted: "doctor" } };
  const answer = await ask("/rest/v1/rpc/is_username_free", { key }, wanted);
  if (answer.status === 401 || answer.status === 403)
    return wrong(about, "The project does not take it.", where);
  return isOld ? old(about) : well(about, "The project takes it.");
}

async function lookAtSecret(ask: Ask, key: string): Promise<Finding> {
  const about = "secret key";
  const { kind, isOld } = kindOf(key);
  if (kind === "publishable") {
    return wrong(about, "SUPABASE_SECRET_KEY holds a publishable key.", where);
  }
  // Only that key may ask for accounts.
  const answer = await ask("/auth/v1/admin/users?page=1&per_page=1", { key });
  if (!isDone(answer)) return wrong(about, `The project does not take it (${answer.status}).`, where);
  return isOld ? old(about) : well(about, "The project takes it.");
}

function old(about: string): Finding {
  return note(
    about,
    "It works, and is of the old kind, which goes away at the end of 2026.",
    "Make new keys in the project's settings, API keys.",
  );
}
