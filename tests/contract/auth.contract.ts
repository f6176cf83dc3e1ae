import { expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { openBrowser, type Browser } from "../support/browser.ts";
import { castPassword, filledIn } from "../support/cast.ts";
import { outcomesOf, refusalOf } from "../support/refusals.ts";
import type { OpenedStorage, StorageUnderTest } from "../support/storage-under-test.ts";
import { day, describeSection, hour, type Newcomer, type Person, type World } from "../support/world.ts";

const newPassword = "lantern river copper moss";
const wrongPassword = "not the right words";

async function signIn(storage: OpenedStorage, person: Pick<Person, "email">): Promise<Browser> {
  const browser = openBrowser(storage);
  await browser.auth.signIn({ email: person.email, password: castPassword });
  return browser;
}

/** Makes an account for somebody on the way in and finishes their onboarding, all at one browser. */
async function finishAt(browser: Browser, world: World, newcomer: Newcomer, password = castPassword) {
  const { session, capability } = newcomer;
  const account = await browser.auth.prepareAccount({
    id: session.memberId,
    email: session.data.email,
    password,
  });
  const store = world.storage.open({ kind: "visitor", capability }, browser.client);
  return { account, profile: await store.onboarding.complete(account) };
}

/** The token in the last mail to the address that has one. */
async function mailedToken(storage: OpenedStorage, to: string): Promise<string> {
  const token = (await storage.mails()).findLast((mail) => mail.to === to && mail.token !== null)?.token;
  if (!token) throw new Error("no mail with a link was sent there");
  return token;
}

async function requestReset(storage: OpenedStorage, email: string): Promise<string> {
  await openBrowser(storage).auth.requestPasswordReset(email);
  return mailedToken(storage, email);
}

export function authContract(adapter: StorageUnderTest): void {
  describeSection(adapter, "auth.prepareAccount", (world) => {
    test("makes an account with which the onboarding is finished and the person signs in", async () => {
      const browser = openBrowser(world().storage);
      const ada = await world().begin("ada", { email: " Ada@Example.org" });
      const { account, profile } = await finishAt(browser, world(), ada);
      expect(account).toMatchObject({ id: profile.id, email: "ada@example.org" });
      expect(account.passwordHash ?? "").not.toContain(castPassword);
      const signedIn = { memberId: account.id, email: "ada@example.org" };
      expect(await browser.auth.signIn({ email: "ADA@example.org ", password: castPassword })).toEqual(
        signedIn,
      );
      expect(await browser.auth.current()).toEqual(signedIn);
    });

    test("an address taken by another id is named at its field; one's own is fine", async () => {
      const ada = await world().join("ada");
      const { auth } = openBrowser(world().storage);
      const taken = { id: createId(), email: "ADA@example.org", password: castPassword };
      const refusal = await refusalOf(auth.prepareAccount(taken), "invalid_input");
      expect(refusal.fields).toHaveProperty("email");
      expect(await auth.prepareAccount({ ...taken, id: ada.id })).toMatchObject({ id: ada.id });
    });

    test("tried again after it was cut off, it is the same account", async () => {
      const ada = await world().begin("ada");
      const wanted = { id: ada.session.memberId, email: ada.session.data.email, password: castPassword };
      const first = await openBrowser(world().storage).auth.prepareAccount(wanted);
      const browser = openBrowser(world().storage);
      expect(await browser.auth.prepareAccount(wanted)).toMatchObject({ id: first.id, email: first.email });
      const { profile } = await finishAt(browser, world(), ada);
      expect(profile.id).toBe(first.id);
    });

    test.each([
      { rule: "too short", password: "nine char" },
      { rule: "one of those guessed first", password: "Password1234" },
      { rule: "73 bytes long", password: "abcdefgh".repeat(9) + "i" },
      { rule: "short in letters but 76 bytes long", password: "äöüß".repeat(9) + "äö" },
    ])("a password that is $rule is refused at its field", async ({ password }) => {
      const { auth } = openBrowser(world().storage);
      const account = { id: createId(), email: "ada@example.org", password };
      expect((await refusalOf(auth.prepareAccount(account), "invalid_input")).fields).toHaveProperty(
        "password",
      );
    });

    test("72 bytes count in full: the same 72 and one more are a wrong password", async () => {
      const browser = openBrowser(world().storage);
      const password = "abcdefgh".repeat(9);
      const ada = await world().begin("ada");
      const { account } = await finishAt(browser, world(), ada, password);
      const { email } = account;
      await refusalOf(browser.auth.signIn({ email, password: `${password}i` }), "invalid_input");
      await refusalOf(browser.auth.signIn({ email, password: password.slice(0, 71) }), "invalid_input");
      expect(await browser.auth.signIn({ email, password })).toMatchObject({ memberId: account.id });
    });
  });

  describeSection(adapter, "auth.isEmailFree", (world) => {
    test("says whether an address is taken, whatever its case", async () => {
      await world().join("ada");
      const { auth } = openBrowser(world().storage);
      expect(await auth.isEmailFree("ADA@example.org")).toBe(false);
      expect(await auth.isEmailFree("ben@example.org")).toBe(true);
    });

    test("whoever asks about one taken address after another is slowed down; others are not", async () => {
      await world().join("ada");
      const { auth } = openBrowser(world().storage);
      const ask = async () => {
        for (let tries = 0; tries < 200; tries += 1) await auth.isEmailFree("ada@example.org");
      };
      await refusalOf(ask(), "rate_limited");
      expect(await openBrowser(world().storage).auth.isEmailFree("ada@example.org")).toBe(false);
      await world().storage.clock.advance(day);
      expect(await auth.isEmailFree("ada@example.org")).toBe(false);
    });
  });

  describeSection(adapter, "auth.signIn", (world) => {
    test("sets a lasting cookie with a secret of its own for each sign-in", async () => {
      const ada = await world().join("ada");
      const [laptop, phone] = [await signIn(world().storage, ada), await signIn(world().storage, ada)];
      const secrets = [...laptop.cookies.values(), ...phone.cookies.values()];
      expect(secrets).toHaveLength(2);
      expect(new Set(secrets.map(({ value }) => value)).size).toBe(2);
      for (const { value, maxAge } of secrets) {
        expect(value.length).toBeGreaterThanOrEqual(43);
        expect(maxAge).toBeGreaterThanOrEqual(day / 1000);
        expect(maxAge).toBeLessThanOrEqual((400 * day) / 1000);
      }
    });

    test("an unknown address and a wrong password get the same answer, in the same time", async () => {
      const browser = openBrowser(world().storage);
      const { auth } = browser;
      // Made by the adapter itself, so that its password costs what passwords cost.
      await finishAt(openBrowser(world().storage), world(), await world().begin("ada"));
      const timed = async (email: string) => {
        const began = performance.now();
        const refusal = await refusalOf(auth.signIn({ email, password: wrongPassword }), "invalid_input");
        return { refusal, took: performance.now() - began };
      };
      const times: { unknown: number; wrong: number }[] = [];
      for (let round = 0; round < 3; round += 1) {
        const unknown = await timed(`nobody-${round}@example.org`);
        const wrong = await timed("ada@example.org");
        const { sentence, fields, code } = wrong.refusal;
        expect({ sentence, fields, code }).toEqual({
          sentence: unknown.refusal.sentence,
          fields: unknown.refusal.fields,
          code: unknown.refusal.code,
        });
        times.push({ unknown: unknown.took, wrong: wrong.took });
      }
      // A short cut would be a hundred times faster; what is left is the machine's unrest.
      const fastest = (of: "unknown" | "wrong") => Math.min(...times.map((time) => time[of]));
      expect(fastest("unknown")).toBeGreaterThan(fastest("wrong") / 4);
      expect(fastest("wrong")).toBeGreaterThan(fastest("unknown") / 4);
      expect(browser.cookies.size).toBe(0);
    });

    test("wrong tries for one address are slowed down wherever they come from, known address or not", async () => {
      const ada = await world().join("ada");
      for (const email of [ada.email, "nobody@example.org"]) {
        const guess = async () => {
          for (let tries = 0; tries < 30; tries += 1) {
            const { auth } = openBrowser(world().storage);
            const [outcome] = await outcomesOf([auth.signIn({ email, password: wrongPassword })]);
            if (outcome === "rate_limited") return tries;
            expect(outcome).toBe("invalid_input");
          }
          return Infinity;
        };
        expect(await guess()).toBeLessThan(30);
      }
      await refusalOf(signIn(world().storage, ada), "rate_limited");
      await world().storage.clock.advance(day);
      expect(await (await signIn(world().storage, ada)).auth.current()).toMatchObject({ memberId: ada.id });
    });

    test("many guesses at once are throttled like one after another", async () => {
      const ada = await world().join("ada");
      const guesses = await outcomesOf(
        Array.from({ length: 40 }, () =>
          openBrowser(world().storage).auth.signIn({ email: ada.email, password: wrongPassword }),
        ),
      );
      expect(guesses.filter((outcome) => outcome === "invalid_input").length).toBeLessThan(20);
      expect(guesses.filter((outcome) => outcome === "rate_limited").length).toBeGreaterThan(20);
    });

    test("wrong tries from one client are slowed down over all addresses", async () => {
      const ada = await world().join("ada");
      const address = "203.0.113.9";
      const guesses = await outcomesOf(
        Array.from({ length: 100 }, (_, number) => {
          const { auth } = openBrowser(world().storage, { address });
          return auth.signIn({ email: `person-${number}@example.org`, password: wrongPassword });
        }),
      );
      expect(new Set(guesses)).toEqual(new Set(["invalid_input", "rate_limited"]));
      expect(guesses.filter((outcome) => outcome === "rate_limited").length).toBeGreaterThan(20);
      expect(await (await signIn(world().storage, ada)).auth.current()).not.toBeNull();
    }, 60_000);

    test("signing in well never counts against anybody", async () => {
      const ada = await world().join("ada");
      const { auth } = openBrowser(world().storage);
      for (let tries = 0; tries < 70; tries += 1) {
        await auth.signIn({ email: ada.email, password: castPassword });
      }
    });

    test("a session that was planted before is not the one signed in with", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const planted = await signIn(world().storage, ben);
      const victim = openBrowser(world().storage, { cookies: planted.cookies });
      await victim.auth.signIn({ email: ada.email, password: castPassword });
      expect(await victim.auth.current()).toMatchObject({ memberId: ada.id });
      expect(await planted.auth.current()).not.toMatchObject({ memberId: ada.id });
    });
  });

  describeSection(adapter, "auth.current", (world) => {
    test("without a cookie, with a forged one or an ended session nobody is signed in", async () => {
      const ada = await world().join("ada");
      const browser = await signIn(world().storage, ada);
      expect(await openBrowser(world().storage).auth.current()).toBeNull();
      const [[name, cookie]] = [...browser.cookies.entries()] as [
        [string, { value: string; maxAge: number }],
      ];
      for (const value of ["", "x", cookie.value.slice(0, -1), `${cookie.value}x`, ada.id]) {
        const forged = openBrowser(world().storage, { cookies: new Map([[name, { ...cookie, value }]]) });
        expect(await forged.auth.current()).toBeNull();
      }
    });

    test("a session nobody uses ends; one that is used goes on", async () => {
      const ada = await world().join("ada");
      const [used, unused] = [await signIn(world().storage, ada), await signIn(world().storage, ada)];
      for (let passed = 0; passed < 60; passed += 10) {
        await world().storage.clock.advance(10 * day);
        expect(await used.auth.current()).toMatchObject({ memberId: ada.id });
      }
      expect(await unused.auth.current()).toBeNull();
      await world().storage.clock.advance(400 * day);
      expect(await used.auth.current()).toBeNull();
    });

    test("a removed member is signed in nowhere on the very next request", async () => {
      const ada = await world().join("ada");
      const browser = await signIn(world().storage, ada);
      await ada.store.profiles.remove();
      expect(await browser.auth.current()).toBeNull();
      await refusalOf(signIn(world().storage, ada), "invalid_input");
    });

    test("no secret is stored: neither password nor cookie", async () => {
      const ada = await world().join("ada");
      const browser = await signIn(world().storage, ada);
      const stored = await world().storage.everythingStored();
      expect(stored).toContain(ada.email);
      for (const { value } of browser.cookies.values()) expect(stored).not.toContain(value);
      expect(stored).not.toContain(castPassword);
    });
  });

  describeSection(
    adapter,
    "auth: links as they are stored",
    (world) => {
      test("whoever reads what is stored cannot follow a link", async () => {
        const ada = await world().join("ada");
        const token = await requestReset(world().storage, ada.email);
        expect(await world().storage.everythingStored()).not.toContain(token);
      });
    },
    ["hashed link tokens"],
  );

  describeSection(adapter, "auth.signOut and revoking", (world) => {
    test("signing out ends the session for good, also for whoever copied the cookie", async () => {
      const ada = await world().join("ada");
      const browser = await signIn(world().storage, ada);
      const thief = openBrowser(world().storage, { cookies: browser.cookies });
      await browser.auth.signOut();
      expect(browser.cookies.size).toBe(0);
      expect(await browser.auth.current()).toBeNull();
      expect(await thief.auth.current()).toBeNull();
      await browser.auth.signOut();
    });

    test("sessions are listed, this one first, then by last use", async () => {
      const ada = await world().join("ada");
      const devices: Browser[] = [];
      for (let number = 0; number < 3; number += 1) {
        devices.push(await signIn(world().storage, ada));
        await world().storage.clock.advance(2 * hour);
      }
      await devices[1]!.auth.current();
      const list = await devices[0]!.auth.listSessions();
      expect(list.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false]);
      expect(list[1]!.lastSeenAt > list[2]!.lastSeenAt).toBe(true);
      expect(list.every(({ device }) => device.length > 0 && device.length < 60)).toBe(true);
      expect(list[0]!.device).toMatch(/Firefox/);
    });

    test("one can be ended from another, at once; nobody ends somebody else's", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const [laptop, phone] = [await signIn(world().storage, ada), await signIn(world().storage, ada)];
      const his = await signIn(world().storage, ben);
      const stolen = (await laptop.auth.listSessions()).find(({ isCurrent }) => !isCurrent)!;
      await refusalOf(his.auth.revokeSession(stolen.id), "not_found");
      await refusalOf(laptop.auth.revokeSession(createId()), "not_found");
      expect(await phone.auth.current()).not.toBeNull();
      await laptop.auth.revokeSession(stolen.id);
      expect(await phone.auth.current()).toBeNull();
      expect(await laptop.auth.current()).not.toBeNull();
    });

    test("all others can be ended at once", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const [own, ...others] = [
        await signIn(world().storage, ada),
        await signIn(world().storage, ada),
        await signIn(world().storage, ada),
      ];
      const his = await signIn(world().storage, ben);
      await own.auth.revokeOtherSessions();
      for (const other of others) expect(await other.auth.current()).toBeNull();
      expect(await own.auth.current()).not.toBeNull();
      expect(await his.auth.current()).not.toBeNull();
    });

    test("who is not signed in is told so", async () => {
      const { auth } = openBrowser(world().storage);
      await refusalOf(auth.listSessions(), "not_signed_in");
      await refusalOf(auth.revokeSession(createId()), "not_signed_in");
      await refusalOf(auth.revokeOtherSessions(), "not_signed_in");
      await refusalOf(auth.changePassword({ currentPassword: "x", newPassword }), "not_signed_in");
      await refusalOf(auth.requestEmailChange({ newEmail: "x@example.org", password: "x" }), "not_signed_in");
      await refusalOf(auth.verifyPassword("x"), "not_signed_in");
    });
  });

  describeSection(adapter, "auth.changePassword and verifyPassword", (world) => {
    test("the new password works, the old one no more, and all other sessions end", async () => {
      const ada = await world().join("ada");
      const [own, other] = [await signIn(world().storage, ada), await signIn(world().storage, ada)];
      await own.auth.changePassword({ currentPassword: castPassword, newPassword });
      expect(await own.auth.current()).not.toBeNull();
      expect(await other.auth.current()).toBeNull();
      await refusalOf(signIn(world().storage, ada), "invalid_input");
      const { auth } = openBrowser(world().storage);
      await auth.signIn({ email: ada.email, password: newPassword });
    });

    test("a wrong current or a weak new one is named at its field and changes nothing", async () => {
      const ada = await world().join("ada");
      const { auth } = await signIn(world().storage, ada);
      const wrong = auth.changePassword({ currentPassword: wrongPassword, newPassword });
      expect((await refusalOf(wrong, "invalid_input")).fields).toHaveProperty("currentPassword");
      const weak = auth.changePassword({ currentPassword: castPassword, newPassword: "short" });
      expect((await refusalOf(weak, "invalid_input")).fields).toHaveProperty("newPassword");
      await signIn(world().storage, ada);
    });

    test("verifying says yes to the own password only, and guessing is slowed down", async () => {
      const ada = await world().join("ada");
      const { auth } = await signIn(world().storage, ada);
      await auth.verifyPassword(castPassword);
      const refusal = await refusalOf(auth.verifyPassword(wrongPassword), "invalid_input");
      expect(refusal.fields).toHaveProperty("password");
      const guess = async () => {
        for (let tries = 0; tries < 30; tries += 1) {
          await refusalOf(auth.verifyPassword(wrongPassword), "invalid_input");
        }
      };
      await expect(guess()).rejects.toMatchObject({ cause: { code: "rate_limited" } });
    });
  });

  describeSection(adapter, "auth: password reset", (world) => {
    test("a link sets a new password once, ends every session and signs in here", async () => {
      const ada = await world().join("ada");
      const elsewhere = await signIn(world().storage, ada);
      const token = await requestReset(world().storage, ada.email);
      const browser = openBrowser(world().storage);
      expect(await browser.auth.isResetTokenValid(token)).toBe(true);
      expect(await browser.auth.isResetTokenValid(token)).toBe(true);
      expect(await browser.auth.resetPassword({ token, newPassword })).toEqual({
        memberId: ada.id,
        email: ada.email,
      });
      expect(await browser.auth.current()).toMatchObject({ memberId: ada.id });
      expect(await elsewhere.auth.current()).toBeNull();
      await refusalOf(signIn(world().storage, ada), "invalid_input");
      expect(await browser.auth.isResetTokenValid(token)).toBe(false);
      await refusalOf(browser.auth.resetPassword({ token, newPassword: castPassword }), "not_found");
    });

    test("of many who follow one link at once exactly one gets through", async () => {
      const ada = await world().join("ada");
      const token = await requestReset(world().storage, ada.email);
      const attempts = await Promise.allSettled(
        Array.from({ length: 4 }, (_, number) =>
          openBrowser(world().storage).auth.resetPassword({ token, newPassword: `${newPassword} ${number}` }),
        ),
      );
      expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    });

    test("it lives an hour", async () => {
      const ada = await world().join("ada");
      const { auth } = openBrowser(world().storage);
      const token = await requestReset(world().storage, ada.email);
      await world().storage.clock.advance(hour - 1000);
      expect(await auth.isResetTokenValid(token)).toBe(true);
      await world().storage.clock.advance(2000);
      expect(await auth.isResetTokenValid(token)).toBe(false);
      await refusalOf(auth.resetPassword({ token, newPassword }), "not_found");
    });

    test("a password that is too weak is named at its field and does not use up the link", async () => {
      const ada = await world().join("ada");
      const { auth } = openBrowser(world().storage);
      const token = await requestReset(world().storage, ada.email);
      const refusal = await refusalOf(auth.resetPassword({ token, newPassword: "short" }), "invalid_input");
      expect(refusal.fields).toHaveProperty("newPassword");
      await auth.resetPassword({ token, newPassword });
    });

    test("a forged token opens nothing", async () => {
      const { auth } = openBrowser(world().storage);
      for (const token of ["", "x", Buffer.alloc(32, 7).toString("base64url"), "x".repeat(10_000)]) {
        expect(await auth.isResetTokenValid(token)).toBe(false);
        await refusalOf(auth.resetPassword({ token, newPassword }), "not_found");
      }
    });

    test("asking for an unknown address fulfils like for a known one, and sends nothing", async () => {
      await world().join("ada");
      const { auth } = openBrowser(world().storage);
      expect(await auth.requestPasswordReset("nobody@example.org")).toBeUndefined();
      expect(await world().storage.mails()).toEqual([]);
      expect(await auth.requestPasswordReset("ADA@example.org")).toBeUndefined();
      expect((await world().storage.mails()).map(({ to }) => to)).toEqual(["ada@example.org"]);
    });

    test("nobody's mailbox is flooded", async () => {
      const ada = await world().join("ada");
      const flood = async () => {
        for (let tries = 0; tries < 30; tries += 1) {
          await openBrowser(world().storage).auth.requestPasswordReset(ada.email);
        }
      };
      await refusalOf(flood(), "rate_limited");
      expect((await world().storage.mails()).length).toBeLessThan(10);
    });
  });

  describeSection(adapter, "auth: e-mail change", (world) => {
    const newEmail = "countess@example.org";

    test("nothing changes until the link is followed; then the new address signs in", async () => {
      const ada = await world().join("ada");
      const { auth } = await signIn(world().storage, ada);
      await auth.requestEmailChange({ newEmail: "Countess@Example.org", password: castPassword });
      const mails = await world().storage.mails();
      expect(mails.map(({ to }) => to).sort()).toEqual([ada.email, newEmail]);
      expect(mails.find(({ to }) => to === ada.email)?.token).toBeNull();
      expect(await auth.current()).toMatchObject({ email: ada.email });

      const token = await mailedToken(world().storage, newEmail);
      expect(await openBrowser(world().storage).auth.confirmEmailChange(token)).toEqual({ email: newEmail });
      expect(await auth.current()).toEqual({ memberId: ada.id, email: newEmail });
      await refusalOf(signIn(world().storage, ada), "invalid_input");
      await signIn(world().storage, { email: newEmail });
      await refusalOf(auth.confirmEmailChange(token), "not_found");
    });

    test("a wrong password or a malformed address is named at its field", async () => {
      const ada = await world().join("ada");
      const { auth } = await signIn(world().storage, ada);
      const wrong = auth.requestEmailChange({ newEmail, password: wrongPassword });
      expect((await refusalOf(wrong, "invalid_input")).fields).toHaveProperty("password");
      const malformed = auth.requestEmailChange({ newEmail: "nobody@", password: castPassword });
      expect((await refusalOf(malformed, "invalid_input")).fields).toHaveProperty("newEmail");
      expect(await world().storage.mails()).toEqual([]);
    });

    test("the link expires after an hour", async () => {
      const ada = await world().join("ada");
      const { auth } = await signIn(world().storage, ada);
      await auth.requestEmailChange({ newEmail, password: castPassword });
      const token = await mailedToken(world().storage, newEmail);
      await world().storage.clock.advance(hour + 1000);
      await refusalOf(auth.confirmEmailChange(token), "not_found");
      expect(await auth.current()).toMatchObject({ email: ada.email });
    });

    test("whoever knew the password cannot finish moving the account once it was changed", async () => {
      const ada = await world().join("ada");
      const thief = await signIn(world().storage, ada);
      await thief.auth.requestEmailChange({ newEmail, password: castPassword });
      const token = await mailedToken(world().storage, newEmail);
      const reset = await requestReset(world().storage, ada.email);
      const { auth } = openBrowser(world().storage);
      await auth.resetPassword({ token: reset, newPassword });
      await refusalOf(thief.auth.confirmEmailChange(token), "not_found");
      expect(await auth.current()).toMatchObject({ email: ada.email });
    });

    test("an address taken since is not found", async () => {
      const ada = await world().join("ada");
      const { auth } = await signIn(world().storage, ada);
      await auth.requestEmailChange({ newEmail, password: castPassword });
      const token = await mailedToken(world().storage, newEmail);
      const ben = await world().join("ben", { email: newEmail });
      await refusalOf(auth.confirmEmailChange(token), "not_found");
      expect(await auth.current()).toMatchObject({ email: ada.email });
      expect(await (await signIn(world().storage, ben)).auth.current()).toMatchObject({ memberId: ben.id });
    });

    test("an address somebody has already is not given away: no link leads to it", async () => {
      const ada = await world().join("ada");
      const ben = await world().join("ben");
      const { auth } = await signIn(world().storage, ada);
      await auth.requestEmailChange({ newEmail: ben.email, password: castPassword });
      expect((await world().storage.mails()).every(({ token }) => token === null)).toBe(true);
    });

    test("a reset link cannot change an address, nor the other way round", async () => {
      const ada = await world().join("ada");
      const { auth } = await signIn(world().storage, ada);
      const reset = await requestReset(world().storage, ada.email);
      await refusalOf(auth.confirmEmailChange(reset), "not_found");
      await auth.requestEmailChange({ newEmail, password: castPassword });
      const confirm = await mailedToken(world().storage, newEmail);
      expect(await auth.isResetTokenValid(confirm)).toBe(false);
      await refusalOf(auth.resetPassword({ token: confirm, newPassword }), "not_found");
    });
  });

  describeSection(adapter, "auth: links in mails", (world) => {
    test("an address that a stranger's request named is in no link", async () => {
      const ada = await world().join("ada");
      const { auth } = openBrowser(world().storage, { origin: "https://evil.example" });
      await Promise.allSettled([auth.requestPasswordReset(ada.email)]);
      for (const { text } of await world().storage.mails()) expect(text).not.toContain("evil.example");
    });
  });

  describeSection(
    adapter,
    "auth.removeTraces",
    (world) => {
      test("removes mails laid out for the member and nobody else's", async () => {
        const ada = await world().join("ada");
        const ben = await world().join("ben");
        await requestReset(world().storage, ada.email);
        await requestReset(world().storage, ben.email);
        const { auth } = await signIn(world().storage, ada);
        await auth.removeTraces();
        expect((await world().storage.mails()).map(({ to }) => to)).toEqual([ben.email]);
      });
    },
    ["kept mails"],
  );

  describeSection(adapter, "auth and onboarding", (world) => {
    test("an account that was prepared and never finished signs nobody in", async () => {
      const { auth } = openBrowser(world().storage);
      const data = filledIn("ada");
      await auth.prepareAccount({ id: createId(), email: data.email, password: castPassword });
      await refusalOf(auth.signIn({ email: data.email, password: castPassword }), "invalid_input");
    });
  });
}
