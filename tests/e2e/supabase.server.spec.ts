/** The same app on Supabase, as a person walks through it: the browser sends files to the storage itself, and no secret leaves the server. */
import { PDFDocument } from "@cantoo/pdf-lib";
import { expect, test as base, type Locator, type Page } from "@playwright/test";
import sharp from "sharp";

import { expectAccessible } from "#tests/support/accessibility.ts";
import { castPassword } from "#tests/support/cast.ts";
import { sha256 } from "#tests/support/content.ts";
import {
  addFiles,
  documentLink,
  downloadedHash,
  fileField,
  limitSending,
  longText,
  openDocuments,
  uploadRow,
} from "#tests/support/documents-test.ts";
import {
  answerBasics,
  answerEmail,
  answerName,
  bioField,
  continueButton,
  expectSaved,
  finish,
  heading,
  join,
  passwordField,
  questions,
  somebody,
  walkToReview,
} from "#tests/support/onboarding.ts";
import { signIn } from "#tests/support/account-test.ts";
import { makeJpeg, makePng } from "#tests/support/sample-files.ts";
import { startAppServer, type AppServer } from "#tests/support/server.ts";
import { startSupabaseStack, type SupabaseStack } from "#tests/support/supabase/stack.ts";

const mebibyte = 1024 * 1024;
const newPassword = "lantern river copper moss";

type Things = { readonly confirmEmails: boolean; readonly stack: SupabaseStack; readonly app: AppServer };

const test = base.extend<Things>({
  confirmEmails: [false, { option: true }],
  stack: async ({ confirmEmails }, provide) => {
    const stack = await startSupabaseStack({ confirmEmails });
    await provide(stack);
    await stack.stop();
  },
  app: async ({ stack }, provide) => {
    const app = await startAppServer({
      env: {
        NEXT_PUBLIC_SUPABASE_URL: stack.url,
        NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
        SUPABASE_SECRET_KEY: stack.secretKey,
      },
    });
    await provide(app);
    // A server that said something unexpected says it here.
    expect(app.output()).not.toMatch(/unexpected|TypeError|ReferenceError/);
    await app.remove();
  },
  baseURL: async ({ app }, provide) => provide(app.url),
});

/** Larger than what is sent at once. */
async function makeLargePdf(): Promise<Buffer> {
  const noise = {
    width: 2200,
    height: 2200,
    channels: 3,
    noise: { type: "gaussian", mean: 128, sigma: 60 },
  } as const;
  const picture = await sharp({ create: { ...noise, background: "grey" } })
    .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
    .toBuffer();
  const pdf = await PDFDocument.create();
  const page = pdf.addPage([400, 400]);
  page.drawImage(await pdf.embedJpg(picture), { x: 0, y: 0, width: 400, height: 400 });
  const bytes = Buffer.from(await pdf.save());
  expect(bytes.length).toBeGreaterThan(6.5 * mebibyte);
  return bytes;
}

/** The picture has arrived, wherever it comes from. */
async function expectShown(picture: Locator): Promise<void> {
  await expect
    .poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);
}

/** Every request of the browser in which a word occurs: in its address, its headers or what it sends. */
function watchFor(page: Page, word: () => string): string[] {
  const found: string[] = [];
  page.context().on("request", (request) => {
    const sent = [request.url(), JSON.stringify(request.headers()), request.postData() ?? ""];
    if (sent.some((text) => text.includes(word()))) found.push(request.url());
  });
  return found;
}

/** Path and query of the newest mail's link to that page of the app. */
function linkTo(stack: SupabaseStack, page: string): string {
  const address = new RegExp(`href="[^"]*(${page}\\?token=[\\w-]+)"`).exec(stack.mails().at(-1)?.html ?? "");
  if (!address?.[1]) throw new Error(`no mail leads to ${page}`);
  return address[1];
}

const housekeeping = /^POST \/rest\/v1\/rpc\/(housekeep|list_stray_objects)$/;

/** What carried the secret key for somebody: the app's own housekeeping aside, which runs by the clock. */
function secretRequests(stack: SupabaseStack): string[] {
  return stack
    .requests()
    .filter(({ proof }) => proof === "secret")
    .map(({ method, path }) => `${method} ${path}`)
    .filter((request) => !housekeeping.test(request));
}

