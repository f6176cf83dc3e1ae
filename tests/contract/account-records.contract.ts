import { expect, test } from "vitest";

import type { OneTimeToken, SignInRecord } from "#lib/domain/account-records.ts";
import { createId } from "#lib/domain/ids.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import { sha256 } from "../support/content.ts";
import { outcomesOf, refusalOf } from "../support/refusals.ts";
import type { StorageUnderTest } from "../support/storage-under-test.ts";
import { day, describeSection, hour, type World } from "../support/world.ts";

const hashOf = (secret: string) => sha256(new TextEncoder().encode(secret));

function recordsOf(world: World) {
  const { accounts } = world.storage;
  if (!accounts) throw new Error("an adapter without account records opts out of them");
  return accounts;
}

function session(world: World, memberId: string, changes: Partial<SignInRecord> = {}): SignInRecord {
  const now = world.storage.clock.now();
  return {
    id: createId(),
    memberId,
    tokenHash: hashOf(createId()),
    device: "Firefox on Linux",
    createdAt: toTimestamp(now),
    lastSeenAt: toTimestamp(now),
    expiresAt: toTimestamp(now + 30 * day),
    ...changes,
  };
}

function token(world: World, memberId: string, changes: Partial<OneTimeToken> = {}): OneTimeToken {
  const now = world.storage.clock.now();
  return {
    tokenHash: hashOf(createId()),
    purpose: "reset_password",
    memberId,
    payload: null,
    createdAt: toTimestamp(now),
    expiresAt: toTimestamp(now + hour),
    ...changes,
  };
}

