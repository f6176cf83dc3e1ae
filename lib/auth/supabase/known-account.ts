/** An account as the service tells of it. */
import type { SignedIn } from "../port.ts";

export type Known = SignedIn & {
  /** The member an onboarding promised this account would become; null for one that came another way. */
  readonly promisedId: string | null;
};

export function toKnown(user: { id: string; email?: string; user_metadata: Record<string, unknown> }): Known {
  const promised = user.user_metadata.onboarding_member_id;
  return {
    memberId: user.id,
    email: user.email ?? "",
    promisedId: typeof promised === "string" ? promised : null,
  };
}
