import { expect, test } from "#tests/support/browser-test.ts";
import { castPassword } from "#tests/support/cast.ts";
import {
  bioField,
  continueButton,
  emailField,
  heading,
  nameField,
  passwordField,
  questions,
  somebody,
  usernameField,
} from "#tests/support/onboarding.ts";
import { makeJpeg } from "#tests/support/sample-files.ts";

test.use({ javaScriptEnabled: false });

test("Ada comes to a profile with JavaScript switched off", async ({ page }) => {
  const ada = somebody("ada");
  await page.goto("/onboarding");
  await nameField(page).fill(ada.displayName);
  await usernameField(page).fill("no");
  await continueButton(page).click();
  await expect(usernameField(page)).toHaveAccessibleDescription(/A username has at least 3 characters/);
  await expect(nameField(page)).toHaveValue(ada.displayName);
  await expect(usernameField(page)).toHaveValue("no");
  await usernameField(page).fill(ada.username);
  await continueButton(page).click();

  await expect(heading(page, questions.email)).toBeVisible();
  await emailField(page).fill(ada.email);
  await continueButton(page).click();

  await expect(heading(page, questions.about)).toBeVisible();
  await page.getByLabel("Your picture").setInputFiles({
    name: "me.jpg",
    mimeType: "image/jpeg",
    buffer: await makeJpeg(),
  });
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(page.getByRole("img", { name: ada.displayName })).toBeVisible();
  await bioField(page).fill("Two lines,\nand no script.");
  await continueButton(page).click();

  await expect(heading(page, questions.documents)).toBeVisible();
  await continueButton(page).click();

  await expect(heading(page, questions.visibility)).toBeVisible();
  await page.locator("#circle-name").fill("Book club");
  await page.getByRole("button", { name: "Add this circle" }).click();
  await page.getByRole("radio", { name: "Book club" }).check();
  await continueButton(page).click();

  await expect(heading(page, questions.review)).toBeVisible();
  await expect(page.getByText("Book club").first()).toBeVisible();
  await passwordField(page).fill("short");
  await page.getByRole("button", { name: "Make my profile" }).click();
  await expect(passwordField(page)).toHaveAccessibleDescription(/Use at least 10 characters/);
  await passwordField(page).fill(castPassword);
  await page.getByRole("button", { name: "Make my profile" }).click();
  await expect(heading(page, ada.displayName)).toBeVisible();
  await expect(page.getByText("and no script.")).toBeVisible();
});

test(
  "two tabs without JavaScript that change the same thing see both versions",
  { tag: "@desktop" },
  async ({ page, context }) => {
    const ada = somebody("ada");
    await page.goto("/onboarding/basics");
    await nameField(page).fill("Ada");
    await usernameField(page).fill(ada.username);
    await continueButton(page).click();
    await page.goto("/onboarding/basics");
    const other = await context.newPage();
    await other.goto("/onboarding/basics");
    await nameField(other).fill("Augusta Ada");
    await continueButton(other).click();
    await expect(heading(other, questions.email)).toBeVisible();

    await nameField(page).fill("Ada King");
    await continueButton(page).click();
    await expect(page.getByText("Your name was changed in two places.")).toBeVisible();
    await expect(nameField(page)).toHaveValue("Ada King");
    await expect(page.getByText("Augusta Ada")).toBeVisible();
    await page.getByRole("button", { name: "Take theirs" }).click();
    await expect(nameField(page)).toHaveValue("Augusta Ada");

    await other.goto("/onboarding/basics");
    await nameField(other).fill("Countess");
    await continueButton(other).click();
    await expect(heading(other, questions.email)).toBeVisible();
    await nameField(page).fill("Ada King");
    await continueButton(page).click();
    await page.getByRole("button", { name: "Keep mine" }).click();
    await expect(nameField(page)).toHaveValue("Ada King");
    await page.goto("/onboarding/basics");
    await expect(nameField(page)).toHaveValue("Ada King");
  },
);

test("a picture that is none is refused in words on the page it came from", async ({ page }) => {
  await page.goto("/onboarding/basics?part=about");
  await page.getByLabel("Your picture").setInputFiles({
    name: "me.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("not a picture at all"),
  });
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(heading(page, questions.about)).toBeVisible();
  await expect(page.getByLabel("Your picture")).toHaveAccessibleDescription(/Choose a photo/);
});

test(
  "starting over and a link to another device work without JavaScript",
  { tag: "@desktop" },
  async ({ page, browser, baseURL }) => {
    const ada = somebody("ada");
    await page.goto("/onboarding/basics");
    await nameField(page).fill(ada.displayName);
    await usernameField(page).fill(ada.username);
    await continueButton(page).click();
    await page.goto("/onboarding/resume");
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByRole("textbox", { name: "Your link" }).inputValue();
    const phone = await browser.newContext({ baseURL, javaScriptEnabled: false });
    const there = await phone.newPage();
    await there.goto(link);
    await there.getByRole("button", { name: "Continue here" }).click();
    await expect(heading(there, "Welcome back, Ada.")).toBeVisible();
    await phone.close();

    await page.goto("/onboarding/start-over");
    await page.getByRole("button", { name: "Throw it away and start over" }).click();
    await expect(heading(page, questions.name)).toBeVisible();
    await expect(nameField(page)).toHaveValue("");
  },
);