export function accountRecordsContract(adapter: StorageUnderTest): void {
  const describeRecords: typeof describeSection = (storage, section, body) =>
    describeSection(storage, `account records: ${section}`, body, ["account records"]);

  describeRecords(adapter, "accounts", (world) => {
    test("an account is made by finishing an onboarding and found by id and by address in any case", async () => {
      const ada = await world().join("ada");
      const records = recordsOf(world());
      const account = await records.findById(ada.id);
      expect(account).toMatchObject({ id: ada.id, email: "ada@example.org", version: 1 });
      expect(account?.passwordHash).toMatch(/^\$2[aby]\$/);
      expect(await records.findByEmail("ADA@Example.org")).toEqual(account);
      expect(await records.findByEmail("nobody@example.org")).toBeNull();
      expect(await records.findById(createId())).toBeNull();
    });

    test("it goes with the member", async () => {
      const ada = await world().join("ada");
      const records = recordsOf(world());
      const signedIn = session(world(), ada.id);
      const reset = token(world(), ada.id);
      await records.putSession(signedIn);
      await records.putToken(reset);
      await ada.store.profiles.remove();
      expect(await records.findById(ada.id)).toBeNull();
      expect(await records.findByEmail(ada.email)).toBeNull();
      expect(await records.findSession(signedIn.tokenHash)).toBeNull();
      expect(await records.listSessions(ada.id)).toEqual([]);
      expect(await records.peekToken("reset_password", reset.tokenHash)).toBeNull();
      expect(await world().storage.everythingStored()).not.toContain(reset.tokenHash);
    });

    test("a new address is found, the old one no more; a taken one is refused at its field", async () => {
      const ada = await world().join("ada");
      await world().join("ben");
      const records = recordsOf(world());
      const refusal = await refusalOf(records.updateEmail(ada.id, "BEN@example.org"), "invalid_input");
      expect(refusal.fields).toHaveProperty("email");
      const updated = await records.updateEmail(ada.id, "Countess@example.org");
      expect(updated).toMatchObject({ email: "countess@example.org", version: 2 });
      expect(await records.findByEmail("countess@example.org")).toEqual(updated);
      expect(await records.findByEmail("ada@example.org")).toBeNull();
      expect(await records.updateEmail(ada.id, "COUNTESS@example.org")).toMatchObject({ id: ada.id });
      await refusalOf(records.updateEmail(createId(), "x@example.org"), "not_found");
    });

    test("of two racing for one address exactly one gets it", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const outcomes = await outcomesOf(
        [ada.id, ben.id].map((id) => recordsOf(world()).updateEmail(id, "wanted@example.org")),
      );
      expect([...outcomes].sort()).toEqual(["invalid_input", "ok"]);
    });

    test("a new password ends the other sessions and voids every one-time token, and nothing of anybody else", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const records = recordsOf(world());
      const [kept, other, foreign] = [
        session(world(), ada.id),
        session(world(), ada.id),
        session(world(), ben.id),
      ];
      const reset = token(world(), ada.id);
      const confirm = token(world(), ada.id, { purpose: "confirm_email", payload: "new@example.org" });
      const foreignReset = token(world(), ben.id);
      for (const record of [kept, other, foreign]) await records.putSession(record);
      for (const record of [reset, confirm, foreignReset]) await records.putToken(record);

      const updated = await records.updatePassword(ada.id, "$2b$04$new", { keepSessionId: kept.id });

      expect(updated).toMatchObject({ passwordHash: "$2b$04$new", version: 2 });
      expect(await records.findSession(kept.tokenHash)).toEqual(kept);
      expect(await records.findSession(other.tokenHash)).toBeNull();
      expect(await records.findSession(foreign.tokenHash)).toEqual(foreign);
      expect(await records.peekToken("reset_password", reset.tokenHash)).toBeNull();
      expect(await records.peekToken("confirm_email", confirm.tokenHash)).toBeNull();
      expect(await records.peekToken("reset_password", foreignReset.tokenHash)).toEqual(foreignReset);
      await records.updatePassword(ada.id, "$2b$04$newer", { keepSessionId: null });
      expect(await records.findSession(kept.tokenHash)).toBeNull();
      await refusalOf(records.updatePassword(createId(), "$2b$04$x", { keepSessionId: null }), "not_found");
    });

    test("a new address voids every one-time token, which went to the old one, and nobody else's", async () => {
      const [ada, ben] = [await world().join("ada"), await world().join("ben")];
      const records = recordsOf(world());
      const [own, foreign] = [token(world(), ada.id), token(world(), ben.id)];
      for (const record of [own, foreign]) await records.putToken(record);
      await records.updateEmail(ada.id, "countess@example.org");
      expect(await records.peekToken("reset_password", own.tokenHash)).toBeNull();
      expect(await records.peekToken("reset_password", foreign.tokenHash)).toEqual(foreign);
    });

    test("rows given out are copies", async () => {
      const ada = await world().join("ada");
      const records = recordsOf(world());
      Object.assign((await records.findById(ada.id)) ?? {}, { email: "mallory@example.org" });
      expect(await records.findById(ada.id)).toMatchObject({ email: "ada@example.org" });
      const record = session(world(), ada.id);
      await records.putSession(record);
      Object.assign((await records.findSession(record.tokenHash)) ?? {}, { memberId: createId() });
      expect(await records.findSession(record.tokenHash)).toMatchObject({ memberId: ada.id });
    });
  });

  describeRecords(adapter, "sessions", (world) => {
    test("are found by the hash of their token and listed by last use", async () => {
      const ada = await world().join("ada");
      const records = recordsOf(world());
      const first = session(world(), ada.id);
      await records.putSession(first);
      await world().storage.clock.advance(1000);
      const second = session(world(), ada.id, { device: "Safari on iPhone" });
      await records.putSession(second);
      expect(await records.findSession(first.tokenHash)).toEqual(first);
      expect(await records.findSession(hashOf("guess"))).toBeNull();
      expect(await records.listSessions(ada.id)).toEqual([second, first]);
      await world().storage.clock.advance(2 * 60_000);
      const now = world().storage.clock.now();
      const seen = { lastSeenAt: toTimestamp(now), expiresAt: toTimestamp(now + day) };
      await records.touchSession(first.id, seen);
      expect(await records.listSessions(ada.id)).toEqual([{ ...first, ...seen }, second]);
    });

    test("touching twice within a minute changes nothing; touching none is harmless", async () => {
      const ada = await world().join("ada");
      const records = recordsOf(world());
      const record = session(world(), ada.id);
      await records.putSession(record);
      await world().storage.clock.advance(30_000);
      const now = world().storage.clock.now();
      await records.touchSession(record.id, {
        lastSeenAt: toTimestamp(now),
        expiresAt: toTimestamp(now + day),
      });
      expect(await records.findSession(record.tokenHash)).toEqual(record);
      await records.touchSession(createId(), {
        lastSeenAt: toTimestamp(now),
        expiresAt: toTimestamp(now + day),
      });
    });

    test("an expired one is as if it did not exist", async () => {
      const ada = await world().join("ada");
      const records = recordsOf(world());
      const record = session(world(), ada.id);
      await records.putSession(record);
      await world().storage.clock.advance(30 * day + 1);
      expect(await records.findSession(record.tokenHash)).toBeNull();
      expect(await records.listSessions(ada.id)).toEqual([]);
    });

    test("one is removed only for its member, once; all but one at once", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const records = recordsOf(world());
      const mine = Array.from({ length: 4 }, () => session(world(), ada.id));
      const his = session(world(), ben.id);
      for (const record of [...mine, his]) await records.putSession(record);
      expect(await records.removeSession(ben.id, mine[0]!.id)).toBe(false);
      expect(await records.removeSession(ada.id, mine[0]!.id)).toBe(true);
      expect(await records.removeSession(ada.id, mine[0]!.id)).toBe(false);
      expect(await records.removeSessions(ada.id, mine[1]!.id)).toBe(2);
      expect(await records.listSessions(ada.id)).toEqual([mine[1]]);
      expect(await records.removeSessions(ada.id, null)).toBe(1);
      expect(await records.findSession(his.tokenHash)).toEqual(his);
    });

    test("nobody without an account has one", async () => {
      const records = recordsOf(world());
      await refusalOf(records.putSession(session(world(), createId())), "not_found");
      await refusalOf(records.putToken(token(world(), createId())), "not_found");
    });
  });

  describeSection(
    adapter,
    "account records: sign-ins and links",
    (world) => {
      test("outlive a restart", async () => {
        const ada = await world().join("ada");
        const record = session(world(), ada.id);
        const reset = token(world(), ada.id);
        await recordsOf(world()).putSession(record);
        await recordsOf(world()).putToken(reset);
        await world().storage.reopen();
        expect(await recordsOf(world()).findSession(record.tokenHash)).toEqual(record);
        expect(await recordsOf(world()).peekToken("reset_password", reset.tokenHash)).toEqual(reset);
      });
    },
    ["account records", "restart"],
  );

  describeRecords(adapter, "one-time tokens", (world) => {
    test("looking does not use one up; exactly one taker of many receives it", async () => {
      const ada = await world().join("ada");
      const records = recordsOf(world());
      const record = token(world(), ada.id);
      await records.putToken(record);
      expect(await records.peekToken("reset_password", record.tokenHash)).toEqual(record);
      const taken = await Promise.all(
        Array.from({ length: 6 }, () => records.takeToken("reset_password", record.tokenHash)),
      );
      expect(taken.filter((found) => found !== null)).toEqual([record]);
      expect(await records.peekToken("reset_password", record.tokenHash)).toBeNull();
    });

    test("one is good for its purpose only, and until it expires", async () => {
      const ada = await world().join("ada");
      const records = recordsOf(world());
      const record = token(world(), ada.id);
      await records.putToken(record);
      expect(await records.peekToken("confirm_email", record.tokenHash)).toBeNull();
      expect(await records.takeToken("confirm_email", record.tokenHash)).toBeNull();
      await world().storage.clock.advance(hour + 1);
      expect(await records.peekToken("reset_password", record.tokenHash)).toBeNull();
      expect(await records.takeToken("reset_password", record.tokenHash)).toBeNull();
    });

    test("a new one voids earlier ones of the same member and purpose", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const records = recordsOf(world());
      const old = token(world(), ada.id);
      const other = token(world(), ada.id, { purpose: "confirm_email", payload: "a@example.org" });
      const his = token(world(), ben.id);
      for (const record of [old, other, his]) await records.putToken(record);
      await records.putToken(token(world(), ada.id));
      expect(await records.peekToken("reset_password", old.tokenHash)).toBeNull();
      expect(await records.peekToken("confirm_email", other.tokenHash)).toEqual(other);
      expect(await records.peekToken("reset_password", his.tokenHash)).toEqual(his);
    });
  });
}
