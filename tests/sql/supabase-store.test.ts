/** What only the store on Supabase promises: which key a request carries, how many there are, and what a lost one leaves. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { hash } from "@node-rs/bcrypt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { acceptUpload } from "#lib/services/accept-upload.ts";
import { createEmptyOnboarding } from "#lib/services/start-onboarding.ts";
import { openDocumentsWorkspace } from "#lib/services/open-documents-workspace.ts";
import { getDocumentPreview } from "#lib/services/view-documents.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import type { Store } from "#lib/store/port.ts";
import { openSupabaseStore, type SupabaseStore } from "#lib/store/supabase/open-supabase-store.ts";
import { castPassword, filledIn } from "../support/cast.ts";
import { contentOf, inPieces, readAll } from "../support/content.ts";
import { refusalOf } from "../support/refusals.ts";
import { startSupabaseStack, type SupabaseStack } from "../support/supabase/stack.ts";
import { giveDocument, newDocument, putFile } from "../support/world.ts";
import { postgresUrl } from "./support/database.ts";

const passwordHash = hash(castPassword, { cost: 4 });

type Sent = { readonly method: string; readonly path: string; readonly key: string; readonly body: string };

let stack: SupabaseStack;
let store: SupabaseStore;
/** Requests as they left, retries included. */
let sent: Sent[];
/** What becomes of the next requests: called before each, and after its answer has come. */
let before: (() => void) | null;
let after: (() => void) | null;

beforeAll(async () => {
  stack = await startSupabaseStack({ postgresUrl });
});

afterAll(() => stack.stop());

beforeEach(async () => {
  await stack.reset();
  sent = [];
  before = after = null;
  const { url, publishableKey, secretKey } = stack;
  store = openSupabaseStore({
    ...{ url, publishableKey, secretKey, sessionTimeoutHours: 720 },
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      sent.push({
        method: init?.method ?? "GET",
        path: new URL(input instanceof Request ? input.url : input).pathname,
        key: `${headers.get("apikey")} ${headers.get("authorization")}`,
        body: typeof init?.body === "string" ? init.body : "",
      });
      before?.();
      const answer = await fetch(input, init);
      after?.();
      return answer;
    },
  });
});

const tokenOf = async (memberId: string) => stack.tokenFor({ id: memberId });
const open = (viewer: Viewer) => store.open(viewer, tokenOf);

async function begin() {
  const data = filledIn("ada");
  const { session, capability } = await open({ kind: "visitor", capability: null }).onboarding.start({
    ...{ id: createId(), memberId: createId(), data },
  });
  const viewer: Viewer = { kind: "visitor", capability };
  return { session, viewer, store: open(viewer), categories: data.categories };
}

async function prepareAccount({ session }: Awaited<ReturnType<typeof begin>>) {
  const account = { id: session.memberId, email: session.data.email };
  await stack.putAccount({ ...account, passwordHash: await passwordHash });
  return { ...account, passwordHash: null };
}

async function join() {
  const ada = await begin();
  await ada.store.onboarding.complete(await prepareAccount(ada));
  const viewer: Viewer = { kind: "member", memberId: ada.session.memberId };
  return { viewer, store: open(viewer), categories: ada.categories };
}

const picture = contentOf("a small picture", "image/webp");

async function giveThumbnail(owner: Pick<Awaited<ReturnType<typeof begin>>, "store">, id: string) {
  await owner.store.files.put({ kind: "thumbnail", id }, inPieces(picture.bytes), {
    mimeType: picture.mimeType,
  });
}

