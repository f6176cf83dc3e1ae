import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { createLocalAuth, sessionCookie, type LocalAuth } from "#lib/auth/local.ts";
import type { Mail, Mailer } from "#lib/auth/mailer.ts";
import { openLocalStore, type LocalStore } from "#lib/store/local/open-local-store.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { castPassword } from "#tests/support/cast.ts";
import { seedMembers, type SeededMember } from "#tests/support/members.ts";
import { refusalOf } from "#tests/support/refusals.ts";
import { createTroubledDisk } from "#tests/support/store-folder.ts";

let folder: string;
let store: LocalStore;
let auth: LocalAuth;
let ada: SeededMember;
let logged: string[];
let sent: Mail[];
let publicUrl: string | null;
let postIsOut: boolean;
let disk: ReturnType<typeof createTroubledDisk>;
let began: number;
let later: number;
const clock = () => began + later;

/** The post as a failing network leaves it: nothing arrives, and the reason is told. */
const mailer: Mailer = {
  send: async (mail) => {
    if (postIsOut) throw new Error("the mail server did not take a mail (ECONNECTION)");
    sent.push(mail);
  },
  removeMailsAbout: async () => undefined,
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "keepintouch-auth-"));
  const [first] = await seedMembers(folder, 1);
  if (!first) throw new Error("nobody was seeded");
  ada = first;
  disk = createTroubledDisk();
  began = Date.now();
  later = 0;
  store = await openLocalStore({ folder, sessionTimeoutHours: 720, clock, disk, log: () => undefined });
  [logged, sent, publicUrl, postIsOut] = [[], [], null, false];
  auth = open();
});

afterEach(async () => {
  await auth.settle();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

function open(): LocalAuth {
  return createLocalAuth({
    records: store.accounts,
    mailer,
    clock,
    links: {
      resetPassword: (token) => `/reset-password?token=${token}`,
      confirmEmail: (token) => `/confirm-email?token=${token}`,
    },
    publicUrl,
    log: (message) => logged.push(message),
  });
}

const browserAt = (origin: string, cookies?: ReadonlyMap<string, { value: string; maxAge: number }>) =>
  openBrowser({ openAuth: auth.open }, { origin, cookies: cookies && new Map(cookies) });

const signedInCookies = () => new Map([[sessionCookie, { value: ada.cookie.value, maxAge: 1 }]]);

test("a mail that cannot be sent fails nobody's request and is logged without the address", async () => {
  postIsOut = true;
  await browserAt("http://localhost:3000").auth.requestPasswordReset(ada.email);
  await auth.settle();
  expect(logged).toEqual(["A mail was not sent: the mail server did not take a mail (ECONNECTION)."]);
});

test("links lead to the configured address, whatever the request says", async () => {
  publicUrl = "https://keep.example.org";
  auth = open();
  await browserAt("https://evil.example").auth.requestPasswordReset(ada.email);
  await auth.settle();
  expect(sent.map(({ text }) => /^https?:.*$/m.exec(text)?.[0].split("?")[0])).toEqual([
    "https://keep.example.org/reset-password",
  ]);
});

test("without a configured address a foreign name is refused for known and unknown addresses alike", async () => {
  const { auth: stranger } = browserAt("https://evil.example");
  const known = await refusalOf(stranger.requestPasswordReset(ada.email), "unavailable");
  const unknown = await refusalOf(stranger.requestPasswordReset("nobody@example.org"), "unavailable");
  expect(known.sentence).toBe(unknown.sentence);
  await auth.settle();
  expect(sent).toEqual([]);
});

test("an address change asked for under a foreign name is refused before the password is tried", async () => {
  const { auth: member } = browserAt("https://evil.example", signedInCookies());
  const change = { newEmail: "countess@example.org", password: "wrong" };
  await refusalOf(member.requestEmailChange(change), "unavailable");
  expect(sent).toEqual([]);
});

test("a password can be changed where no link can be made; only its notice is left out", async () => {
  const { auth: member } = browserAt("https://evil.example", signedInCookies());
  await member.changePassword({ currentPassword: castPassword, newPassword: "lantern river copper moss" });
  await auth.settle();
  expect(sent).toEqual([]);
  expect(logged).toEqual([]);
});

test("a disk that is full keeps nobody from reading, and refuses what has to be written", async () => {
  const { auth: member } = browserAt("http://localhost:3000", signedInCookies());
  later = 3600_000;
  disk.trouble = [{ on: "write", code: "ENOSPC" }];
  expect(await member.current()).toMatchObject({ memberId: ada.id });
  const newcomer = browserAt("http://localhost:3000").auth;
  await refusalOf(newcomer.signIn({ email: ada.email, password: castPassword }), "unavailable");
  disk.trouble = [];
  await member.current();
  expect((await member.listSessions())[0]?.lastSeenAt).toBe(new Date(began + later).toISOString());
});
