import { readFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "#tests/support/browser-test.ts";
import { castPassword } from "#tests/support/cast.ts";
import {
  bioField,
  continueButton,
  expectSaved,
  answerName,
  answerEmail,
  heading,
  nameField,
  passwordField,
  questions,
  somebody,
  usernameField,
  walkToReview,
} from "#tests/support/onboarding.ts";
import { startAppServer, type AppServer } from "#tests/support/server.ts";

// Each starts servers of its own.

let own: AppServer;

test.beforeEach(async () => {
  own = await startAppServer();
});

test.afterEach(async () => {
  await own.remove();
});

test("a server that is killed in the middle loses no field that was saved, and what was typed meanwhile arrives", async ({
  browser,
}) => {
  const context = await browser.newContext({ baseURL: own.url });
  const page = await context.newPage();
  const ada = somebody("ada");
  await page.goto("/onboarding/basics");
  await answerName(page, ada);
  await answerEmail(page, ada);
  await bioField(page).fill("Saved before the power went.");
  await expectSaved(page);

  await own.kill();
  await bioField(page).fill("Saved before the power went. And typed while it was dark.");
  await expect(page.getByText(/No connection/)).toBeVisible();
  await own.start();
  // Retries come ever more slowly; coming back to the page asks at once.
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expectSaved(page);

  await own.kill();
  await own.start();
  await page.goto("/onboarding/basics");
  await expect(nameField(page)).toHaveValue(ada.displayName);
  await expect(usernameField(page)).toHaveValue(ada.username);
  await page.goto("/onboarding/basics?part=about");
  await expect(bioField(page)).toHaveValue("Saved before the power went. And typed while it was dark.");
  await continueButton(page).click();
  await expect(heading(page, questions.documents)).toBeVisible();
  await context.close();
});

test(
  "two tabs that finish at the same moment, with double presses, make one account",
  { tag: "@desktop" },
  async ({ browser }) => {
    const context = await browser.newContext({ baseURL: own.url });
    const [one, two] = [await context.newPage(), await context.newPage()];
    const ada = somebody("ada");
    await walkToReview(one, ada);
    await two.goto("/onboarding/review");
    for (const page of [one, two]) await passwordField(page).fill(castPassword);
    await Promise.all(
      [one, two].map((page) => page.getByRole("button", { name: "Make my profile" }).dblclick()),
    );
    for (const page of [one, two]) await expect(heading(page, ada.displayName)).toBeVisible();
    await context.close();

    await own.stop();
    const stored = JSON.parse(await readFile(path.join(own.dataFolder, "backup.json"), "utf8")) as {
      tables: Record<string, unknown[]>;
    };
    expect(stored.tables.profiles).toHaveLength(1);
    expect(stored.tables.accounts).toHaveLength(1);
  },
);
