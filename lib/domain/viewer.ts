/** The viewer: who is asking. Every store is opened for exactly one. */

/** A person without an account. The capability opens the onboarding session they began, if any; a wrong one opens nothing. */
export type Visitor = { readonly kind: "visitor"; readonly capability: string | null };

/** A signed-in member. Made only from a checked session, never from anything the browser claims. */
export type Member = { readonly kind: "member"; readonly memberId: string };

export type Viewer = Visitor | Member;

export const visitor: Visitor = { kind: "visitor", capability: null };
