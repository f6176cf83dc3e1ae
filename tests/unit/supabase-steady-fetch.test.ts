import { afterEach, describe, expect, test } from "vitest";

import { createPulse } from "#lib/store/supabase/pulse.ts";
import { createSteadyFetch } from "#lib/store/supabase/steady-fetch.ts";
import { startHttpServer, type HttpServer } from "../support/http-server.ts";
import { refusalOf } from "../support/refusals.ts";

let server: HttpServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

type Deed = "answer" | "hang" | "break" | number;

/** A server that does these things one after the other, and answers well from then on. */
async function open(deeds: Deed[], options: { timeout?: number } = {}) {
  const seen: string[] = [];
  const logged: string[] = [];
  server = await startHttpServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const deed = deeds.shift() ?? "answer";
    if (deed === "hang") return;
    if (deed === "break") {
      request.socket.destroy();
      return;
    }
    response.writeHead(deed === "answer" ? 200 : deed, { "content-type": "application/json" });
    response.end("[]");
  });
  let now = Date.parse("2026-11-20T12:00:00.000Z");
  const pulse = createPulse(() => now);
  const steadyFetch = createSteadyFetch({
    fetch,
    pulse,
    log: (message) => logged.push(message),
    timeout: options.timeout ?? 5000,
    pauses: [1, 1],
  });
  const ask = (path: string, init?: RequestInit) => steadyFetch(`${server?.url}${path}`, init);
  const call = (name: string) => ask(`/rest/v1/rpc/${name}`, { method: "POST", body: "{}" });
  return { seen, logged, pulse, ask, call, pass: (milliseconds: number) => (now += milliseconds) };
}

describe("what is safe to repeat is asked again", () => {
  test.each(["break", 502, 503, 504, 522] as const)("after %s", async (deed) => {
    const { ask, seen, logged } = await open([deed, deed]);
    expect((await ask("/rest/v1/users?id=eq.1")).status).toBe(200);
    expect(seen).toHaveLength(3);
    expect(logged).toEqual([]);
  });

  test("after no answer in time", async () => {
    const { call, seen } = await open(["hang"], { timeout: 100 });
    expect((await call("list_documents")).status).toBe(200);
    expect(seen).toHaveLength(2);
  });

  test.each(["create_document", "complete_onboarding", "get_onboarding", "forget_upload"])(
    "a call of %s",
    async (name) => {
      const { call, seen } = await open(["break"]);
      expect((await call(name)).status).toBe(200);
      expect(seen).toHaveLength(2);
    },
  );

  test.each([
    ["POST", "/storage/v1/object/sign/user-documents"],
    ["POST", "/storage/v1/object/upload/sign/user-documents/a"],
    ["DELETE", "/storage/v1/object/user-documents"],
  ])("%s %s", async (method, path) => {
    const { ask, seen } = await open(["break"]);
    expect((await ask(path, { method, body: "{}" })).status).toBe(200);
    expect(seen).toHaveLength(2);
  });
});

describe("what may have been done already is asked once", () => {
  test.each(["update_document", "update_profile", "remove_category", "release_file", "discard_onboarding"])(
    "a call of %s",
    async (name) => {
      const { call, seen } = await open(["break"]);
      await refusalOf(call(name), "unavailable");
      expect(seen).toHaveLength(1);
    },
  );

  test("bytes on their way, which are there once", async () => {
    const { ask, seen } = await open(["break"]);
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("bytes"));
        controller.close();
      },
    });
    const init = { method: "POST", body, ...{ duplex: "half" } };
    await refusalOf(ask("/storage/v1/object/user-documents/a", init), "unavailable");
    expect(seen).toHaveLength(1);
  });

  test("a refusal, whatever was asked", async () => {
    for (const status of [400, 401, 404, 409, 429, 500]) {
      const { call, seen } = await open([status]);
      expect((await call("get_onboarding")).status).toBe(status);
      expect(seen).toHaveLength(1);
      await server?.close();
    }
  });
});

describe("in the end", () => {
  test("it is unavailable, with the cause; the log says it in one line without the query", async () => {
    const { ask, logged } = await open(["break", "break", "break"]);
    const refusal = await refusalOf(ask("/rest/v1/users?username=eq.ada&token=secret"), "unavailable");
    expect(refusal.cause).toBeInstanceOf(Error);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatch(/^Supabase: GET \/rest\/v1\/users: \S.* \(tried 3 times\)$/);
    expect(logged[0]).not.toMatch(/ada|secret/);
  });

  test("nothing waits for ever", async () => {
    const { call } = await open(["hang"], { timeout: 100 });
    await refusalOf(call("update_document"), "unavailable");
  });

  test("a file that began in time may take as long as its reader does; anything else may not", async () => {
    server = await startHttpServer((_request, response) => {
      response.write("the beginning");
      setTimeout(() => response.end(" and the end"), 300);
    });
    const steadyFetch = createSteadyFetch({
      ...{ fetch, pulse: createPulse(Date.now), log: () => {}, timeout: 100, pauses: [] },
    });
    const file = await steadyFetch(`${server.url}/storage/v1/object/authenticated/user-documents/a`);
    expect(await file.text()).toBe("the beginning and the end");
    const rows = await steadyFetch(`${server.url}/rest/v1/users`);
    await expect(rows.text()).rejects.toThrow();
  });

  test("nobody there is unavailable too", async () => {
    const { ask } = await open([]);
    await server?.close();
    await refusalOf(ask("/rest/v1/users"), "unavailable");
  });

  test("whoever breaks it off gets their own reason, and nobody is blamed", async () => {
    const { ask, pulse, logged } = await open(["hang"]);
    const controller = new AbortController();
    const asked = ask("/storage/v1/object/a", { signal: controller.signal });
    controller.abort(new Error("the browser left"));
    await expect(asked).rejects.toThrow("the browser left");
    expect(pulse.read("files")).toBeNull();
    expect(logged).toEqual([]);
  });
});

describe("which part fails, and since when", () => {
  test("is known from the first failure until it answers", async () => {
    const { ask, call, pulse, pass } = await open([503, 503, 503, 503, 503, 503, "answer", "answer"]);
    await ask("/storage/v1/object/a");
    pass(60_000);
    await ask("/storage/v1/object/b");
    expect(pulse.read("files")).toEqual({ since: "2026-11-20T12:00:00.000Z", reason: "answered 503" });
    await call("get_onboarding");
    expect(pulse.read("database")).toBeNull();
    expect(pulse.read("files")).not.toBeNull();
    await ask("/storage/v1/object/b");
    expect(pulse.read("files")).toBeNull();
  });
});
