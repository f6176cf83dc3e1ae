/** Playwright's `test` with members who are there before the app starts, one for each test, and the mails it lays out. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Browser, type BrowserContext, type Locator, type Page } from "@playwright/test";

import { createOutbox, type OutboxMail } from "#lib/auth/outbox.ts";
import { createId } from "#lib/domain/ids.ts";
import { openLocalStore } from "#lib/store/local/open-local-store.ts";
import { test as base } from "#tests/support/browser-test.ts";
import { castPassword } from "#tests/support/cast.ts";
import { contentOf, inPieces, type Content } from "#tests/support/content.ts";
import { seedMembers, type SeededMember } from "#tests/support/members.ts";
import { startAppServer } from "#tests/support/server.ts";

/** More than one worker's share of the tests. */
const memberCount = 40;

/** What every member keeps; the two names are one where upper and lower case are not told apart. */
export const keptDocuments: readonly { name: string; content: Content }[] = [
  { name: "Tides.txt", content: contentOf("High water at five.\n") },
  { name: "tides.txt", content: contentOf("Low water at eleven.\n") },
  { name: "../../<b>ümläut</b>.txt", content: contentOf("x".repeat(200_000)) },
];

type WorkerThings = { readonly members: { folder: string; take: () => SeededMember } };

export const test = base.extend<{ member: SeededMember }, WorkerThings>({
  members: [
    async ({}, provide) => {
      const folder = await mkdtemp(path.join(tmpdir(), "keepintouch-members-"));
      const members = await seedMembers(folder, memberCount);
      await addDocuments(folder, members);
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
  member: async ({ members }, provide) => provide(members.take()),
});

export { expect } from "@playwright/test";

async function addDocuments(folder: string, members: readonly SeededMember[]): Promise<void> {
  const store = await openLocalStore({ folder, sessionTimeoutHours: 720, log: () => undefined });
  try {
    for (const { id: memberId } of members) {
      const { documents, files, profiles } = store.open({ kind: "member", memberId });
      const categoryId = (await profiles.get(memberId))?.defaultCategoryId ?? "";
      for (const { name, content } of keptDocuments) {
        const id = createId();
        const { size, sha256, mimeType } = content;
        await files.put({ kind: "document", id }, inPieces(content.bytes), { mimeType });
        await documents.create({
          ...{ id, name, categoryId, mimeType, size, sha256 },
          ...{ kind: "text", description: "", hasThumbnail: false, takenAt: null },
          ...{ width: null, height: null, pageCount: null, durationSeconds: null },
        });
      }
    }
  } finally {
    await store.close();
  }
}

/** Makes the browser the member's, as if they had signed in earlier. */
export async function enter(context: BrowserContext, url: string, { cookie }: SeededMember): Promise<void> {
  await context.addCookies([{ ...cookie, url, httpOnly: true, sameSite: "Lax" }]);
}

/** Fills in the sign-in form that is on the page and sends it. */
export async function signIn(page: Page, email: string, password: string = castPassword): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** What a form says about itself as a whole. Next keeps an alert of its own outside of `main`. */
export function refusalOn(page: Page): Locator {
  return page.getByRole("main").getByRole("alert");
}

/** A browser of somebody else, or of the same person elsewhere. */
export async function otherBrowser(browser: Browser, baseURL: string): Promise<Page> {
  return (await browser.newContext({ baseURL })).newPage();
}

/** The newest mail to the address, once it has been laid out. Mails leave after the page has answered. */
export async function mailTo(dataFolder: string, address: string): Promise<OutboxMail> {
  const outbox = createOutbox(path.join(dataFolder, "outbox"), Date.now);
  const find = async () => (await outbox.list()).find((mail) => mail.to === address);
  await expect.poll(find, { message: `a mail to ${address}` }).toBeDefined();
  const mail = await find();
  if (!mail) throw new Error("the mail went while it was read");
  return mail;
}

/** The address in a mail's text. */
export function linkIn({ text }: OutboxMail): string {
  const link = /^https?:\/\/\S+$/m.exec(text)?.[0];
  if (!link) throw new Error("there is no link in the mail");
  return link;
}

/** Fails with what axe finds on the page as it is, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    expect(found, `axe in ${colorScheme}, ${page.url()}`).toEqual([]);
  }
}

/** Paths and files below the folder in which one of the words occurs, in a name or in the bytes. */
export async function tracesOf(folder: string, words: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const traces: string[] = [];
  for (const entry of entries) {
    const place = path.join(entry.parentPath, entry.name);
    const bytes = entry.isFile() ? await readFile(place) : Buffer.alloc(0);
    const isTrace = words.some((word) => place.includes(word) || bytes.includes(word));
    if (isTrace) traces.push(path.relative(folder, place));
  }
  return traces;
}
