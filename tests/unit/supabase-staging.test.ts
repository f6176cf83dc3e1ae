import { readdir, readFile } from "node:fs/promises";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createId } from "#lib/domain/ids.ts";
import { createStaging, type StagedObjects } from "#lib/store/supabase/staging.ts";
import { startHttpServer, type HttpServer } from "../support/http-server.ts";
import { refusalOf } from "../support/refusals.ts";

const session = createId();
const other = createId();
const own = `sessions/${session}/documents/${createId()}`;

let server: HttpServer;
let seen: { method: string; url: string; key: string | undefined; body: string }[];
let staged: StagedObjects;

beforeEach(async () => {
  seen = [];
  server = await startHttpServer(async (request, response) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of request) pieces.push(piece as Uint8Array);
    const { method = "", url = "", headers } = request;
    seen.push({ method, url, key: headers.apikey?.toString(), body: Buffer.concat(pieces).toString() });
    const isList = url.includes("/object/list/");
    const isSigning = url.includes("/upload/sign/");
    response.setHeader("content-type", "application/json");
    response.end(isSigning ? '{"url":"/object/upload/sign/x?token=t"}' : isList ? "[]" : "{}");
  });
  staged = createStaging({ url: server.url, secretKey: "sb_secret_x", fetch }).reach(session);
});

afterEach(() => server.close());

const bytes = () => new Response("bytes").body!;
const facts = { mimeType: "text/plain", size: 5 };

/** Every way in which a key is handed over. */
const ways: Readonly<Record<string, (objects: StagedObjects, key: string) => Promise<unknown>>> = {
  put: (objects, key) => objects.put(key, bytes(), facts),
  open: (objects, key) => objects.open(key),
  sign: (objects, key) => objects.sign([own, key], 60),
  signUpload: (objects, key) => objects.signUpload(key),
  "move from": (objects, key) => objects.move(key, own),
  "move to": (objects, key) => objects.move(own, key),
  remove: (objects, key) => objects.remove([own, key]),
  list: (objects, key) => objects.list(key),
};

const outside = {
  "a member's document": `${other}/documents/${createId()}`,
  "another session's": `sessions/${other}/documents/${createId()}`,
  "a session whose id begins alike": `sessions/${session}0/documents/${createId()}`,
  "a way upwards": `sessions/${session}/../${other}/documents/${createId()}`,
  "an encoded way upwards": `sessions/${session}/%2e%2e/${other}/documents/${createId()}`,
  "a way upwards by backslash": `sessions/${session}/..\\${other}`,
  "a query": `sessions/${session}/documents/x?download=y`,
  "an end that is none": `sessions/${session}/documents/x#y`,
  "a double slash": `sessions/${session}//documents/x`,
  "the session's folder itself": `sessions/${session}`,
  everything: "",
  "all sessions": "sessions",
};

describe("staging reaches one session's folder and nothing else", () => {
  describe.each(Object.keys(ways))("%s", (way) => {
    test.each(Object.entries(outside))("refuses %s before anything is sent", async (_what, key) => {
      await refusalOf(ways[way]!(staged, key), "not_allowed");
      expect(seen).toEqual([]);
    });

    test("reaches what is staged, with the secret key", async () => {
      await ways[way]!(staged, own);
      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatchObject({ key: "sb_secret_x" });
      expect(`${seen[0]?.url} ${seen[0]?.body}`).toContain(session);
    });
  });

  test("removing everything asks for the folders of this session alone", async () => {
    await staged.removeAll();
    expect(seen.length).toBeGreaterThan(0);
    for (const { body } of seen) expect(JSON.parse(body).prefix).toMatch(new RegExp(`^sessions/${session}/`));
  });

  test("only an id names a session", () => {
    const staging = createStaging({ url: server.url, secretKey: "sb_secret_x", fetch });
    for (const id of ["", "..", `${session}/..`, `${session}/documents`, "sessions"]) {
      expect(() => staging.reach(id)).toThrow();
    }
  });
});

test("no other file on a request's path is handed the secret key", async () => {
  const files = await readdir("lib", { recursive: true });
  const sources = files.filter((file) => /\.tsx?$/.test(file));
  const holders: string[] = [];
  for (const file of [...sources.map((name) => `lib/${name}`), "proxy.ts"]) {
    if (/secretKey/.test(await readFile(file, "utf8"))) holders.push(file);
  }
  expect(holders.filter((file) => !file.startsWith("lib/cli/")).sort()).toEqual([
    "lib/env.ts",
    "lib/storage.ts",
    // Never on a request's path.
    "lib/store/supabase/admin.ts",
    // Hands it on to the two.
    "lib/store/supabase/open-supabase-store.ts",
    "lib/store/supabase/staging.ts",
  ]);
});