describe("the secret key", () => {
  test("goes with requests for what is staged in the session and with no others", async () => {
    const ada = await begin();
    const { document } = await giveDocument(ada, "Dear all,", { hasThumbnail: true });
    await giveThumbnail(ada, document.id);
    const removed = await giveDocument(ada, "a draft");
    await ada.store.documents.remove(removed.document.id);
    const ref = { kind: "document", id: document.id } as const;
    await ada.store.files.signedUrl(ref, { expiresIn: 60, disposition: "inline", name: "letter.txt" });
    await (await ada.store.files.open(ref))?.stream.cancel();
    const upload = await ada.store.files.createUpload({
      ...{
        id: createId(),
        purpose: "document",
        name: "x.txt",
        declaredType: "text/plain",
        size: 5,
        categoryId: null,
      },
    });
    await ada.store.files.uploadTarget(upload.id);
    await ada.store.onboarding.complete(await prepareAccount(ada));
    const member = open({ kind: "member", memberId: ada.session.memberId });
    await member.documents.restore(removed.document.id);
    await member.files.signedUrl(ref, { expiresIn: 60, disposition: "inline", name: "letter.txt" });
    await member.files.uploadTarget(upload.id);
    await member.profiles.remove();

    const secret = sent.filter(({ key }) => key.includes(stack.secretKey));
    expect(secret.length).toBeGreaterThan(5);
    for (const { path, body } of secret) {
      expect(path).toMatch(/^\/storage\/v1\/object\//);
      const keys = `${path} ${body}`.match(/[^\s"]*[0-9a-f]{8}-[0-9a-f]{4}-[^\s"]*/g) ?? [];
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys) expect(key).toContain(`sessions/${ada.session.id}/`);
    }
  });

  test("is in no request of a member", async () => {
    const ada = await join();
    sent = [];
    const { document } = await giveDocument(ada);
    await ada.store.documents.remove(document.id);
    await ada.store.profiles.remove();
    expect(sent.length).toBeGreaterThan(3);
    for (const { key } of sent) expect(key).not.toContain(stack.secretKey);
  });

  test("is nothing a stranger's capability gets used", async () => {
    const visitor = open({ kind: "visitor", capability: Buffer.alloc(32, 7).toString("base64url") });
    const id = createId();
    await refusalOf(
      visitor.files.put({ kind: "document", id }, inPieces(picture.bytes), { mimeType: "image/webp" }),
      "not_allowed",
    );
    expect(await visitor.files.open({ kind: "document", id })).toBeNull();
    const options = { expiresIn: 60, disposition: "inline", name: "x" } as const;
    expect(await visitor.files.signedUrl({ kind: "document", id }, options)).toBeNull();
    expect(await visitor.files.uploadTarget(id)).toBeNull();
    await visitor.files.remove({ kind: "document", id });
    await visitor.files.removeUpload(id);
    await visitor.onboarding.discard();
    for (const { key } of sent) expect(key).not.toContain(stack.secretKey);
  });
});

describe("requests for what is shown", () => {
  const receiver = { received: async () => new Map<string, number>() };

  async function countFor(work: () => Promise<unknown>): Promise<number> {
    sent = [];
    await work();
    return sent.length;
  }

  test("a page of documents is one, and two more for all its addresses", async () => {
    for (const owner of [await join(), await begin()]) {
      for (let number = 0; number < 7; number += 1) {
        const { document } = await giveDocument(owner, `letter ${number}`, { hasThumbnail: true });
        await giveThumbnail(owner, document.id);
      }
      expect(await countFor(() => owner.store.documents.list())).toBe(1);
      const { store: opened, viewer } = owner;
      let shown = 0;
      const count = await countFor(async () => {
        const data = await openDocumentsWorkspace({ store: opened, viewer }, receiver, {});
        shown = data?.initialPage.items.filter((item) => item.thumbnailUrl && item.downloadUrl).length ?? 0;
      });
      expect(shown).toBe(7);
      // Profile and circles (for a visitor the session, twice), the page, uploads, usage, then both kinds of addresses.
      expect(count).toBe(7);
    }
  });

  test("a document is one, its preview five", async () => {
    const ada = await join();
    const { document } = await giveDocument(ada, "Dear all,");
    expect(await countFor(() => ada.store.documents.get(document.id))).toBe(1);
    // The document; addresses in two; its first words in two.
    expect(await countFor(() => getDocumentPreview(ada.store, document.id))).toBe(5);
  });

  test.each([
    ["profiles.get", 1],
    ["visibility.list", 1],
    ["onboarding.get", 1],
    ["documents.usage", 1],
    ["files.listUploads", 1],
  ] as const)("%s is %d", async (what, expected) => {
    const ada = await join();
    const memberId = ada.viewer.kind === "member" ? ada.viewer.memberId : "";
    const asked = {
      "profiles.get": () => ada.store.profiles.get(memberId),
      "visibility.list": () => ada.store.visibility.list(),
      "onboarding.get": () => ada.store.onboarding.get(),
      "documents.usage": () => ada.store.documents.usage(),
      "files.listUploads": () => ada.store.files.listUploads(),
    };
    expect(await countFor(asked[what])).toBe(expected);
  });

  test("a visitor who never began costs none", async () => {
    const visitor = open({ kind: "visitor", capability: null });
    const count = await countFor(async () => {
      await visitor.onboarding.get();
      await visitor.profiles.get(createId());
      await visitor.visibility.list();
    });
    expect(count).toBe(0);
  });
});

