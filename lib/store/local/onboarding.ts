/** Onboarding sessions in the local store. */
import { checkInput } from "#lib/domain/check-input.ts";
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { IdSchema } from "#lib/domain/ids.ts";
import { OnboardingDataSchema, type OnboardingSession } from "#lib/domain/onboarding.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { Onboarding } from "../port.ts";
import type { SessionRow } from "../snapshot.ts";
import { completeOnboarding } from "./complete-onboarding.ts";
import type { Context } from "./context.ts";
import { removeLeftovers, removeSession } from "./removal.ts";
import { findByCapability, type KnownViewer } from "./scope.ts";
import { createSecret, hashSecret } from "./secrets.ts";

const maximumCapabilities = 10;
const hour = 3_600_000;

export function createOnboarding(context: Context, viewer: KnownViewer): Onboarding {
  const { engine, clock, sessionLifetime } = context;
  const { tables } = engine;

  function find(): SessionRow | null {
    if (viewer.kind === "visitor") {
      return viewer.capabilityHash === null ? null : findByCapability(tables, viewer.capabilityHash, clock());
    }
    return findAttached(viewer.memberId);
  }

  /** The latest one, should there be several. */
  function findAttached(memberId: string): SessionRow | null {
    const now = toTimestamp(clock());
    const attached = tables.sessionsByMember
      .get(memberId)
      .filter((session) => session.attachedTo === memberId && session.expiresAt > now);
    return attached.reduce<SessionRow | null>(
      (latest, session) => (latest && latest.createdAt > session.createdAt ? latest : session),
      null,
    );
  }

  function requireOpen(): SessionRow {
    const session = find();
    if (!session) throw new AppError("not_found");
    if (session.status !== "open") throw new AppError("not_allowed");
    return session;
  }

  function isMemberIdUsed(memberId: string): boolean {
    const isPromised = tables.sessionsByMember.get(memberId).some((other) => other.memberId === memberId);
    return (
      isPromised || tables.profiles.get(memberId) !== undefined || tables.accounts.get(memberId) !== undefined
    );
  }

  const nextExpiry = () => toTimestamp(clock() + sessionLifetime);

  function isExpiryDue(session: SessionRow): boolean {
    const step = Math.min(hour, sessionLifetime / 10);
    return session.status === "open" && session.expiresAt < toTimestamp(clock() + sessionLifetime - step);
  }

  /** The reading counts even where the disk is too full to say so. */
  async function moveExpiry(session: SessionRow): Promise<SessionRow> {
    try {
      return await engine.write((changes) => {
        const current = tables.sessions.get(session.id);
        if (!current || !isExpiryDue(current)) return current ?? session;
        const next = { ...current, expiresAt: nextExpiry() };
        changes.put(tables.sessions, next);
        return next;
      });
    } catch (error) {
      if (isAppError(error, "unavailable")) return session;
      throw error;
    }
  }

  return {
    async start({ id, memberId, data }) {
      checkInput(IdSchema, id);
      checkInput(IdSchema, memberId);
      const input = checkInput(OnboardingDataSchema, data);
      const capability = createSecret();
      const session = await engine.write((changes) => {
        const existing = tables.sessions.get(id);
        if (existing ? existing !== find() : isMemberIdUsed(memberId)) throw new AppError("conflict");
        const now = toTimestamp(clock());
        const begun: SessionRow = existing ?? {
          id,
          memberId,
          data: input,
          status: "open",
          attachedTo: viewer.kind === "member" ? viewer.memberId : null,
          version: 1,
          createdAt: now,
          updatedAt: now,
          expiresAt: nextExpiry(),
          capabilities: [],
        };
        const next = withCapability(begun, capability, now);
        changes.put(tables.sessions, next);
        return next;
      });
      return { session: toSession(session), capability };
    },
    async get() {
      const session = await engine.read(find);
      if (!session) return null;
      return toSession(isExpiryDue(session) ? await moveExpiry(session) : session);
    },
    async update(version, data) {
      const input = checkInput(OnboardingDataSchema, data);
      const updated = await engine.write((changes) => {
        const session = requireOpen();
        if (session.version !== version) throw new AppError("conflict", { current: toSession(session) });
        const now = toTimestamp(clock());
        const next = {
          ...session,
          data: input,
          version: version + 1,
          updatedAt: now,
          expiresAt: nextExpiry(),
        };
        changes.put(tables.sessions, next);
        return next;
      });
      return toSession(updated);
    },
    async createCapability() {
      const capability = createSecret();
      await engine.write((changes) => {
        changes.put(tables.sessions, withCapability(requireOpen(), capability, toTimestamp(clock())));
      });
      return capability;
    },
    async attachViewer(capability) {
      if (viewer.kind !== "member") throw new AppError("not_allowed");
      const hash = hashSecret(capability);
      const attached = await engine.write((changes) => {
        const session = findByCapability(tables, hash, clock());
        if (!session || (session.attachedTo ?? viewer.memberId) !== viewer.memberId)
          throw new AppError("not_found");
        if (session.attachedTo !== null) return session;
        if (session.status !== "open") throw new AppError("not_found");
        const next = { ...session, attachedTo: viewer.memberId };
        changes.put(tables.sessions, next);
        return next;
      });
      return toSession(attached);
    },
    complete: (account) => completeOnboarding(context, viewer, find, account),
    async discard() {
      const leftovers = await engine.write((changes) => {
        const session = find();
        return session && removeSession(changes, tables, session.id);
      });
      if (leftovers) await removeLeftovers(context, leftovers);
    },
  };
}

/** Adds a capability; the oldest but the first, which the person began with, gives way to an eleventh. */
function withCapability(session: SessionRow, capability: string, createdAt: string): SessionRow {
  const [first, ...others] = [...session.capabilities, { hash: hashSecret(capability), createdAt }];
  if (!first) return session;
  return { ...session, capabilities: [first, ...others.slice(1 - maximumCapabilities)] };
}

function toSession({ capabilities: _capabilities, ...session }: SessionRow): OnboardingSession {
  return structuredClone(session);
}
