/** Playwright's `test` with the built app behind it: one server and one data folder a worker. */

import { test as base } from "@playwright/test";
import { startAppServer, type AppServer } from "#tests/support/server.ts";

/** Specs import `test` and `expect` from here; `page.goto("/")` opens the worker's app, `app` is its process. */
export const test = base.extend<object, { app: AppServer }>({
  app: [
    async ({}, provide) => {
      const app = await startAppServer();
      await provide(app);
      await app.remove();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ app }, provide) => provide(app.url),
});

export { expect } from "@playwright/test";
