/** The stack the Supabase suites run on: that it judges as the migrations say, and answers as the real servers do. */
import { createClient } from "@supabase/supabase-js";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Upload } from "tus-js-client";

import { castPassword } from "../support/cast.ts";
import { startSupabaseStack, type SupabaseStack } from "../support/supabase/stack.ts";
import { postgresUrl } from "./support/database.ts";

const bucket = "user-documents";
const mebibyte = 1024 * 1024;

let stack: SupabaseStack;

beforeAll(async () => {
  stack = await startSupabaseStack({ postgresUrl });
}, 120_000);
afterEach(() => stack.reset());
afterAll(() => stack.stop());

const sessionless = { auth: { persistSession: false, autoRefreshToken: false }, db: { retry: false } };

function clientOf(token: string | null) {
  if (token === null) return createClient(stack.url, stack.publishableKey, sessionless);
  return createClient(stack.url, stack.publishableKey, {
    accessToken: async () => token,
    db: sessionless.db,
  });
}

async function addMember(email = "ada@example.org") {
  const id = randomUUID();
  await stack.putAccount({ id, email, passwordHash: `$2b$04$${"a".repeat(53)}` });
  const token = stack.tokenFor({ id, email });
  return { id, token, client: clientOf(token), objects: clientOf(token).storage.from(bucket) };
}

const service = () => createClient(stack.url, stack.secretKey, sessionless);

describe("the database behind it", () => {
  test("keeps every privilege revoked after requests were answered", async () => {
    const visitor = clientOf(null);
    await visitor.rpc("is_username_free", { wanted: "ada" });
    const { error } = await visitor.from("documents").select();
    expect(error).toMatchObject({ code: "42501", message: "permission denied for table documents" });
    const privileges = await stack.sql(`
      select has_table_privilege('anon', 'public.documents', 'select') as visitors_read,
        has_table_privilege('authenticated', 'public.onboarding_sessions', 'select') as members_read_sessions,
        has_function_privilege('authenticated', 'public.housekeep()', 'execute') as members_keep_house`);
    expect(privileges).toEqual([
      { visitors_read: false, members_read_sessions: false, members_keep_house: false },
    ]);
  });

  test("serves nobody who comes without a key, from this machine either", async () => {
    const answer = await fetch(`${stack.url}/rest/v1/users`);
    expect(answer.status).toBe(401);
  });

  test("tells what a rule of ours refused, with its status", async () => {
    const { error, status } = await clientOf(null).rpc("update_onboarding", {
      based_on: 1,
      data: {},
      lifetime_hours: 24,
      capability: "",
    });
    expect({ status, code: error?.code }).toEqual({ status: 404, code: "PT404" });
  });

  test("tells a failed check by its own code", async () => {
    const { error, status } = await service()
      .from("audit_log")
      .insert({ member_id: (await addMember()).id, deed: "no such deed" });
    expect({ status, code: error?.code }).toEqual({ status: 400, code: "23514" });
  });

  test("gives times as ISO 8601 has them", async () => {
    const ada = await addMember();
    const { data } = await ada.client.from("users").select("created_at").single();
    expect(data?.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/);
  });

  test("is empty again after a reset, and its clock runs", async () => {
    const ada = await addMember();
    await ada.objects.upload(`${ada.id}/documents/${randomUUID()}`, Buffer.from("x"), {
      contentType: "text/plain",
    });
    await stack.setClock(Date.parse("2030-01-01T00:00:00Z"));
    expect(await stack.sql("select extract(year from private.now())::int as year")).toEqual([{ year: 2030 }]);
    await stack.reset();
    expect(await stack.sql("select extract(year from private.now())::int <> 2030 as runs")).toEqual([
      { runs: true },
    ]);
    expect(await stack.sql("select count(*)::int as users from auth.users")).toEqual([{ users: 0 }]);
    expect(stack.objects().size).toBe(0);
  });
});

