/** The ways files get in, and the parts of the screens that show them. */
import { expect, type APIRequestContext, type CDPSession, type Page } from "@playwright/test";

import { createId } from "#lib/domain/ids.ts";
import { sha256 } from "#tests/support/content.ts";

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
