/**
 * Playwright's `test` with the built app behind it: one server and one data folder a worker, and members who are there
 * before it starts, one for each test.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, test as base, type BrowserContext } from "@playwright/test";
import { seedMembers, type SeededMember } from "#tests/support/members.ts";
import { startAppServer, type AppServer } from "#tests/support/server.ts";

/** More than all tests together take: a worker may get all of them. */
const memberCount = 300;

type TestThings = {
  /** Whether the browser is signed in as `member`. */
  readonly signedIn: boolean;
  readonly member: SeededMember;
  /** Somebody else, who is not signed in here. */
  readonly stranger: SeededMember;
  readonly entered: undefined;
  /** No page logged an error or broke a policy. Refused requests, which browsers log too, are tested by their words. */
  readonly quiet: undefined;
};

type WorkerThings = {
  /** `page.goto("/")` opens it. */
  readonly app: AppServer;
  readonly members: { readonly folder: string; take(): SeededMember };
};

export const test = base.extend<TestThings, WorkerThings>({
  members: [
    async ({}, provide) => {
      const folder = await mkdtemp(path.join(tmpdir(), "keepintouch-members-"));
      const members = await seedMembers(folder, memberCount);
      await provide({
        folder,
        take() {
          const member = members.pop();
          if (!member) throw new Error("more tests than members: raise memberCount");
          return member;
        },
      });
      await rm(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  app: [
    async ({ members }, provide) => {
      const app = await startAppServer({ dataFolder: members.folder });
      await provide(app);
      await app.remove();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ app }, provide) => provide(app.url),
  signedIn: [false, { option: true }],
  member: async ({ members }, provide) => provide(members.take()),
  stranger: async ({ members }, provide) => provide(members.take()),
  entered: [
    async ({ signedIn, context, app, member }, provide) => {
      if (signedIn) await enter(context, app.url, member);
      await provide(undefined);
    },
    { auto: true },
  ],
  quiet: [
    async ({ context }, provide) => {
      const errors: string[] = [];
      context.on("weberror", (error) => errors.push(String(error.error())));
      context.on("console", (message) => {
        const isRequest = /Failed to load resource|net::ERR/.test(message.text());
        // The tracer of these tests fetches the pictures it sees, which the policy forbids the page, rightly.
        const isTracer = message.text().startsWith("Connecting to 'blob:");
        if (message.type() === "error" && !isRequest && !isTracer) errors.push(message.text());
      });
      await provide(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Makes the browser the member's, as if they had signed in earlier. */
export async function enter(context: BrowserContext, url: string, { cookie }: SeededMember): Promise<void> {
  await context.addCookies([{ ...cookie, url, httpOnly: true, sameSite: "Lax" }]);
}
