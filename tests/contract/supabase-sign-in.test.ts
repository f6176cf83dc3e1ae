/** What only a sign-in service brings: addresses confirmed before there is a profile, and sessions renewed in the browser. */
import { NextRequest } from "next/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { createSupabaseAuth } from "#lib/auth/supabase.ts";
import { finishOnboarding, finishWaiting } from "#lib/services/finish-onboarding.ts";
import { openSupabaseStore } from "#lib/store/supabase/open-supabase-store.ts";
import { postgresUrl } from "../sql/support/database.ts";
import { openBrowser, type Browser } from "../support/browser.ts";
import { castPassword, filledIn } from "../support/cast.ts";
import { refusalOf } from "../support/refusals.ts";
import { startSupabaseStack, type SupabaseStack } from "../support/supabase/stack.ts";
import { giveDocument } from "../support/world.ts";

const hours = 720;

function openStorage(stack: SupabaseStack) {
  const { url, publishableKey, secretKey } = stack;
  const store = openSupabaseStore({
    ...{ url, publishableKey, secretKey, sessionTimeoutHours: hours, readPasswordHashes: null },
  });
  const auth = createSupabaseAuth({
    ...{ url, publishableKey, fetch: store.fetch, sessionTimeoutHours: hours, mailer: null },
    ...{ clock: Date.now, publicUrl: null, log: () => undefined },
  });
  return {
    openAuth: auth.open,
    settle: auth.settle,
    /** The store of whoever holds the capability, or of that member, at that browser. */
    at: (browser: Browser, viewer: { capability: string } | { memberId: string }) =>
      store.open(
        "capability" in viewer ? { kind: "visitor", ...viewer } : { kind: "member", ...viewer },
        auth.accessToken(browser.client),
      ),
  };
}

async function begin(storage: ReturnType<typeof openStorage>, browser: Browser, name: "ada" | "ben" = "ada") {
  const { capability, session } = await storage
    .at(browser, { capability: "" })
    .onboarding.start({ id: crypto.randomUUID(), memberId: crypto.randomUUID(), data: filledIn(name) });
  return { capability, session, store: storage.at(browser, { capability }) };
}

/** The token in the last mail's link, which leads to that page of the app. */
function tokenFor(stack: SupabaseStack, page: string): string {
  const link = new RegExp(`href="http://localhost:3000${page}\\?token=([\\w-]+)"`);
  const token = link.exec(stack.mails().at(-1)?.html ?? "")?.[1];
  if (!token) throw new Error(`no mail leads to ${page}`);
  return token;
}

