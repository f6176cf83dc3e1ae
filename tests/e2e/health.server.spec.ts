import { readFile, rename } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "#tests/support/browser-test.ts";
import { startAppServer } from "#tests/support/server.ts";

test(
  "health says in one object whether the app is fit for traffic, to anybody and never from a cache",
  { tag: "@desktop" },
  async ({ app }) => {
    const response = await fetch(`${app.url}/api/health`);
    const { version } = JSON.parse(await readFile("package.json", "utf8"));
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(await response.json()).toEqual({
      status: "ok",
      version,
      storage_backend: "local",
      uptime_s: expect.any(Number),
      checks: {
        store: expect.objectContaining({ status: "ok" }),
        files: expect.objectContaining({ status: "ok" }),
        disk: expect.objectContaining({ status: "ok", used_percent: expect.any(Number) }),
      },
    });
  },
);

test(
  "while files cannot be written it answers 503 with the reason and no path, and 200 once they can",
  { tag: "@desktop" },
  async () => {
    const app = await startAppServer();
    try {
      const arriving = path.join(app.dataFolder, "work", "arriving");
      await rename(arriving, `${arriving}-away`);
      const response = await fetch(`${app.url}/api/health`);
      const text = await response.text();
      expect(response.status).toBe(503);
      expect(JSON.parse(text)).toMatchObject({
        status: "failing",
        reason: expect.stringMatching(/^files: /),
        checks: { store: { status: "ok" }, files: { status: "failing" } },
      });
      expect(text).not.toContain(app.dataFolder);

      await rename(`${arriving}-away`, arriving);
      expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
    } finally {
      await app.remove();
    }
  },
);
