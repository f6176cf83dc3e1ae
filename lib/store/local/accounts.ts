/** Accounts, sign-in sessions and one-time tokens in the local store. */
import { z } from "zod";

import { EmailSchema } from "#lib/domain/account.ts";
import {
  type AccountRecord,
  type AccountRecords,
  type OneTimeToken,
  OneTimeTokenSchema,
  type SignInRecord,
  SignInRecordSchema,
  type TokenPurpose,
} from "#lib/domain/account-records.ts";
import { checkInput } from "#lib/domain/check-input.ts";
import { AppError } from "#lib/domain/errors.ts";
import { refusals } from "#lib/domain/store-refusals.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import type { Changes } from "./changes.ts";
import type { Context } from "./context.ts";
import type { Tables } from "./tables.ts";

const EmailFieldSchema = z.object({ email: EmailSchema });

/** Being seen again within this many milliseconds is not worth a write. */
const touchStep = 60_000;

export function createAccounts({ engine, clock }: Context): AccountRecords {
  const { tables } = engine;
  const isLive = (row: { readonly expiresAt: string }) => row.expiresAt > toTimestamp(clock());

  function requireAccount(id: string): AccountRecord {
    const account = tables.accounts.get(id);
    if (!account) throw new AppError("not_found");
    return account;
  }

  function putAccount(
    changes: Changes,
    account: AccountRecord,
    patch: Partial<AccountRecord>,
  ): AccountRecord {
    const next = { ...account, ...patch, version: account.version + 1, updatedAt: toTimestamp(clock()) };
    changes.put(tables.accounts, next);
    return next;
  }

  function findToken(purpose: TokenPurpose, tokenHash: string): OneTimeToken | null {
    const token = tables.tokens.get(tokenHash);
    return token && token.purpose === purpose && isLive(token) ? token : null;
  }

  return {
    findById: (id) => engine.read(() => copyOf(tables.accounts.get(id))),
    findByEmail: (email) => engine.read(() => copyOf(tables.accountsByEmail.get(email.trim().toLowerCase()))),
    async updatePassword(id, passwordHash, { keepSessionId }) {
      const updated = await engine.write((changes) => {
        removeSignIns(changes, tables, id, keepSessionId);
        removeTokens(changes, tables, id);
        return putAccount(changes, requireAccount(id), { passwordHash });
      });
      return { ...updated };
    },
    async updateEmail(id, email) {
      const { email: address } = checkInput(EmailFieldSchema, { email });
      const updated = await engine.write((changes) => {
        const account = requireAccount(id);
        const holder = tables.accountsByEmail.get(address);
        if (holder && holder.id !== id)
          throw new AppError("invalid_input", { fields: { email: refusals.emailTaken } });
        removeTokens(changes, tables, id);
        return putAccount(changes, account, { email: address });
      });
      return { ...updated };
    },

    putSession: async (session) => {
      const row = checkInput(SignInRecordSchema, session);
      await engine.write((changes) => {
        requireAccount(row.memberId);
        changes.put(tables.signIns, row);
      });
    },
    findSession: (tokenHash) =>
      engine.read(() => {
        const session = tables.signInsByToken.get(tokenHash);
        return session && isLive(session) ? { ...session } : null;
      }),
    listSessions: (memberId) =>
      engine.read(() =>
        tables.signInsByMember
          .get(memberId)
          .filter(isLive)
          .map((session) => ({ ...session }))
          .toSorted(lastSeenFirst),
      ),
    touchSession: async (id, seen) => {
      await engine.write((changes) => {
        const session = tables.signIns.get(id);
        if (!session || Date.parse(seen.lastSeenAt) - Date.parse(session.lastSeenAt) < touchStep) return;
        changes.put(tables.signIns, checkInput(SignInRecordSchema, { ...session, ...seen }));
      });
    },
    removeSession: (memberId, id) =>
      engine.write((changes) => {
        const session = tables.signIns.get(id);
        if (session?.memberId !== memberId) return false;
        changes.remove(tables.signIns, id);
        return isLive(session);
      }),
    removeSessions: (memberId, keepSessionId) =>
      engine.write((changes) => removeSignIns(changes, tables, memberId, keepSessionId)),

    putToken: async (token) => {
      const row = checkInput(OneTimeTokenSchema, token);
      await engine.write((changes) => {
        requireAccount(row.memberId);
        removeTokens(changes, tables, row.memberId, row.purpose);
        changes.put(tables.tokens, row);
      });
    },
    peekToken: (purpose, tokenHash) =>
      engine.read(() => {
        const token = findToken(purpose, tokenHash);
        return token && { ...token };
      }),
    takeToken: (purpose, tokenHash) =>
      engine.write((changes) => {
        const token = findToken(purpose, tokenHash);
        if (token) changes.remove(tables.tokens, tokenHash);
        return token && { ...token };
      }),
  };
}

function removeSignIns(changes: Changes, tables: Tables, memberId: string, keepId: string | null): number {
  const ended = tables.signInsByMember.get(memberId).filter((session) => session.id !== keepId);
  for (const session of ended) changes.remove(tables.signIns, session.id);
  return ended.length;
}

/** Of one purpose, or all of them. */
function removeTokens(changes: Changes, tables: Tables, memberId: string, purpose?: TokenPurpose): void {
  for (const token of tables.tokensByMember.get(memberId)) {
    if (purpose === undefined || token.purpose === purpose) changes.remove(tables.tokens, token.tokenHash);
  }
}

function copyOf(account: AccountRecord | undefined): AccountRecord | null {
  return account ? { ...account } : null;
}

function lastSeenFirst(a: SignInRecord, b: SignInRecord): number {
  if (a.lastSeenAt !== b.lastSeenAt) return a.lastSeenAt < b.lastSeenAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
