/** Makes two accounts, lets one try to read the other's row, and removes both: the proof that policies hold in this very project. */
import { randomBytes, randomUUID } from "node:crypto";

import type { SupabaseStorageEnv } from "#lib/env.ts";
import { type Ask, isDone } from "./ask-supabase.ts";
import { type Finding, note, well, wrong } from "./finding.ts";

type Guest = { readonly id: string; readonly email: string; readonly password: string };

const about = "access";

export async function tryAccess(
  ask: Ask,
  { publishableKey, secretKey }: SupabaseStorageEnv,
): Promise<Finding> {
  const guests = [createGuest(), createGuest()] as const;
  const [reader, other] = guests;
  try {
    for (const guest of guests) {
      const made = await ask(
        "/auth/v1/admin/users",
        { key: secretKey },
        { method: "POST", body: { ...guest, email_confirm: true } },
      );
      if (!isDone(made)) return untried(`accounts cannot be made (${made.status})`);
    }
    const signedIn = await ask(
      "/auth/v1/token?grant_type=password",
      { key: publishableKey },
      { method: "POST", body: { email: reader.email, password: reader.password } },
    );
    const token = textOf(signedIn.body, "access_token");
    if (token === null) return untried(`signing in was refused (${signedIn.status})`);
    const proof = { key: publishableKey, token };
    const own = await ask(`/rest/v1/users?select=id&id=eq.${reader.id}`, proof);
    const theirs = await ask(`/rest/v1/users?select=id&id=eq.${other.id}`, proof);
    const asVisitor = await ask(`/rest/v1/users?select=id&id=eq.${other.id}`, { key: publishableKey });
    if (countOf(theirs.body) > 0 || countOf(asVisitor.body) > 0) {
      const who = countOf(theirs.body) > 0 ? "A member" : "A visitor";
      return wrong(
        about,
        `${who} can read another member's row.`,
        "Stop the app, and apply the migrations: npx supabase db push.",
      );
    }
    if (countOf(own.body) !== 1)
      return wrong(
        about,
        "A member cannot read their own row.",
        "Apply the migrations: npx supabase db push.",
      );
    return well(about, "A member reads their own row and not another's; a visitor neither.");
  } finally {
    for (const { id } of guests)
      await ask(`/auth/v1/admin/users/${id}`, { key: secretKey }, { method: "DELETE" }).catch(
        () => undefined,
      );
  }
}

/** At an address no mail can ever reach. */
function createGuest(): Guest {
  const id = randomUUID();
  return {
    id,
    email: `doctor-${id}@keepintouch.invalid`,
    password: `Aa1-${randomBytes(24).toString("base64url")}`,
  };
}

function untried(why: string): Finding {
  return note(about, `Whether a member can read another's row was not tried: ${why}.`);
}

function textOf(body: unknown, name: string): string | null {
  const value = typeof body === "object" && body !== null ? Reflect.get(body, name) : null;
  return typeof value === "string" ? value : null;
}

function countOf(body: unknown): number {
  return Array.isArray(body) ? body.length : 0;
}