test(
  "onboarding with photos and a large PDF, profile, signing out and in, a new password",
  { tag: "@desktop" },
  async ({ page, stack }) => {
    test.setTimeout(150_000);
    const withSecret = watchFor(page, () => stack.secretKey);
    const violations: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && /policy/i.test(message.text())) violations.push(message.text());
    });
    const sentPast: string[] = [];
    page.on("request", (request) => {
      if (request.url().startsWith(stack.url) && request.method() !== "GET") sentPast.push(request.method());
    });

    const ada = somebody("ada");
    await answerBasics(page, ada);
    await page.goto("/onboarding/basics?part=about");
    await page
      .getByLabel("Your picture")
      .setInputFiles({ name: "me.jpg", mimeType: "image/jpeg", buffer: await makeJpeg() });
    await page.getByRole("button", { name: "Use this picture" }).click();
    await expect(page.getByText("Your picture is saved.")).toBeAttached();
    await continueButton(page).click();
    await expect(heading(page, questions.documents)).toBeVisible();
    await expect(page.locator("[data-alive]")).toHaveCount(1);
    await fileField(page).setInputFiles([
      { name: "beach.jpg", mimeType: "image/jpeg", buffer: await makeJpeg() },
      { name: "drawing.png", mimeType: "image/png", buffer: await makePng() },
      { name: "album.pdf", mimeType: "application/pdf", buffer: await makeLargePdf() },
    ]);
    for (const name of ["beach.jpg", "drawing.png", "album.pdf"])
      await expect(documentLink(page, name)).toBeVisible();
    expect(sentPast).toContain("PUT");
    expect(sentPast).toContain("PATCH");
    await fileField(page).setInputFiles([
      { name: "cv.pdf", mimeType: "application/pdf", buffer: Buffer.from("no pdf") },
    ]);
    await expect(uploadRow(page, "cv.pdf")).toContainText(/says this is a PDF/);

    await continueButton(page).click();
    await expect(heading(page, questions.visibility)).toBeVisible();
    await continueButton(page).click();
    await expect(heading(page, questions.review)).toBeVisible();
    await finish(page, ada);
    await expectShown(page.getByRole("main").locator('img[src*="/profile/"]'));
    for (const request of secretRequests(stack)) {
      expect(request).toMatch(/\/sessions\/|\/object(\/(list|sign))?\/user-documents$/);
    }
    expect([...stack.objects().keys()].filter((key) => /\/sessions\/|\/incoming\//.test(key))).toEqual([]);

    stack.forgetRequests();
    await openDocuments(page);
    for (const name of ["beach.jpg", "drawing.png", "album.pdf"])
      await expect(documentLink(page, name)).toBeVisible();
    const thumbnail = page.getByRole("row").filter({ hasText: "album.pdf" }).locator("img");
    await expectShown(thumbnail);
    await addFiles(page, [
      { name: "tides.txt", mimeType: "text/plain", buffer: Buffer.from("High water at five.") },
    ]);

    await page.goto("/settings");
    const signIns = page.locator("#sessions").getByRole("listitem");
    await expect(signIns).toHaveCount(1);
    await expect(signIns).toContainText("This browser");
    await page.getByRole("button", { name: /^Menu of/ }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(page).not.toHaveURL(/settings/);
    await page.goto("/profile");
    await expect(page).toHaveURL(/\/sign-in/);
    await signIn(page, ada.email);
    await expect(heading(page, ada.displayName)).toBeVisible();
    await page.context().clearCookies();

    await page.goto("/forgot-password");
    await page.getByLabel("E-mail address").fill(ada.email);
    await page.getByRole("button", { name: "Send me a link" }).click();
    await expect(page.getByRole("status")).toContainText("Look in your mailbox");
    await page.goto(linkTo(stack, "/reset-password"));
    await page.getByLabel("New password").fill(newPassword);
    await page.getByRole("button", { name: "Save and sign in" }).click();
    await expect(page).toHaveURL(/\/profile/);
    await page.context().clearCookies();
    await page.goto("/sign-in");
    await signIn(page, ada.email, castPassword);
    await expect(page.getByText("do not belong together")).toBeVisible();
    await signIn(page, ada.email, newPassword);
    await expect(heading(page, ada.displayName)).toBeVisible();

    expect(secretRequests(stack)).toEqual([]);
    expect(withSecret).toEqual([]);
    expect(violations).toEqual([]);
  },
);

test(
  "a large upload goes on after a reload, from the last piece that arrived",
  { tag: "@desktop" },
  async ({ page, stack }) => {
    test.setTimeout(150_000);
    await join(page, somebody("ada"));
    await openDocuments(page);
    const file = longText("tides.txt", 13);
    const pieces: number[] = [];
    page.on("request", (request) => {
      if (request.method() === "PATCH") pieces.push(Number(request.headers()["upload-offset"]));
    });
    await limitSending(page, 4 * mebibyte);
    await fileField(page).setInputFiles([file]);
    await expect.poll(() => pieces.length, { timeout: 60_000 }).toBe(2);
    await page.reload();
    await limitSending(page, null);
    await expect(documentLink(page, "tides.txt")).toBeVisible();
    expect(pieces.filter((offset) => offset === 0)).toHaveLength(1);
    expect(await downloadedHash(page, "tides.txt")).toBe(sha256(file.buffer));
    expect([...stack.objects().keys()].filter((key) => key.includes("/incoming/"))).toEqual([]);
  },
);

test(
  "a changed address and a deleted account: nothing of either is left behind",
  { tag: "@desktop" },
  async ({ page, stack }) => {
    const ada = somebody("ada");
    const nextEmail = ada.email.replace("@", "-next@");
    await join(page, ada);
    await openDocuments(page);
    await addFiles(page, [
      { name: "beach.jpg", mimeType: "image/jpeg", buffer: await makeJpeg() },
      { name: "tides.txt", mimeType: "text/plain", buffer: Buffer.from("High water at five.") },
    ]);

    await page.goto("/settings");
    await page.getByText("Change address").click();
    await page.getByLabel("New e-mail address").fill(nextEmail);
    await page.getByLabel("Your password").fill(castPassword);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect.poll(() => stack.mails().map(({ to }) => to)).toEqual([nextEmail]);
    await page.goto(linkTo(stack, "/confirm-email"));
    await page.getByRole("button", { name: "Confirm this address" }).click();
    await expect(page.getByText("From now on you sign in with")).toContainText(nextEmail);

    await page.goto("/settings/delete");
    await page.getByLabel("Your password").fill(castPassword);
    await page.getByLabel(/^Type/).fill(ada.username);
    await page.getByRole("button", { name: "Delete everything for good" }).click();
    await expect(page).toHaveURL("/goodbye");
    expect([...stack.objects().keys()]).toEqual([]);
    for (const table of ["auth.users", "auth.sessions", "public.users", "public.documents", "public.files"]) {
      expect(await stack.sql(`select count(*)::int as rows from ${table}`)).toEqual([{ rows: 0 }]);
    }
    await page.goto("/settings");
    await signIn(page, nextEmail);
    await expect(page.getByText("do not belong together")).toBeVisible();
  },
);

test(
  "two tabs that finish at the same moment, with double presses, make one account",
  { tag: "@desktop" },
  async ({ context, stack }) => {
    const [one, two] = [await context.newPage(), await context.newPage()];
    const ada = somebody("ada");
    await walkToReview(one, ada);
    await two.goto("/onboarding/review");
    for (const page of [one, two]) await passwordField(page).fill(castPassword);
    await Promise.all(
      [one, two].map((page) => page.getByRole("button", { name: "Make my profile" }).dblclick()),
    );
    for (const page of [one, two]) await expect(heading(page, ada.displayName)).toBeVisible();
    expect(await stack.sql("select version from public.users")).toEqual([{ version: 1 }]);
  },
);

test(
  "while Supabase is away people read so, and nothing they typed is lost when it is back",
  { tag: "@desktop" },
  async ({ page, stack }, testInfo) => {
    const ada = somebody("ada");
    await page.goto("/onboarding/basics");
    await answerName(page, ada);
    await answerEmail(page, ada);
    await bioField(page).fill("Saved before it went.");
    await expectSaved(page);

    stack.behave({ kind: "away" });
    await bioField(page).fill("Saved before it went. And typed while it was away.");
    await expect(page.getByText(/could not save|No connection|not saved/i)).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath("away-while-typing.png"), fullPage: true });
    const other = await page.context().newPage();
    await other.goto("/onboarding/basics");
    await expect(heading(other, "We cannot reach your things right now")).toBeVisible();
    await other.screenshot({ path: testInfo.outputPath("away-on-opening.png"), fullPage: true });

    stack.behave({ kind: "well" });
    await other.getByRole("button", { name: "Try again" }).click();
    await expect(heading(other, /./)).not.toHaveText("We cannot reach your things right now");
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expectSaved(page);
    await page.reload();
    await expect(bioField(page)).toHaveValue("Saved before it went. And typed while it was away.");
    await continueButton(page).click();
    await expect(heading(page, questions.documents)).toBeVisible();
  },
);

test.describe("where addresses have to be confirmed", () => {
  test.use({ confirmEmails: true });

  test(
    "finishing says to check the mail, and the link makes the profile, on another device too",
    { tag: "@desktop" },
    async ({ page, stack, browser, baseURL }) => {
      const ben = somebody("ben");
      await walkToReview(page, ben);
      await passwordField(page).fill(castPassword);
      await page.getByRole("button", { name: "Make my profile" }).click();
      await expect(heading(page, "Check your mail.")).toBeVisible();
      await expect(page.getByText(ben.email)).toBeVisible();
      await expectAccessible(page);

      const phone = await (await browser.newContext({ baseURL })).newPage();
      await phone.goto(linkTo(stack, "/confirm-account"));
      await expectAccessible(phone);
      await phone.getByRole("button", { name: "Confirm and make my profile" }).click();
      await expect(phone).toHaveURL(/\/profile/);
      await expect(heading(phone, ben.displayName)).toBeVisible();
      await page.goto("/onboarding");
      await expect(heading(page, "Your profile is made.")).toBeVisible();
      await passwordField(page).fill(castPassword);
      await page.getByRole("button", { name: "Go to my profile" }).click();
      await expect(heading(page, ben.displayName)).toBeVisible();
    },
  );
});
