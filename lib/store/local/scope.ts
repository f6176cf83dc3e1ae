/** What a viewer stands for: their own rows as a member, or the rows staged in the onboarding their capability opens. */
import { type Document, memberQuota, onboardingQuota } from "#lib/domain/document.ts";
import { AppError } from "#lib/domain/errors.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import type { SessionRow } from "../snapshot.ts";
import type { Context } from "./context.ts";
import { type HomeFolder, memberFolder, sessionFolder } from "./file-keys.ts";
import { hashSecret } from "./secrets.ts";
import type { Tables } from "./tables.ts";

/** A viewer with what can be known of them beforehand. */
export type KnownViewer =
  | { readonly kind: "visitor"; readonly capabilityHash: string | null }
  | { readonly kind: "member"; readonly memberId: string; readonly scope: Scope };

export type Scope = {
  readonly folder: HomeFolder;
  /** Null in an onboarding. */
  readonly memberId: string | null;
  /** Null for a member. */
  readonly session: SessionRow | null;
  readonly quota: { readonly bytes: number; readonly documents: number };
};

export function knowViewer(viewer: Viewer): KnownViewer {
  if (viewer.kind === "member") {
    const { memberId } = viewer;
    const scope = { folder: memberFolder(memberId), memberId, session: null, quota: memberQuota };
    return { kind: "member", memberId, scope };
  }
  return {
    kind: "visitor",
    capabilityHash: viewer.capability === null ? null : hashSecret(viewer.capability),
  };
}

/** Null when the viewer stands for nothing. */
export function findScope({ engine, clock }: Context, viewer: KnownViewer): Scope | null {
  if (viewer.kind === "member") return viewer.scope;
  const session =
    viewer.capabilityHash === null ? null : findByCapability(engine.tables, viewer.capabilityHash, clock());
  return session && { folder: sessionFolder(session.id), memberId: null, session, quota: onboardingQuota };
}

/** True when the document is the member's own or staged in the onboarding. */
export function isIn(scope: Scope, document: Pick<Document, "ownerId" | "sessionId">): boolean {
  return scope.memberId === null
    ? document.sessionId === scope.session?.id
    : document.ownerId === scope.memberId;
}

/** Throws `not_allowed` unless there is a member with a profile or an onboarding that is not finished. */
export function requireScope(context: Context, viewer: KnownViewer): Scope {
  const scope = findScope(context, viewer);
  const mayWrite =
    scope?.memberId !== undefined && scope.memberId !== null
      ? context.engine.tables.profiles.get(scope.memberId) !== undefined
      : scope?.session?.status === "open";
  if (!scope || !mayWrite) throw new AppError("not_allowed");
  return scope;
}

/** The session a capability opens; null when there is none or it has expired. */
export function findByCapability(tables: Tables, capabilityHash: string, now: number): SessionRow | null {
  const session = tables.sessionsByCapability.get(capabilityHash);
  return session && session.expiresAt > toTimestamp(now) ? session : null;
}

export function ownsCategory(tables: Tables, scope: Scope, categoryId: string): boolean {
  if (scope.session) return scope.session.data.categories.some((category) => category.id === categoryId);
  return tables.categories.get(categoryId)?.ownerId === scope.memberId;
}

/** Throws `invalid_input` unless the category is the viewer's own. */
export function requireCategory(
  tables: Tables,
  scope: Scope,
  categoryId: string,
  field = "categoryId",
): void {
  if (!ownsCategory(tables, scope, categoryId)) {
    throw new AppError("invalid_input", { fields: { [field]: refusals.chooseOwnCategory } });
  }
}
