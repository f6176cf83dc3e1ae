import { expect, test } from "#tests/support/browser-test.ts";
import { expectAccessible } from "#tests/support/accessibility.ts";
import { bioField, heading, join, nameField, somebody, usernameField } from "#tests/support/onboarding.ts";
import { makeJpeg } from "#tests/support/sample-files.ts";

const save = { name: "Save", exact: true };

test("a visitor is asked to sign in, and comes back to their profile", async ({ page }) => {
  await page.goto("/profile/edit");
  await expect(page).toHaveURL("/sign-in?next=%2Fprofile%2Fedit");
});

test("a first profile says what could come next, and who sees what", { tag: "@both" }, async ({ page }) => {
  await join(page, somebody("ada"));
  await expect(page.getByText("This is yours now, Ada.")).toBeVisible();
  await expect(page.getByRole("link", { name: /Drop in what you have/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Your circles" }).getByRole("listitem")).toHaveCount(6);
  await expectAccessible(page);
  await page.goto("/profile");
  await expect(page.getByText("This is yours now, Ada.")).toBeHidden();
});

test.describe("a member", () => {
  test.use({ signedIn: true });

  test("Ada changes what her profile says", { tag: "@both" }, async ({ page }) => {
    await page.goto("/profile");
    await page.getByRole("link", { name: "Edit profile" }).click();
    await expect(heading(page, "Edit profile")).toBeVisible();
    await expectAccessible(page);
    await nameField(page).fill("Augusta Ada King");
    await bioField(page).fill("Countess, and a poet of numbers.");
    await page.getByRole("radio", { name: "Friends", exact: true }).check();
    await page.getByRole("button", save).click();
    await expect(heading(page, "Augusta Ada King")).toBeVisible();
    await expect(page.getByText("Countess, and a poet of numbers.")).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: "New things" })).toContainText("Friends");
    await expectAccessible(page);
  });

  test("a refused change is said at its field, and what was typed stays", async ({ page, stranger: ben }) => {
    await page.goto("/profile/edit");
    await nameField(page).fill("Ada the Second");
    await usernameField(page).fill(ben.username);
    await expect(page.getByText(`${ben.username} is taken.`)).toBeVisible();
    await page.getByRole("button", save).click();
    await expect(usernameField(page)).toHaveAccessibleDescription(/Somebody has that name already/);
    await expect(usernameField(page)).toBeFocused();
    await expect(nameField(page)).toHaveValue("Ada the Second");
    await expectAccessible(page);
  });

  test(
    "two tabs that change the same line see both versions; other lines are merged",
    { tag: "@desktop" },
    async ({ page, context }) => {
      await page.goto("/profile/edit");
      const other = await context.newPage();
      await other.goto("/profile/edit");
      await nameField(other).fill("Ada of the other tab");
      await bioField(other).fill("Written over there.");
      await other.getByRole("button", save).click();
      await expect(heading(other, "Ada of the other tab")).toBeVisible();

      await nameField(page).fill("Ada of this tab");
      await page.getByRole("button", save).click();
      await expect(page.getByText("Your name was changed in two places.")).toBeVisible();
      await expect(page.getByText("Ada of the other tab")).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Keep mine" }).click();
      await page.getByRole("button", save).click();
      await expect(heading(page, "Ada of this tab")).toBeVisible();
      await expect(page.getByText("Written over there.")).toBeVisible();
    },
  );

  test("a picture is chosen, cut and removed again", { tag: "@both" }, async ({ page }) => {
    await page.goto("/profile/edit");
    await page.getByLabel("Your picture").setInputFiles({
      name: "me.jpg",
      mimeType: "image/jpeg",
      buffer: await makeJpeg(),
    });
    await expect(page.getByRole("group", { name: /Part to keep/ })).toBeVisible();
    await page.getByRole("button", { name: "Use this picture" }).click();
    await expect(page.getByText("Your picture is saved.")).toBeAttached();
    await page.goto("/profile");
    const picture = page.locator("main img");
    await expect(picture).toBeVisible();
    const [width, height] = await picture.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    });
    expect([width, height]).toEqual([512, 512]);
    await page.goto("/profile/edit");
    await page.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByText("Your picture was removed.")).toBeAttached();
    await page.goto("/profile");
    await expect(page.locator("main img")).toHaveCount(0);
  });

  test("circles of one's own come and go, and the one for new things stays until another is chosen", async ({
    page,
  }) => {
    await page.goto("/profile/edit");
    await page.locator("#circle-name").fill("Choir");
    await page.getByRole("button", { name: "Add this circle" }).click();
    await expect(page.getByRole("radio", { name: "Choir" })).toBeVisible();
    await page.getByRole("radio", { name: "Choir" }).check();
    await page.getByRole("button", save).click();
    await expect(page.getByRole("listitem").filter({ hasText: "New things" })).toContainText("Choir");

    await page.goto("/profile/edit");
    await page.getByText("Change Choir").click();
    await page.getByRole("button", { name: "Move and remove" }).click();
    await expect(page.getByText(/Choose another one for them first/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("radio", { name: "Private" }).check();
    await page.getByRole("button", save).click();
    await page.goto("/profile/edit");
    await page.getByText("Change Choir").click();
    const circle = page.getByRole("listitem").filter({ hasText: "Change Choir" });
    await circle.getByRole("textbox", { name: "Name" }).fill("Chamber choir");
    await circle.getByRole("button", { name: "Save the name" }).click();
    await expect(page.getByRole("radio", { name: "Chamber choir" })).toBeVisible();
    await page.getByRole("button", { name: "Move and remove" }).click();
    await expect(page.getByRole("radio", { name: "Chamber choir" })).toBeHidden();
  });

  test(
    "a circle renamed in two tabs is not overwritten unseen",
    { tag: "@desktop" },
    async ({ page, context }) => {
      await page.goto("/profile/edit");
      await page.locator("#circle-name").fill("Choir");
      await page.getByRole("button", { name: "Add this circle" }).click();
      await expect(page.getByRole("radio", { name: "Choir" })).toBeVisible();
      const other = await context.newPage();
      await other.goto("/profile/edit");
      for (const [tab, name] of [
        [other, "Singers"],
        [page, "Voices"],
      ] as const) {
        await tab.getByText("Change Choir").click();
        const circle = tab.getByRole("listitem").filter({ hasText: "Change" });
        await circle.getByRole("textbox", { name: "Name" }).fill(name);
        await circle.getByRole("button", { name: "Save the name" }).click();
        if (tab === other) await expect(tab.getByRole("radio", { name: "Singers" })).toBeVisible();
      }
      await expect(page.getByText("It is called “Singers” there.")).toBeVisible();
      await page.getByRole("button", { name: "Save the name" }).click();
      await expect(page.getByRole("radio", { name: "Voices" })).toBeVisible();
    },
  );
});
