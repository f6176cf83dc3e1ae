/** Playwright's `test` with a member of their own for each test, signed in and without a document, and the ways files get in. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect as plainExpect, type APIRequestContext, type CDPSession, type Page } from "@playwright/test";

import { createId } from "#lib/domain/ids.ts";
import { test as base } from "#tests/support/browser-test.ts";
import { sha256 } from "#tests/support/content.ts";
import { seedMembers, type SeededMember } from "#tests/support/members.ts";
import { startAppServer } from "#tests/support/server.ts";

/** Files are cleaned in processes of their own; on a busy machine each of them takes its time. */
export const expect = plainExpect.configure({ timeout: 30_000 });
const testLimit = 180_000;

/** More than one worker's share of the tests. */
const memberCount = 60;

type WorkerThings = { readonly members: { readonly folder: string; take(): SeededMember } };
type TestThings = {
  /** The browser is signed in as this member. */
  readonly member: SeededMember;
  /** Somebody else, who is not signed in here. */
  readonly stranger: SeededMember;
  /** No page logged an error or broke a policy. Refused requests, which browsers log too, are tested by their words. */
  readonly quiet: undefined;
};

export const test = base.extend<TestThings, WorkerThings>({
  members: [
    async ({}, provide) => {
      const folder = await mkdtemp(path.join(tmpdir(), "keepintouch-documents-"));
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
  member: [
    async ({ members, context, app }, provide) => {
      const member = members.take();
      await context.addCookies([cookieOf(member, app.url)]);
      await provide(member);
    },
    { auto: true },
  ],
  stranger: async ({ members }, provide) => provide(members.take()),
  quiet: [
    async ({ context }, provide, testInfo) => {
      testInfo.setTimeout(testLimit);
      const errors: string[] = [];
      context.on("weberror", (error) => errors.push(String(error.error())));
      context.on("console", (message) => {
        const isRequest = /Failed to load resource|net::ERR/.test(message.text());
        if (message.type() === "error" && !isRequest) errors.push(message.text());
      });
      await provide(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export function cookieOf({ cookie }: SeededMember, url: string) {
  return { ...cookie, url, httpOnly: true, sameSite: "Lax" as const };
}

export type SomeFile = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

export function textFile(name: string, text = "High water at five.\n"): SomeFile {
  return { name, mimeType: "text/plain", buffer: Buffer.from(text) };
}

/** Text of about `megabytes`, kept byte for byte by the app, different in every line. */
export function longText(name: string, megabytes: number): SomeFile {
  const line = (number: number) =>
    `${String(number).padStart(10, "0")} High water at five, and a letter from Ben.\n`;
  const lines = Math.ceil((megabytes * 1024 * 1024) / line(0).length);
  return textFile(name, Array.from({ length: lines }, (_, number) => line(number)).join(""));
}

export const fileField = (page: Page) => page.getByLabel("Choose files");
export const uploads = (page: Page) => page.getByRole("region", { name: "Uploads" });
export const uploadRow = (page: Page, name: string) =>
  uploads(page).getByRole("listitem").filter({ hasText: name });
export const table = (page: Page) => page.getByRole("table", { name: "Your documents" });
export const documentRow = (page: Page, name: string) =>
  table(page).getByRole("row").filter({ hasText: name });
export const documentLink = (page: Page, name: string | RegExp) => table(page).getByRole("link", { name });

/** Opens the documents page, alive. */
export async function openDocuments(page: Page, address = "/documents"): Promise<void> {
  await page.goto(address);
  await expect(page.locator("[data-alive]")).toHaveCount(1);
}

/** Chooses files as a person does and waits until all of them are in the list. */
export async function addFiles(page: Page, files: readonly SomeFile[]): Promise<void> {
  await fileField(page).setInputFiles([...files]);
  for (const { name } of files) await expect(documentLink(page, name)).toBeVisible();
}

/** Adds files without a browser: announced and sent, in this order. Gives the documents' ids. */
export async function addByRequest(
  request: APIRequestContext,
  url: string,
  files: readonly SomeFile[],
): Promise<string[]> {
  const ids: string[] = [];
  const origin = { origin: url };
  for (const { name, mimeType, buffer } of files) {
    const id = createId();
    const data = { id, name, declaredType: mimeType, size: buffer.length, categoryId: null };
    const announced = await request.post(`${url}/api/uploads/announce`, { data, headers: origin });
    expect(announced.status()).toBe(200);
    const tus = { ...origin, "tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream" };
    const sent = await request.post(`${url}/api/uploads`, {
      headers: {
        ...tus,
        "upload-length": String(buffer.length),
        "upload-metadata": `id ${Buffer.from(id).toString("base64")}`,
      },
      data: buffer,
    });
    expect(sent.status()).toBe(201);
    ids.push(id);
  }
  return ids;
}

/** Bytes of the member's upload that have reached the server. */
export async function receivedOf(page: Page, id: string): Promise<number> {
  const response = await page.request.head(`/api/uploads/${id}`, { headers: { "tus-resumable": "1.0.0" } });
  return response.ok() ? Number(response.headers()["upload-offset"]) : -1;
}

/** Kept, because a limit lasts as long as the session that set it. */
const sessions = new WeakMap<Page, CDPSession>();

/** Lets no more than so many bytes a second leave the browser; null takes the limit away. */
export async function limitSending(page: Page, bytesPerSecond: number | null): Promise<void> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond ?? -1,
  });
}

/** SHA-256 of what a person gets who downloads it. */
export async function downloadedHash(page: Page, name: string): Promise<string> {
  const href = await documentRow(page, name).getByRole("link", { name }).getAttribute("href");
  const id = href?.split("/").at(-1) ?? "";
  return sha256(await download(page, id));
}

async function download(page: Page, id: string): Promise<Buffer> {
  const own = await page.context().newPage();
  await own.goto(`/documents/${id}`);
  const address = await own.getByRole("link", { name: "Download" }).getAttribute("href");
  const response = await page.request.get(address ?? "");
  await own.close();
  return response.body();
}