describe("finishing an onboarding that is cut off", () => {
  /** As when the process dies: from the request of that number on, nothing gets through any more. */
  function dieAt(number: number, when: "before it is sent" | "before its answer comes") {
    let count = 0;
    const die = () => {
      throw new TypeError("the process is gone");
    };
    before = () => {
      count += 1;
      if (count > number || (count === number && when === "before it is sent")) die();
    };
    after = () => {
      if (count >= number) die();
    };
  }

  async function finishCutOff(number: number, when: Parameters<typeof dieAt>[1]): Promise<boolean> {
    const ada = await begin();
    const kept = await giveDocument(ada, "Dear all,", { hasThumbnail: true });
    await giveThumbnail(ada, kept.document.id);
    const removed = await giveDocument(ada, "a draft");
    await ada.store.documents.remove(removed.document.id);
    const account = await prepareAccount(ada);

    dieAt(number, when);
    const wasCutOff = await ada.store.onboarding.complete(account).then(
      () => false,
      () => true,
    );
    before = after = null;

    const profile = await ada.store.onboarding.complete(account);
    const member = open({ kind: "member", memberId: profile.id });
    expect((await member.documents.list()).items).toMatchObject([
      { id: kept.document.id, ownerId: profile.id },
    ]);
    await member.documents.restore(removed.document.id);
    for (const { document, content } of [kept, removed]) {
      const opened = await member.files.open({ kind: "document", id: document.id });
      expect(Buffer.from(await readAll(opened!.stream))).toEqual(Buffer.from(content.bytes));
    }
    const thumbnail = await member.files.open({ kind: "thumbnail", id: kept.document.id });
    expect(Buffer.from(await readAll(thumbnail!.stream))).toEqual(Buffer.from(picture.bytes));
    expect(await stack.sql("select id from public.users where version > 0")).toHaveLength(1);
    await stack.reset();
    return wasCutOff;
  }

  test.each(["before it is sent", "before its answer comes"] as const)(
    "at any request, %s, comes to the same end when it is done again",
    { timeout: 120_000 },
    async (when) => {
      let number = 1;
      while (await finishCutOff(number, when)) number += 1;
      // Reading the session, two tries to finish, listing, three files copied: all of it was tried.
      expect(number).toBeGreaterThan(9);
    },
  );

  test("twice at once makes one member, and both are told of the same", async () => {
    const ada = await begin();
    await giveDocument(ada, "Dear all,");
    const account = await prepareAccount(ada);
    const elsewhere = open(ada.viewer);
    const [first, second] = await Promise.all([
      ada.store.onboarding.complete(account),
      elsewhere.onboarding.complete(account),
    ]);
    expect(second).toEqual(first);
    expect(await stack.sql("select id from public.users where version > 0")).toHaveLength(1);
  });
});

