import type { Page } from "@playwright/test";

import { expectAccessible } from "#tests/support/accessibility.ts";
import { expect, test } from "#tests/support/browser-test.ts";

const circle = (page: Page, name: string) => page.getByRole("radio", { name, exact: true });
const theFriendsEntry = (page: Page) => page.getByText("We have moved", { exact: false });
const thePrivateEntry = (page: Page) => page.getByText("Dreamt of the house", { exact: false });

test("the landing page leads to the onboarding", { tag: "@both" }, async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tell it once. To the right people.");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Start your profile" }).last().click();
  await expect(page).toHaveURL("/onboarding/basics");
});

test(
  "arrow keys move the circles outwards and in, and the entry follows",
  { tag: "@both" },
  async ({ page }) => {
    await page.goto("/");
    await circle(page, "Only me").check();
    await expect(thePrivateEntry(page)).toBeVisible();
    await expect(theFriendsEntry(page)).toBeHidden();
    await page.keyboard.press("ArrowDown");
    await expect(circle(page, "Family")).toBeChecked();
    await page.keyboard.press("ArrowUp");
    await expect(circle(page, "Only me")).toBeChecked();
  },
);

test("the keyboard's first stop leads past the header", { tag: "@desktop" }, async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the page" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("a chosen theme shows at once and is there after a reload", { tag: "@both" }, async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await page.getByRole("button", { name: "Dark", exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await paper()).toBe(dark);
});

test("no page breaks its own content security policy", { tag: "@desktop" }, async ({ page }) => {
  const violations: string[] = [];
  await page.exposeFunction("reportViolation", (violation: string) => violations.push(violation));
  await page.addInitScript(() => {
    const report = Reflect.get(window, "reportViolation") as (violation: string) => void;
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      report(`${violatedDirective} ${blockedURI} at ${location.pathname}`),
    );
  });
  for (const address of ["/", "/sign-in", "/not-a-page"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  await page.goto("/onboarding/basics");
  await page.getByRole("textbox", { name: "Your name" }).fill("Ada Byron");
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  expect(violations).toEqual([]);
});

test("an address that leads nowhere says so and offers a way on", async ({ page }) => {
  const response = await page.goto("/not-a-page");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here for you to see");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Go to the start" }).click();
  await expect(page).toHaveURL("/");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the circles can be tried all the same", async ({ page }) => {
    await page.goto("/");
    await expect(theFriendsEntry(page)).toBeVisible();
    await circle(page, "Only me").check();
    await expect(thePrivateEntry(page)).toBeVisible();
    await expect(theFriendsEntry(page)).toBeHidden();
  });
});
