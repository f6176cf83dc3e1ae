import { expect, test } from "#tests/support/browser-test.ts";
import { freePort, isReady, spawnStart, startAppServer } from "#tests/support/server.ts";

test(
  "the start says in one line where the app is, what it stores on, and where",
  { tag: "@desktop" },
  async ({ app }) => {
    expect(app.output()).toContain(
      `KeepInTouch is at ${app.url} · local storage · data in ${app.dataFolder}\n`,
    );
  },
);

test(
  "wrong settings end the start with one message that names every one of them",
  { tag: "@desktop" },
  async () => {
    const { ended, output } = spawnStart({
      PORT: "abc",
      TRUST_PROXY: "maybe",
      SUPABASE_URL: "https://abc.example",
    });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/^KeepInTouch did not start: 4 environment settings need mending\.\n/);
    for (const name of [
      "PORT",
      "TRUST_PROXY",
      "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
      "SUPABASE_SECRET_KEY",
    ]) {
      expect(output()).toContain(`  ${name} `);
    }
    expect(output()).not.toContain("    at ");
  },
);

test(
  "a data folder that is in use is refused with one message, and its owner goes on",
  { tag: "@desktop" },
  async ({ app }) => {
    const { ended, output } = spawnStart({
      PORT: String(await freePort()),
      KEEPINTOUCH_DATA_DIR: app.dataFolder,
    });
    expect(await ended).toBe(1);
    expect(output()).toContain(app.dataFolder);
    expect(output().trim().split("\n")).toHaveLength(1);
    expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
  },
);

test(
  "asked to stop, the app ends well, lets go of its folder, and starts again on it",
  { tag: "@desktop" },
  async () => {
    const app = await startAppServer();
    try {
      expect(await app.stop()).toBe(0);
      await app.start();
      expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
    } finally {
      await app.remove();
    }
  },
);

test(
  "a server whose parent was killed does not keep the port and the folder",
  { tag: "@desktop" },
  async ({ app: { dataFolder } }) => {
    const port = await freePort();
    const started = spawnStart({ PORT: String(port), KEEPINTOUCH_DATA_DIR: `${dataFolder}/orphan` });
    await isReady(started);
    started.child.kill("SIGKILL");
    const isAnswered = () =>
      fetch(`http://localhost:${port}/api/health`).then(
        () => true,
        () => false,
      );
    await expect.poll(isAnswered).toBe(false);
  },
);
