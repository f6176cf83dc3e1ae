import type { Locator, Page } from "@playwright/test";

import { expect, test } from "#tests/support/browser-test.ts";
import { castPassword } from "#tests/support/cast.ts";
import {
  bioField,
  emailField,
  heading,
  nameField,
  passwordField,
  questions,
  somebody,
  usernameField,
} from "#tests/support/onboarding.ts";
import { makeJpeg } from "#tests/support/sample-files.ts";

/** More stops than any page here has. */
const mostStops = 60;

/** Presses Tab until `target` has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < mostStops; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target.toString()} is not reached by Tab`);
}

async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, page.getByRole("button", { name }));
  await page.keyboard.press("Enter");
}

test("Ada comes to a profile without touching a mouse", { tag: "@desktop" }, async ({ page }) => {
  const ada = somebody("ada");
  await page.goto("/onboarding/basics");
  await tabTo(page, nameField(page));
  await page.keyboard.type(ada.displayName);
  await tabTo(page, usernameField(page));
  await page.keyboard.type(ada.username);
  // Enter in a field goes on.
  await page.keyboard.press("Enter");

  await expect(heading(page, questions.email)).toBeVisible();
  await tabTo(page, emailField(page));
  await page.keyboard.type(ada.email);
  await page.keyboard.press("Enter");

  await expect(heading(page, questions.about)).toBeVisible();
  await tabTo(page, page.getByLabel("Your picture"));
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (
    await chooser
  ).setFiles({ name: "me.jpg", mimeType: "image/jpeg", buffer: await makeJpeg({ width: 640, height: 320 }) });

  const part = page.getByRole("group", { name: /Part to keep/ });
  const zoom = page.getByRole("slider", { name: "Zoom" });
  await tabTo(page, zoom);
  for (let times = 0; times < 5; times += 1) await page.keyboard.press("ArrowRight");
  await expect(zoom).toHaveValue("1.5");
  const picture = page.getByRole("dialog").locator("img");
  const before = await picture.evaluate((image) => image.style.transform);
  await tabTo(page, part);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => picture.evaluate((image) => image.style.transform)).not.toBe(before);
  await press(page, "Use this picture");
  await expect(page.getByRole("img", { name: ada.displayName })).toBeVisible();

  await tabTo(page, bioField(page));
  await page.keyboard.type("Typed, all of it.");
  await press(page, "Continue");
  await expect(heading(page, questions.documents)).toBeVisible();
  await press(page, "Continue");

  await expect(heading(page, questions.visibility)).toBeVisible();
  await tabTo(page, page.getByRole("radio", { name: "Private" }));
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Family" })).toBeChecked();
  await tabTo(page, page.locator("#circle-name"));
  await page.keyboard.type("Book club");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("radio", { name: "Book club" })).toBeVisible();
  await press(page, "Continue");

  await expect(heading(page, questions.review)).toBeVisible();
  await tabTo(page, passwordField(page));
  await page.keyboard.type(castPassword);
  await page.keyboard.press("Enter");
  await expect(heading(page, ada.displayName)).toBeVisible();
  await expect(page.getByText("Typed, all of it.")).toBeVisible();
});

test(
  "after a refusal the keyboard is at the field that needs another look",
  { tag: "@desktop" },
  async ({ page }) => {
    await page.goto("/onboarding/basics");
    await tabTo(page, nameField(page));
    await page.keyboard.type("Ada");
    await page.keyboard.press("Enter");
    await expect(usernameField(page)).toHaveAccessibleDescription(/Choose a username/);
    await expect(usernameField(page)).toBeFocused();
  },
);