describe("where addresses have to be confirmed", () => {
  let stack: SupabaseStack;
  let storage: ReturnType<typeof openStorage>;

  beforeAll(async () => {
    stack = await startSupabaseStack({ postgresUrl, confirmEmails: true });
  }, 120_000);
  beforeEach(() => {
    storage = openStorage(stack);
  });
  afterEach(() => stack.reset());
  afterAll(() => stack.stop());

  test("finishing waits for the link and loses nothing, wherever it is followed", async () => {
    const browser = openBrowser(storage);
    const { store, session } = await begin(storage, browser);
    const { document, content } = await giveDocument({ store, categories: session.data.categories });
    expect(await finishOnboarding({ store, auth: browser.auth }, { password: castPassword })).toBeNull();
    expect(await browser.auth.current()).toBeNull();
    expect(await store.onboarding.get()).toMatchObject({ status: "open", data: session.data });

    const elsewhere = openBrowser(storage);
    const ada = await elsewhere.auth.confirmAccount(tokenFor(stack, "/confirm-account"));
    expect(await elsewhere.auth.current()).toEqual({ memberId: ada.memberId, email: "ada@example.org" });
    const own = storage.at(elsewhere, ada);
    await finishWaiting(own, ada);
    expect(await own.profiles.get(ada.memberId)).toMatchObject({ username: session.data.username });
    expect(await own.documents.get(document.id)).toMatchObject({ id: document.id, ownerId: ada.memberId });
    const opened = await own.files.open({ kind: "document", id: document.id });
    expect(opened?.sha256).toBe(content.sha256);
    await opened?.stream.cancel();
  });

  test("the link works once, and a made-up one never", async () => {
    const browser = openBrowser(storage);
    const { store } = await begin(storage, browser);
    await finishOnboarding({ store, auth: browser.auth }, { password: castPassword });
    const token = tokenFor(stack, "/confirm-account");
    await browser.auth.confirmAccount(token);
    const { auth } = openBrowser(storage);
    for (const other of [token, "", "f".repeat(64)]) await refusalOf(auth.confirmAccount(other), "not_found");
    expect(await auth.current()).toBeNull();
  });

  test("before that, signing in asks to follow the link; pressing finish again does no harm", async () => {
    const browser = openBrowser(storage);
    const { store } = await begin(storage, browser);
    const finish = () => finishOnboarding({ store, auth: browser.auth }, { password: castPassword });
    expect(await finish()).toBeNull();
    expect(await finish()).toBeNull();
    const signIn = browser.auth.signIn({ email: "ada@example.org", password: castPassword });
    expect((await refusalOf(signIn, "invalid_input")).sentence).toMatch(/Confirm your address first/);
    const ada = await browser.auth.confirmAccount(tokenFor(stack, "/confirm-account"));
    await finishWaiting(storage.at(browser, ada), ada);
    expect(await storage.at(browser, ada).profiles.get(ada.memberId)).not.toBeNull();
  });

  test("whoever confirmed and lost the answer signs in, and the profile is made then", async () => {
    const browser = openBrowser(storage);
    const { store } = await begin(storage, browser);
    await finishOnboarding({ store, auth: browser.auth }, { password: castPassword });
    await openBrowser(storage).auth.confirmAccount(tokenFor(stack, "/confirm-account"));

    const later = openBrowser(storage);
    const ada = await later.auth.signIn({ email: "ada@example.org", password: castPassword });
    await finishWaiting(storage.at(later, ada), ada);
    await finishWaiting(storage.at(later, ada), ada);
    expect(await storage.at(later, ada).profiles.get(ada.memberId)).toMatchObject({ version: 1 });
  });

  test("an address that has an account is said to be taken", async () => {
    const browser = openBrowser(storage);
    const { store } = await begin(storage, browser);
    await finishOnboarding({ store, auth: browser.auth }, { password: castPassword });
    await browser.auth.confirmAccount(tokenFor(stack, "/confirm-account"));
    const other = openBrowser(storage);
    const taken = {
      id: crypto.randomUUID(),
      email: "ada@example.org",
      password: "lantern river copper moss",
    };
    expect((await refusalOf(other.auth.prepareAccount(taken), "invalid_input")).fields).toHaveProperty(
      "email",
    );
    expect(await other.auth.current()).toBeNull();
  });
});