describe("an upload that a browser sent to Supabase itself", () => {
  let workFolder: string;
  beforeEach(async () => {
    workFolder = await mkdtemp(path.join(tmpdir(), "keepintouch-work-"));
  });
  afterEach(() => rm(workFolder, { recursive: true, force: true }));

  async function sendUpload(owner: { store: Store }, name: string, bytes: Uint8Array) {
    const id = createId();
    const announced = { id, purpose: "document", name, declaredType: "", categoryId: null } as const;
    await owner.store.files.createUpload({ ...announced, size: bytes.length });
    const target = await owner.store.files.uploadTarget(id);
    const { url = "", headers = {} } = target ?? {};
    const answer = await fetch(url, { method: "PUT", headers, body: new Uint8Array(bytes) });
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
    return id;
  }

  test.each(["a member's", "a newcomer's"])(
    "becomes a document, and nothing else is left: %s",
    async (whose) => {
      const owner = whose === "a member's" ? await join() : await begin();
      const id = await sendUpload(owner, "letter.txt", Buffer.from("Dear all,"));
      const outcome = await acceptUpload({ ...owner, workFolder }, id);
      expect(outcome).toMatchObject({ kind: "accepted", document: { id, kind: "text", size: 9 } });
      const keys = [...stack.objects().keys()];
      expect(keys.filter((key) => key.includes("/incoming/"))).toEqual([]);
      expect(keys.filter((key) => key.endsWith(`/documents/${id}`))).toHaveLength(1);
      expect(await owner.store.files.listUploads()).toEqual([]);
      expect(await readdir(workFolder, { recursive: true, withFileTypes: true })).not.toContainEqual(
        expect.objectContaining({ name: id }),
      );
    },
  );

  test("that is refused leaves nothing", async () => {
    const ada = await join();
    const id = await sendUpload(ada, "letter.pdf", Buffer.from("MZ this is a program"));
    expect(await acceptUpload({ ...ada, workFolder }, id)).toMatchObject({ kind: "refused" });
    expect([...stack.objects().keys()]).toEqual([]);
    expect(await ada.store.files.listUploads()).toEqual([]);
  });

  test("stays where it is while Supabase is away, and is accepted afterwards", async () => {
    const ada = await join();
    const id = await sendUpload(ada, "letter.txt", Buffer.from("Dear all,"));
    stack.behave({ kind: "away" }, "storage");
    await refusalOf(acceptUpload({ ...ada, workFolder }, id), "unavailable");
    stack.behave({ kind: "well" });
    expect(await acceptUpload({ ...ada, workFolder }, id)).toMatchObject({ kind: "accepted" });
  });

  test("of an onboarding that was finished meanwhile is accepted as the member's", async () => {
    const ada = await begin();
    const id = await sendUpload(ada, "letter.txt", Buffer.from("Dear all,"));
    const profile = await ada.store.onboarding.complete(await prepareAccount(ada));
    const viewer: Viewer = { kind: "member", memberId: profile.id };
    const member = { viewer, store: open(viewer) };
    const outcome = await acceptUpload({ ...member, workFolder }, id);
    expect(outcome).toMatchObject({ kind: "accepted", document: { id, ownerId: profile.id } });
    expect([...stack.objects().keys()].filter((key) => key.includes("sessions/"))).toEqual([]);
  });
});

describe("an answer that is lost on its way", () => {
  /** The next request is done by Supabase, and nobody hears of it. */
  function loseNextAnswer() {
    after = () => {
      after = null;
      throw new TypeError("the connection was lost");
    };
  }

  test("does not begin a second onboarding", async () => {
    const visitor = open({ kind: "visitor", capability: null });
    const wanted = { id: createId(), memberId: createId(), data: filledIn("ada") };
    loseNextAnswer();
    const { session, capability } = await visitor.onboarding.start(wanted);
    expect(session.id).toBe(wanted.id);
    expect(await open({ kind: "visitor", capability }).onboarding.get()).toEqual(session);
    expect(await stack.sql("select id from public.onboarding_sessions")).toHaveLength(1);
  });

  test("does not make a second document, nor a second circle", async () => {
    const ada = await join();
    const content = contentOf("Dear all,");
    const document = newDocument(ada, content);
    await putFile(ada, document.id, content);
    loseNextAnswer();
    expect(await ada.store.documents.create(document)).toMatchObject({ id: document.id, version: 1 });
    expect((await ada.store.documents.list()).items).toHaveLength(1);
    const before = (await ada.store.visibility.list()).length;
    loseNextAnswer();
    await ada.store.visibility.create({ id: createId(), name: "Book club" });
    expect(await ada.store.visibility.list()).toHaveLength(before + 1);
  });

  test("of a change is not asked for again: what came of it is there to be seen", async () => {
    const ada = await join();
    const { document } = await giveDocument(ada);
    loseNextAnswer();
    await refusalOf(ada.store.documents.update(document.id, 1, { name: "renamed.txt" }), "unavailable");
    expect(await ada.store.documents.get(document.id)).toMatchObject({ name: "renamed.txt", version: 2 });
  });
});