describe("the storage behind it", () => {
  test("takes a file raw or as a form, once or over, and judges the type without its parameters", async () => {
    const ada = await addMember();
    const key = `${ada.id}/documents/${randomUUID()}`;
    const first = await ada.objects.upload(key, Buffer.from("one"), {
      contentType: "text/plain;charset=utf-8",
    });
    expect(first.error).toBeNull();
    const again = await ada.objects.upload(key, new Blob(["two"], { type: "text/plain" }));
    expect(again.error).toMatchObject({ statusCode: "409", code: "KeyAlreadyExists" });
    const over = await ada.objects.upload(key, new Blob(["three"], { type: "text/plain" }), { upsert: true });
    expect(over.error).toBeNull();
    expect(await (await ada.objects.download(key)).data?.text()).toBe("three");
  });

  test("refuses what is not the caller's, of a wrong type, of a wrong key or too large", async () => {
    const ada = await addMember();
    const put = async (key: string, bytes: Uint8Array, contentType: string) =>
      (await ada.objects.upload(key, Buffer.from(bytes), { contentType })).error;
    const own = () => `${ada.id}/documents/${randomUUID()}`;
    const some = new Uint8Array(3);
    expect(await put(`${randomUUID()}/documents/${randomUUID()}`, some, "text/plain")).toMatchObject({
      statusCode: "403",
      code: "AccessDenied",
    });
    expect(await put(own(), some, "image/gif")).toMatchObject({ statusCode: "415", code: "InvalidMimeType" });
    expect(await put(`${own()}é`, some, "text/plain")).toMatchObject({
      statusCode: "400",
      code: "InvalidKey",
    });
    expect(await put(own(), new Uint8Array(50 * mebibyte + 1), "text/plain")).toMatchObject({
      statusCode: "413",
      code: "EntityTooLarge",
    });
  });

  test("lists a folder relative to it, with deeper ones folded", async () => {
    const ada = await addMember();
    const id = randomUUID();
    await ada.objects.upload(`${ada.id}/documents/${id}`, Buffer.from("x"), { contentType: "text/plain" });
    expect((await ada.objects.list(ada.id)).data).toMatchObject([{ name: "documents", id: null }]);
    expect((await ada.objects.list(`${ada.id}/documents`)).data).toMatchObject([
      { name: id, metadata: { size: 1, mimetype: "text/plain" } },
    ]);
  });

  test("signs addresses that serve parts, are attachments when asked, expire, and cannot be forged", async () => {
    const ada = await addMember();
    const key = `${ada.id}/documents/${randomUUID()}`;
    await ada.objects.upload(key, Buffer.from("hello world"), { contentType: "text/plain" });
    const { data } = await ada.objects.createSignedUrl(key, 60);
    const url = data?.signedUrl ?? "";
    const part = await fetch(`${url}&download=${encodeURIComponent("Ümläut.txt")}`, {
      headers: { range: "bytes=6-99" },
    });
    expect([part.status, await part.text()]).toEqual([206, "world"]);
    expect(part.headers.get("content-disposition")).toContain("filename*=UTF-8''%C3%9Cml%C3%A4ut.txt");
    expect((await fetch(url, { headers: { range: "bytes=11-" } })).status).toBe(416);
    expect((await fetch(`${url.slice(0, -2)}AA`)).status).toBe(400);
    await stack.setClock(Date.now() + 61_000);
    expect((await fetch(url)).status).toBe(400);

    const many = await ada.objects.createSignedUrls([key, `${key}0`], 60);
    expect(many.data).toMatchObject([{ error: null }, { error: expect.any(String), signedUrl: null }]);
  });

  test("lets a visitor put the one object a signed upload was made for", async () => {
    const path = `sessions/${randomUUID()}/incoming/${randomUUID()}`;
    const { data } = await service().storage.from(bucket).createSignedUploadUrl(path);
    const visitor = clientOf(null).storage.from(bucket);
    const put = (where: string) =>
      visitor.uploadToSignedUrl(where, data?.token ?? "", Buffer.from("x"), {
        contentType: "application/octet-stream",
      });
    expect((await put(path)).error).toBeNull();
    expect((await put(`${path}0`)).error).toMatchObject({ code: "InvalidJWT" });
    expect([...stack.objects().keys()]).toEqual([`${bucket}/${path}`]);
  });
});