describe("a session in the browser", () => {
  let stack: SupabaseStack;
  let storage: ReturnType<typeof openStorage>;

  beforeAll(async () => {
    stack = await startSupabaseStack({ postgresUrl });
  }, 120_000);
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
    storage = openStorage(stack);
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    await stack.reset();
  });
  afterAll(() => stack.stop());

  async function signUp(): Promise<Browser> {
    const browser = openBrowser(storage);
    const { store } = await begin(storage, browser);
    await finishOnboarding({ store, auth: browser.auth }, { password: castPassword });
    return browser;
  }

  test("is begun once by an onboarding, and holds nothing but tokens", async () => {
    const browser = await signUp();
    expect(await browser.auth.listSessions()).toHaveLength(1);
    const [cookie] = browser.cookies.values();
    const held = Buffer.from(cookie?.value.replace("base64-", "") ?? "", "base64url").toString();
    expect(JSON.parse(held)).toHaveProperty("access_token");
    expect(held).not.toContain("ada@example.org");
  });

  test("of which no answer may be kept by a cache: the headers go out with the cookies", async () => {
    const headers = new Map<string, string>();
    const browser = await signUp();
    const { client } = browser;
    const noting = storage.openAuth({
      ...client,
      addHeaders: (added) => Object.entries(added).forEach(([name, value]) => headers.set(name, value)),
    });
    await noting.signIn({ email: "ada@example.org", password: castPassword });
    expect([...headers].map(([name, value]) => `${name.toLowerCase()}: ${value}`)).toContainEqual(
      expect.stringMatching(/^cache-control: .*no-store/),
    );
  });

  test("that ran out is renewed before a page is rendered, for the page and for the browser", async () => {
    const browser = await signUp();
    vi.stubEnv("NEXT_PUBLIC_SUPABASE_URL", stack.url);
    vi.stubEnv("NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY", stack.publishableKey);
    vi.stubEnv("SUPABASE_SECRET_KEY", stack.secretKey);
    const { proxy } = await import("../../proxy.ts");
    const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ");
    const open = () => proxy(new NextRequest("http://keep.example/profile", { headers: { cookie } }));

    stack.forgetRequests();
    expect((await open()).cookies.getAll()).toEqual([]);
    expect(stack.requests()).toEqual([]);
    vi.setSystemTime(Date.now() + 2 * 3600 * 1000);
    await stack.setClock(Date.now());
    const response = await open();
    const [renewed] = response.cookies.getAll();
    expect(renewed).toMatchObject({ name: [...browser.cookies.keys()][0], httpOnly: true, path: "/" });
    expect(renewed?.value).not.toBe([...browser.cookies.values()][0]?.value);
    expect(response.headers.get("cache-control")).toContain("no-store");
    expect(response.headers.get("x-middleware-request-cookie")).toContain(renewed?.value ?? "none");
    expect(stack.requests().filter(({ proof }) => proof === "secret")).toEqual([]);
  });

  test("that two requests renew at once goes on for both of them", async () => {
    const browser = await signUp();
    vi.setSystemTime(Date.now() + 2 * 3600 * 1000);
    await stack.setClock(Date.now());
    const requests = [1, 2].map(() => openBrowser(storage, { cookies: browser.cookies }));
    for (const round of ["renewing", "renewed"]) {
      const who = await Promise.all(requests.map(({ auth }) => auth.current()));
      expect({ round, who }).toEqual({
        round,
        who: Array(2).fill({ memberId: who[0]?.memberId, email: "ada@example.org" }),
      });
    }
  });

  test.each([
    { how: "is away", behavior: { kind: "away" }, code: "unavailable" },
    {
      how: "answers with an error of its own",
      behavior: { kind: "refusing", status: 500 },
      code: "unavailable",
    },
    { how: "has had enough", behavior: { kind: "refusing", status: 429 }, code: "rate_limited" },
  ] as const)("is neither lost nor believed while the service $how", async ({ behavior, code }) => {
    const browser = await signUp();
    const kept = new Map(browser.cookies);
    stack.behave(behavior, "auth");
    await refusalOf(browser.auth.current(), code);
    await refusalOf(browser.auth.signOut(), code);
    const { auth, cookies } = openBrowser(storage);
    await refusalOf(auth.signIn({ email: "ada@example.org", password: castPassword }), code);
    const wanted = { id: crypto.randomUUID(), email: "ben@example.org", password: castPassword };
    await refusalOf(auth.prepareAccount(wanted), code);
    expect(cookies.size).toBe(0);
    expect(browser.cookies).toEqual(kept);

    stack.behave({ kind: "well" });
    expect(await browser.auth.current()).toMatchObject({ email: "ada@example.org" });
    expect(await auth.signIn({ email: "ada@example.org", password: castPassword })).toMatchObject({
      email: "ada@example.org",
    });
  });

  test("is not needed for a new password, and nobody is told of a link that could not be sent", async () => {
    await signUp();
    stack.behave({ kind: "away" }, "auth");
    await refusalOf(openBrowser(storage).auth.requestPasswordReset("ada@example.org"), "unavailable");
    stack.behave({ kind: "well" });
    await openBrowser(storage).auth.requestPasswordReset("ada@example.org");
    await storage.settle();
    expect(stack.mails()).toHaveLength(1);
  });
});