describe("an object that is not what its row says", () => {
  const asOwner = (method: string, body: string | null, path = "", headers = {}) =>
    fetch(`${stack.url}/storage/v1/object/user-documents${path}`, {
      method,
      headers: { apikey: stack.secretKey, authorization: `Bearer ${stack.secretKey}`, ...headers },
      body,
    });

  test("is given to nobody, whether it is gone or holds other bytes, and is not looked for without end", async () => {
    const ada = await join();
    const { document } = await giveDocument(ada, "Dear all,");
    const ref = { kind: "document", id: document.id } as const;
    const key = `${document.ownerId}/documents/${document.id}`;
    const other = { "content-type": "text/plain", "x-upsert": "true" };
    const changed = await asOwner("POST", "Dear Ben,", `/${key}`, other);
    expect(changed.status).toBe(200);
    sent = [];
    expect(await ada.store.files.open(ref)).toBeNull();
    expect(sent.length).toBeLessThan(30);

    const removed = await asOwner("DELETE", JSON.stringify({ prefixes: [key] }), "", {
      "content-type": "application/json",
    });
    expect(removed.status).toBe(200);
    sent = [];
    expect(await ada.store.files.open(ref)).toBeNull();
    expect(sent.length).toBeLessThan(30);
  });
});

describe("a member whose sign-in is over", () => {
  test("is told so, whatever they ask", async () => {
    const ada = await join();
    const signedOut = store.open(ada.viewer, async () => null);
    await refusalOf(signedOut.documents.list(), "not_signed_in");
    await refusalOf(signedOut.visibility.list(), "not_signed_in");
    await refusalOf(signedOut.files.open({ kind: "avatar", id: createId() }), "not_signed_in");
    await refusalOf(
      signedOut.files.put({ kind: "avatar", id: createId() }, inPieces(picture.bytes), {
        mimeType: "image/webp",
      }),
      "not_signed_in",
    );
    await refusalOf(signedOut.profiles.remove(), "not_signed_in");
  });
});

describe("when Supabase is away", () => {
  test("nothing is lost: what was typed before is there again, and what was asked meanwhile says so", async () => {
    const ada = await begin();
    stack.behave({ kind: "away" });
    await refusalOf(ada.store.onboarding.update(1, createEmptyOnboarding()), "unavailable");
    await refusalOf(ada.store.onboarding.get(), "unavailable");
    stack.behave({ kind: "well" });
    expect(await ada.store.onboarding.get()).toMatchObject({ data: ada.session.data, version: 1 });
  });

  test("a removal that could not move its file is done by the next try, and addresses stop then", async () => {
    const ada = await join();
    const { document } = await giveDocument(ada);
    const ref = { kind: "document", id: document.id } as const;
    const options = { expiresIn: 60, disposition: "inline", name: "letter.txt" } as const;
    const url = (await ada.store.files.signedUrl(ref, options)) ?? "";
    stack.behave({ kind: "away" }, "storage");
    await refusalOf(ada.store.documents.remove(document.id), "unavailable");
    stack.behave({ kind: "well" });
    expect(await ada.store.documents.get(document.id)).toBeNull();
    expect(await ada.store.files.signedUrl(ref, options)).toBeNull();
    await ada.store.documents.remove(document.id);
    const answer = await fetch(url);
    await answer.body?.cancel();
    expect(answer.ok).toBe(false);
  });

  test("health names the part and since when, and that it is well again", async () => {
    expect(await store.admin.health()).toEqual({
      store: { status: "ok" },
      files: { status: "ok" },
      disk: null,
    });
    for (const [part, check] of [
      ["rest", "store"],
      ["auth", "store"],
      ["storage", "files"],
    ] as const) {
      stack.behave({ kind: "refusing", status: 503 }, part);
      const first = await store.admin.health();
      expect(first[check]).toMatchObject({ status: "failing", since: expect.any(String) });
      const second = await store.admin.health();
      expect(second[check].since).toBe(first[check].since);
      expect(second[check].reason).toContain(String(first[check].since));
      stack.behave({ kind: "well" });
      expect(await store.admin.health()).toMatchObject({ store: { status: "ok" }, files: { status: "ok" } });
    }
  });
});