describe("resumable uploads", () => {
  const bytes = Buffer.alloc(7 * mebibyte, "kit");
  type Place = { key: string; headers: Record<string, string>; under?: string };

  /** With `until`, it breaks off there; gives the upload's address, for going on. */
  function upload(at: Place, from: string | null = null, until: number | null = null): Promise<string> {
    return new Promise((resolve, reject) => {
      const one = new Upload(bytes, {
        endpoint: `${stack.url}/storage/v1/upload/resumable${at.under ?? ""}`,
        uploadUrl: from,
        chunkSize: 6 * mebibyte,
        retryDelays: null,
        headers: at.headers,
        metadata: { bucketName: bucket, objectName: at.key, contentType: "application/octet-stream" },
        onError: reject,
        onSuccess: () => resolve(one.url ?? ""),
        onChunkComplete(_size, accepted) {
          if (until !== null && accepted >= until)
            void one.abort().then(() => resolve(one.url ?? ""), reject);
        },
      });
      one.start();
    });
  }

  async function addUploader() {
    const ada = await addMember();
    const headers = { authorization: `Bearer ${ada.token}`, apikey: stack.publishableKey };
    return { ada, key: `${ada.id}/documents/${randomUUID()}`, headers };
  }

  test("go on where they broke off, for the same caller alone", async () => {
    const { key, headers } = await addUploader();
    const url = await upload({ key, headers }, null, 6 * mebibyte);
    const ben = await addMember("ben@example.org");
    const asBen = { ...headers, authorization: `Bearer ${ben.token}` };
    await expect(upload({ key, headers: asBen }, url)).rejects.toThrow("403");
    expect(stack.objects().size).toBe(0);
    await upload({ key, headers }, url);
    expect(Buffer.compare(stack.objects().get(`${bucket}/${key}`) ?? Buffer.alloc(0), bytes)).toBe(0);
  });

  test("are refused before the first byte where the caller may not store", async () => {
    const { headers, ada } = await addUploader();
    // Nobody announced it.
    await expect(upload({ key: `${ada.id}/incoming/${randomUUID()}`, headers })).rejects.toThrow("403");
    await expect(upload({ key: `${randomUUID()}/documents/${randomUUID()}`, headers })).rejects.toThrow(
      "403",
    );
  });

  test("take a signed upload's token in the place of a sign-in", async () => {
    const key = `sessions/${randomUUID()}/incoming/${randomUUID()}`;
    const { data } = await service().storage.from(bucket).createSignedUploadUrl(key);
    const headers = { "x-signature": data?.token ?? "" };
    await expect(upload({ key: `${key}0`, headers, under: "/sign" })).rejects.toThrow("400");
    await upload({ key, headers, under: "/sign" });
    expect(stack.objects().has(`${bucket}/${key}`)).toBe(true);
  });
});

describe("the sign-in behind it", () => {
  test("signs up, in and out, and ends the other sign-ins", async () => {
    const [here, there] = [clientOf(null), clientOf(null)];
    const credentials = { email: "ada@example.org", password: castPassword };
    expect((await here.auth.signUp(credentials)).error).toBeNull();
    expect((await there.auth.signInWithPassword(credentials)).error).toBeNull();
    await here.auth.signOut({ scope: "others" });
    expect((await here.auth.getUser()).data.user?.email).toBe(credentials.email);
    expect((await there.auth.refreshSession()).error).not.toBeNull();
  });

  test("leads back to where a mail's call asked for", async () => {
    const visitor = clientOf(null);
    await addMember();
    const redirectTo = "http://localhost:3000/reset-password";
    await visitor.auth.resetPasswordForEmail("ada@example.org", { redirectTo });
    const [mail] = stack.mails();
    expect(mail?.to).toBe("ada@example.org");
    expect(mail?.text).toContain(`${stack.url}/auth/v1/verify?token=`);
    expect(mail?.text).toContain(encodeURIComponent(redirectTo));
  });

  test("makes accounts with a given id and password hash for the secret key alone", async () => {
    const id = randomUUID();
    const account = {
      id,
      email: "ada@example.org",
      password_hash: `$2b$04$${"a".repeat(53)}`,
      email_confirm: true,
    };
    const refused = await clientOf(null).auth.admin.createUser(account);
    expect(refused.error).toMatchObject({ status: 403, code: "not_admin" });
    expect((await service().auth.admin.createUser(account)).data.user).toMatchObject({
      id,
      email: account.email,
    });
    expect((await service().auth.admin.createUser(account)).error).toMatchObject({ code: "email_exists" });
    expect((await service().auth.admin.getUserById(id)).data.user?.id).toBe(id);
    expect(await stack.sql("select id from public.users")).toEqual([{ id }]);
    expect((await service().auth.admin.deleteUser(id)).error).toBeNull();
    expect((await service().auth.admin.getUserById(id)).error).toMatchObject({ code: "user_not_found" });
  });
});

describe("what it notes and how it behaves", () => {
  test("each request is noted with the strongest proof it carried", async () => {
    const ada = await addMember();
    stack.forgetRequests();
    await clientOf(null).rpc("is_username_free", { wanted: "ada" });
    await ada.client.from("users").select();
    await service().from("users").select();
    expect(stack.requests().map(({ proof, memberId }) => [proof, memberId])).toEqual([
      ["publishable", null],
      ["member", ada.id],
      ["secret", null],
    ]);
  });

  test("one part can be away while the others answer", async () => {
    const ada = await addMember();
    stack.behave({ kind: "away" }, "storage");
    expect((await ada.objects.list()).error).not.toBeNull();
    expect((await ada.client.from("users").select()).error).toBeNull();
    stack.behave({ kind: "refusing", status: 503 });
    expect((await ada.client.from("users").select()).status).toBe(503);
  });
});
