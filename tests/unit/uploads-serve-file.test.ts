import { describe, expect, test } from "vitest";

import { parseByteRange } from "#lib/domain/byte-range.ts";
import { serveSignedFile } from "#lib/services/serve-file.ts";
import type { ByteRange } from "#lib/store/port.ts";
import { sha256 } from "#tests/support/content.ts";

const letters = Buffer.from("abcdefghijklmnopqrstuvwxyz");

type Facts = { mimeType?: string; disposition?: "inline" | "attachment"; name?: string };

/** One signed file under the token "good", and a count of streams that were neither read nor cancelled. */
function openFiles({ mimeType = "text/plain", disposition = "inline", name = "letters.txt" }: Facts = {}) {
  let open = 0;
  const stream = (bytes: Buffer) => {
    open += 1;
    let isDone = false;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (isDone) {
          open -= 1;
          return controller.close();
        }
        isDone = true;
        controller.enqueue(new Uint8Array(bytes));
      },
      cancel: () => void (open -= 1),
    });
  };
  const files = {
    async open(token: string, range?: ByteRange) {
      if (token !== "good") return null;
      const part = range ? letters.subarray(range.start, range.end + 1) : letters;
      const facts = { size: letters.length, sha256: sha256(letters), mimeType, disposition, name };
      return { ...facts, stream: stream(part) };
    },
  };
  const get = (headers: Record<string, string> = {}, method = "GET", token = "good") =>
    serveSignedFile(files, token, new Request("http://localhost/api/files/x", { method, headers }));
  return { get, openStreams: () => open };
}

const etag = `"${sha256(letters)}"`;

describe("a range", () => {
  test.each([
    [null, null],
    ["bytes=0-4", { start: 0, end: 4 }],
    ["bytes=20-", { start: 20, end: 25 }],
    ["bytes=20-99", { start: 20, end: 25 }],
    ["bytes=-3", { start: 23, end: 25 }],
    ["bytes=-99", { start: 0, end: 25 }],
    ["bytes=26-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=4-2", null],
    ["bytes=-", null],
    ["bytes=a-b", null],
    ["bytes=0-1,4-5", null],
    ["lines=0-1", null],
  ])("%s is read as %o", (header, expected) => {
    expect(parseByteRange(header, 26)).toEqual(expected);
  });
});

describe("a signed file", () => {
  test("is served whole, with the headers that keep it harmless", async () => {
    const { get, openStreams } = openFiles();
    const response = await get();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "accept-ranges": "bytes",
      "content-disposition": 'inline; filename="letters.txt"',
      "content-length": "26",
      "content-security-policy": expect.stringContaining("sandbox"),
      "content-type": "text/plain; charset=utf-8",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-cache, no-transform",
      etag,
    });
    expect(await response.text()).toBe(letters.toString());
    expect(openStreams()).toBe(0);
  });

  test("is served in part", async () => {
    const { get, openStreams } = openFiles();
    const response = await get({ range: "bytes=2-4" });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 2-4/26");
    expect(response.headers.get("content-length")).toBe("3");
    expect(await response.text()).toBe("cde");
    expect(openStreams()).toBe(0);
  });

  test("behind its end there is nothing", async () => {
    const { get, openStreams } = openFiles();
    const response = await get({ range: "bytes=26-" });
    expect([response.status, response.headers.get("content-range")]).toEqual([416, "bytes */26"]);
    expect(openStreams()).toBe(0);
  });

  test("is served whole when the part belongs to another version of it", async () => {
    const { get } = openFiles();
    const same = await get({ range: "bytes=0-1", "if-range": etag });
    const other = await get({ range: "bytes=0-1", "if-range": '"other"' });
    const dated = await get({ range: "bytes=0-1", "if-range": "Fri, 20 Nov 2026 10:00:00 GMT" });
    expect([same.status, other.status, dated.status]).toEqual([206, 200, 200]);
  });

  test.each([etag, `W/${etag}`, `"other", ${etag}`, "*"])(
    "is not sent again to who has it: %s",
    async (tag) => {
      const { get, openStreams } = openFiles();
      const response = await get({ "if-none-match": tag });
      expect(response.status).toBe(304);
      expect(response.headers.get("content-length")).toBeNull();
      expect(openStreams()).toBe(0);
    },
  );

  test("answers HEAD with the same headers and no body", async () => {
    const { get, openStreams } = openFiles();
    const [whole, part] = [await get({}, "HEAD"), await get({ range: "bytes=0-1" }, "HEAD")];
    expect([whole.status, whole.headers.get("content-length")]).toEqual([200, "26"]);
    expect([part.status, part.headers.get("content-length")]).toEqual([206, "2"]);
    expect(await whole.text()).toBe("");
    expect(openStreams()).toBe(0);
  });

  test("lets go of the file when the reader leaves", async () => {
    const { get, openStreams } = openFiles();
    const response = await get();
    expect(openStreams()).toBe(1);
    await response.body?.cancel();
    expect(openStreams()).toBe(0);
  });

  test.each(["bad", "", "..%2f"])("does not exist under the token %j", async (token) => {
    const { get } = openFiles();
    const response = await get({}, "GET", token);
    expect(response.status).toBe(404);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test.each(["image/svg+xml", "text/html", "application/xhtml+xml", "application/javascript"])(
    "of the type %s is only ever saved",
    async (mimeType) => {
      const { headers } = await openFiles({ mimeType }).get();
      expect(headers.get("content-type")).toBe("application/octet-stream");
      expect(headers.get("content-disposition")).toMatch(/^attachment;/);
    },
  );

  test.each(["text/markdown", "text/csv"])("of the type %s is shown as plain text", async (mimeType) => {
    const { headers } = await openFiles({ mimeType }).get();
    expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  test("is saved under a safe name with the ending of what it is", async () => {
    const { headers } = await openFiles({
      mimeType: "image/jpeg",
      disposition: "attachment",
      name: "../../CON\u202e.exe.heic",
    }).get();
    expect(headers.get("content-disposition")).toBe('attachment; filename="_CON.exe.jpg"');
  });
});
