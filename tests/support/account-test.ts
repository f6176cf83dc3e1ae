/** Signing in and what belongs to an account, as a person does it, and the mails the app lays out. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { expect, type Browser, type Locator, type Page } from "@playwright/test";

import { createOutbox, type OutboxMail } from "#lib/auth/outbox.ts";
import { castPassword } from "#tests/support/cast.ts";

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
