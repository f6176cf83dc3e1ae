/** What the database is asked about accounts and sign-ins, in its own functions: the service itself does not tell. */
import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";

import { throwRefusal, type ServiceError } from "./errors.ts";
import type { SupabaseProject } from "./request-client.ts";

export type SignIn = {
  readonly id: string;
  readonly userAgent: string | null;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly isCurrent: boolean;
};

const time = z.string().transform((text) => new Date(text).toISOString());

const SignInRowSchema = z
  .object({
    id: z.string(),
    user_agent: z.string().nullable(),
    created_at: time,
    last_seen_at: time,
    is_current: z.boolean(),
  })
  .transform((row): SignIn => ({
    id: row.id,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    isCurrent: row.is_current,
  }));

async function call<S extends z.ZodType>(
  client: SupabaseClient,
  name: string,
  args: Record<string, unknown>,
  schema: S,
): Promise<z.output<S>> {
  const { data, error, status } = await client.rpc(name, args);
  throwRefusal(error, status);
  return schema.parse(data);
}

export function isEmailFree(client: SupabaseClient, address: string): Promise<boolean> {
  return call(client, "is_email_free", { address }, z.boolean());
}

export function isResetLinkValid(client: SupabaseClient, token: string): Promise<boolean> {
  return call(client, "is_reset_link_valid", { link_token: token }, z.boolean());
}

/** This one first, then by last use. */
export function listSignIns(client: SupabaseClient): Promise<SignIn[]> {
  return call(client, "list_sign_ins", {}, z.array(SignInRowSchema));
}

/** False when it is none of the member's. */
export function endSignIn(client: SupabaseClient, id: string): Promise<boolean> {
  return call(client, "end_sign_in", { sign_in_id: id }, z.boolean());
}

/**
 * Whether the account has become a member, or has an onboarding waiting to make it one. What was signed up and never
 * finished is nobody.
 */
export async function isMember(
  client: SupabaseClient,
  account: { readonly memberId: string; readonly promisedId: string | null },
  lifetimeHours: number,
): Promise<boolean> {
  if (account.promisedId === null) return true;
  const { data, error, status } = await client.from("users").select("version").eq("id", account.memberId);
  throwRefusal(error, status);
  const [row] = z.array(z.object({ version: z.number() })).parse(data);
  if (row && row.version > 0) return true;
  const waiting = await call(
    client,
    "get_onboarding",
    { lifetime_hours: lifetimeHours },
    z.array(z.unknown()),
  );
  return waiting.length > 0;
}

/**
 * Has the link for a new address sent. By hand, because the client bound to cookies would tie the link to this browser,
 * and mails are read on other devices. Gives what the service refused.
 */
export async function askForEmailChange(
  project: SupabaseProject,
  client: SupabaseClient,
  address: string,
): Promise<ServiceError | null> {
  const { data } = await client.auth.getSession();
  try {
    const response = await project.fetch(`${project.url}/auth/v1/user`, {
      method: "PUT",
      headers: {
        apikey: project.publishableKey,
        authorization: `Bearer ${data.session?.access_token ?? ""}`,
        "content-type": "application/json",
        // The version whose refusals carry a code.
        "x-supabase-api-version": "2024-01-01",
      },
      body: JSON.stringify({ email: address }),
    });
    if (response.ok) {
      await response.body?.cancel();
      return null;
    }
    return { status: response.status, code: codeIn(await response.text()) };
  } catch {
    return { status: 0 };
  }
}

/** Newer servers say `code`, older ones `error_code` beside a number of that name. */
function codeIn(text: string): string | undefined {
  try {
    const { code, error_code: older } = z
      .object({ code: z.unknown(), error_code: z.unknown() })
      .partial()
      .parse(JSON.parse(text));
    return [code, older].find((value) => typeof value === "string");
  } catch {
    return undefined;
  }
}
