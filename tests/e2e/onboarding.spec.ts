import { enter, expect, test } from "#tests/support/browser-test.ts";
import { castPassword } from "#tests/support/cast.ts";
import { expectAccessible } from "#tests/support/accessibility.ts";
import {
  answerBasics,
  answerEmail,
  answerName,
  bioField,
  continueButton,
  emailField,
  expectSaved,
  finish,
  heading,
  nameField,
  passwordField,
  questions,
  somebody,
  usernameField,
  walkToReview,
} from "#tests/support/onboarding.ts";
import { makeJpeg } from "#tests/support/sample-files.ts";

const onboardingCookie = "keepintouch_onboarding";

test(
  "Ada comes with nothing and leaves with a profile, and every page on the way can be used by all",
  { tag: "@both" },
  async ({ page }) => {
    const ada = somebody("ada");
    await page.goto("/onboarding");
    await expect(page).toHaveURL("/onboarding/basics");
    await expectAccessible(page);

    await nameField(page).fill(ada.displayName);
    await expect(page.getByText("Free right now:")).toBeVisible();
    await usernameField(page).fill(ada.username);
    await expect(page.getByText(`${ada.username} is free.`)).toBeVisible();
    await expectSaved(page);
    await expectAccessible(page);
    await continueButton(page).click();

    await expect(heading(page, questions.email)).toBeVisible();
    await expectAccessible(page);
    await answerEmail(page, ada);

    await expect(heading(page, questions.about)).toBeVisible();
    await bioField(page).fill("I keep bees.\n\nAsk me about engines.");
    await page.getByLabel("Your picture").setInputFiles({
      name: "me.jpg",
      mimeType: "image/jpeg",
      buffer: await makeJpeg(),
    });
    await expect(page.getByRole("dialog", { name: "Choose the part to keep" })).toBeVisible();
    await expect(page.getByRole("group", { name: /Part to keep/ })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("slider", { name: "Zoom" }).fill("2");
    await page.getByRole("button", { name: "Use this picture" }).click();
    await expect(page.getByText("Your picture is saved.")).toBeAttached();
    await expect(page.getByRole("img", { name: ada.displayName })).toBeVisible();
    await expectAccessible(page);
    await continueButton(page).click();

    await expect(heading(page, questions.documents)).toBeVisible();
    await expectAccessible(page);
    await continueButton(page).click();

    await expect(heading(page, questions.visibility)).toBeVisible();
    await page.getByRole("radio", { name: "Family" }).check();
    await page.locator("#circle-name").fill("Book club");
    await page.getByRole("button", { name: "Add this circle" }).click();
    await expect(page.getByRole("radio", { name: "Book club" })).toBeVisible();
    await expect(page.getByRole("radio", { name: "Family" })).toBeChecked();
    await expectAccessible(page);
    await continueButton(page).click();

    await expect(heading(page, questions.review)).toBeVisible();
    for (const said of [
      ada.displayName,
      `@${ada.username}`,
      ada.email,
      "Ask me about engines.",
      "Book club",
    ]) {
      await expect(page.getByText(said).first()).toBeVisible();
    }
    await expectAccessible(page);
    await finish(page, ada);
    await expect(page.getByText("This is yours now, Ada.")).toBeVisible();
    await expect(page.getByText("Ask me about engines.")).toBeVisible();
    await expectAccessible(page);

    // An onboarding is nothing for members any more.
    await page.goto("/onboarding/visibility");
    await expect(page).toHaveURL("/profile");
  },
);

test("a reload keeps everything that was typed", async ({ page }) => {
  await page.goto("/onboarding/basics");
  await nameField(page).fill("Ada Byron");
  await usernameField(page).fill("not yet a name!");
  await expectSaved(page);
  await page.reload();
  await expect(nameField(page)).toHaveValue("Ada Byron");
  await expect(usernameField(page)).toHaveValue("not yet a name!");
});

test("looking at the first page begins nothing", async ({ page, context }) => {
  await page.goto("/onboarding/basics");
  await expect(heading(page, questions.name)).toBeVisible();
  expect((await context.cookies()).map(({ name }) => name)).not.toContain(onboardingCookie);
});

test("going straight to a later step leads to the first unfinished one, and says why", async ({ page }) => {
  await page.goto("/onboarding/review");
  await expect(heading(page, questions.name)).toBeVisible();
  await expect(page.getByText("Review comes after this.")).toBeVisible();
  await expectAccessible(page);

  await answerName(page, somebody("ada"));
  await expect(heading(page, questions.email)).toBeVisible();
  await page.goto("/onboarding/visibility");
  await expect(heading(page, questions.email)).toBeVisible();
  await expect(page.getByText("Visibility comes after this.")).toBeVisible();
});

test(
  "two tabs that change different things end with both",
  { tag: "@desktop" },
  async ({ page, context }) => {
    await page.goto("/onboarding/basics");
    await nameField(page).fill("Ada");
    await expectSaved(page);
    const other = await context.newPage();
    await other.goto("/onboarding/basics?part=about");
    await bioField(other).fill("Written in the other tab.");
    await expectSaved(other);
    await nameField(page).fill("Ada Byron");
    await expectSaved(page);
    await page.goto("/onboarding/basics?part=about");
    await expect(bioField(page)).toHaveValue("Written in the other tab.");
    await other.goto("/onboarding/basics");
    await expect(nameField(other)).toHaveValue("Ada Byron");
  },
);

test("what is typed in one tab appears in the other", async ({ page, context }) => {
  await page.goto("/onboarding/basics");
  await nameField(page).fill("Ada");
  await expectSaved(page);
  const other = await context.newPage();
  await other.goto("/onboarding/basics");
  await nameField(page).fill("Ada Byron");
  await expect(nameField(other)).toHaveValue("Ada Byron");
});

test.describe("two devices that change the same thing", () => {
  test("see both versions, and Ada keeps hers", { tag: "@both" }, async ({ page, browser, baseURL }) => {
    const other = await conflictOver(page, browser, baseURL);
    await expect(page.getByText("Your name was changed in two places.")).toBeVisible();
    await expect(page.getByText("Augusta Ada")).toBeVisible();
    await expect(nameField(page)).toHaveValue("Ada King");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Keep mine" }).click();
    await expectSaved(page);
    await other.reload();
    await expect(nameField(other)).toHaveValue("Ada King");
  });

  test("see both versions, and Ada takes the other", async ({ page, browser, baseURL }) => {
    const other = await conflictOver(page, browser, baseURL);
    await page.getByRole("button", { name: "Take theirs" }).click();
    await expect(nameField(page)).toHaveValue("Augusta Ada");
    await expect(page.getByText("Your name was changed in two places.")).toBeHidden();
    await other.reload();
    await expect(nameField(other)).toHaveValue("Augusta Ada");
  });

  type Page = Parameters<typeof nameField>[0];
  type Browser = ReturnType<ReturnType<Page["context"]>["browser"]> & object;

  /** A phone changes the name while this page has no connection and changes it, too. */
  async function conflictOver(page: Page, browser: Browser, baseURL: string | undefined): Promise<Page> {
    await page.goto("/onboarding/basics");
    await nameField(page).fill("Ada");
    await expectSaved(page);
    const phone = await browser.newContext({
      baseURL,
      storageState: await page.context().storageState(),
    });
    const other = await phone.newPage();
    await other.goto("/onboarding/basics");
    await page.context().setOffline(true);
    await nameField(page).fill("Ada King");
    await expect(page.getByText(/No connection/)).toBeVisible();
    await nameField(other).fill("Augusta Ada");
    await expectSaved(other);
    await page.context().setOffline(false);
    await expect(page.getByRole("button", { name: "Keep mine" })).toBeVisible();
    return other;
  }
});

test("without a connection what is typed is kept in the browser, and saved when it is back", async ({
  page,
  context,
}) => {
  await page.goto("/onboarding/basics");
  await nameField(page).fill("Ada");
  await expectSaved(page);
  await context.setOffline(true);
  await nameField(page).fill("Ada Byron");
  await expect(page.getByText("No connection. What you type is kept in this browser")).toBeVisible();
  await expectAccessible(page);
  await context.setOffline(false);
  await expectSaved(page);
  await page.reload();
  await expect(nameField(page)).toHaveValue("Ada Byron");
});

test("a returning person is greeted, and goes on where they were", { tag: "@both" }, async ({ page }) => {
  const ada = somebody("ada");
  await answerBasics(page, ada);
  await page.goto("/onboarding");
  await expect(heading(page, "Welcome back, Ada.")).toBeVisible();
  await expect(page.getByText("Your name, your username and your e-mail address are here.")).toBeVisible();
  await expect(page.getByText(/Last saved \d/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Continue where you were" }).click();
  await expect(heading(page, questions.documents)).toBeVisible();
});

test("starting over is asked about first, and then nothing is left", async ({ page, context }) => {
  await page.goto("/onboarding/basics");
  await nameField(page).fill("Ada Byron");
  await expectSaved(page);
  const before = await context.cookies();
  await page.goto("/onboarding");
  await page.getByRole("link", { name: "Start over" }).click();
  await expect(heading(page, "Start over?")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Keep it" }).click();
  await expect(heading(page, "Welcome back, Ada.")).toBeVisible();

  await page.getByRole("link", { name: "Start over" }).click();
  await page.getByRole("button", { name: "Throw it away and start over" }).click();
  await expect(heading(page, questions.name)).toBeVisible();
  await expect(nameField(page)).toHaveValue("");

  // What opened the old one opens nothing: it is as if it had never been.
  await context.addCookies(before);
  await page.goto("/onboarding");
  await expect(heading(page, questions.name)).toBeVisible();
  await expect(nameField(page)).toHaveValue("");
});

test(
  "a tab left open while another started over does not write into the new one",
  { tag: "@desktop" },
  async ({ page, context }) => {
    await page.goto("/onboarding/basics");
    await nameField(page).fill("Ada Byron");
    await expectSaved(page);
    const other = await context.newPage();
    await other.goto("/onboarding/start-over");
    await other.getByRole("button", { name: "Throw it away and start over" }).click();
    await expect(heading(other, questions.name)).toBeVisible();
    await expect(page.getByText("This page is behind")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Go on from there" }).click();
    await expect(nameField(page)).toHaveValue("");
  },
);

test.describe("a link to another device", () => {
  test("brings everything along once a button is pressed, and nothing before", async ({
    page,
    browser,
    baseURL,
  }) => {
    await page.goto("/onboarding/basics");
    await nameField(page).fill("Ada Byron");
    await expectSaved(page);
    await page.getByRole("link", { name: "Continue on another device" }).click();
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByRole("textbox", { name: "Your link" }).inputValue();
    await expectAccessible(page);

    const phone = await browser.newContext({ baseURL });
    const there = await phone.newPage();
    await there.goto(link);
    await expect(heading(there, "Continue here as Ada Byron?")).toBeVisible();
    expect(await phone.cookies()).toEqual([]);
    await expectAccessible(there);
    await there.getByRole("button", { name: "Continue here" }).click();
    await expect(heading(there, "Welcome back, Ada.")).toBeVisible();
    await there.getByRole("link", { name: "Continue where you were" }).click();
    await expect(nameField(there)).toHaveValue("Ada Byron");
    await phone.close();
  });

  test("asks where another onboarding is under way, and leaves it alone when told to", async ({
    page,
    browser,
    baseURL,
  }) => {
    await page.goto("/onboarding/basics");
    await nameField(page).fill("Ada Byron");
    await expectSaved(page);
    await page.goto("/onboarding/resume");
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByRole("textbox", { name: "Your link" }).inputValue();

    const bens = await browser.newContext({ baseURL });
    const there = await bens.newPage();
    await there.goto("/onboarding/basics");
    await nameField(there).fill("Ben Okri");
    await expectSaved(there);
    await there.goto(link);
    await expect(there.getByText("This browser has another onboarding under way")).toBeVisible();
    await expectAccessible(there);
    await there.getByRole("link", { name: "Keep the one that is here" }).click();
    await expect(heading(there, "Welcome back, Ben.")).toBeVisible();
    await there.goto(link);
    await there.getByRole("button", { name: "Leave that one and continue with the link" }).click();
    await expect(heading(there, "Welcome back, Ada.")).toBeVisible();
    await bens.close();
  });

  test("that is forged or past its time opens nothing, and says what to do", async ({ page }) => {
    await page.goto(`/onboarding/resume/${"A".repeat(43)}`);
    await expect(heading(page, "This link does not open anything any more.")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Go to the onboarding" }).click();
    await expect(heading(page, questions.name)).toBeVisible();
  });
});

test("a forged onboarding cookie is as if there were none", async ({ page, context, baseURL }) => {
  for (const forged of ["", "x", "A".repeat(43), "../../etc/passwd", "%00%ff", "🗝".repeat(20)]) {
    await context.clearCookies();
    const value = encodeURIComponent(forged);
    await context.addCookies([{ name: onboardingCookie, value, url: baseURL ?? "" }]);
    await page.goto("/onboarding");
    await expect(page).toHaveURL("/onboarding/basics");
    await expect(nameField(page)).toHaveValue("");
    await nameField(page).fill("Ada Byron");
    await expectSaved(page);
  }
  await page.reload();
  await expect(nameField(page)).toHaveValue("Ada Byron");
});

test("what is typed before the page has its script counts", async ({ page }) => {
  let deliver = () => {};
  const delivered = new Promise<void>((resolve) => (deliver = resolve));
  await page.route("**/_next/static/**/*.js", async (route) => {
    await delivered;
    await route.continue();
  });
  await page.goto("/onboarding/basics", { waitUntil: "commit" });
  await nameField(page).fill("Ada Byron");
  deliver();
  await expectSaved(page);
  await page.reload();
  await expect(nameField(page)).toHaveValue("Ada Byron");
});

test(
  "a taken username or address is said at its field, and what was typed stays",
  { tag: "@desktop" },
  async ({ page, stranger: ben }) => {
    await page.goto("/onboarding/basics");
    await nameField(page).fill("Another Ben");
    await usernameField(page).fill(ben.username.toUpperCase());
    await expect(page.getByText(`${ben.username} is taken.`)).toBeVisible();
    await continueButton(page).click();
    await expect(usernameField(page)).toHaveAccessibleDescription(/Somebody has that name already/);
    await expect(usernameField(page)).toHaveValue(ben.username.toUpperCase());
    await expect(usernameField(page)).toBeFocused();
    await expect(nameField(page)).toHaveValue("Another Ben");
    await expectAccessible(page);

    const other = somebody("ben");
    await usernameField(page).fill(other.username);
    await expect(usernameField(page)).not.toHaveAttribute("aria-invalid");
    await continueButton(page).click();
    await emailField(page).fill(ben.email.toUpperCase());
    await continueButton(page).click();
    await expect(emailField(page)).toHaveAccessibleDescription(
      /There is an account with this address already/,
    );
    await expect(emailField(page)).toHaveValue(ben.email.toUpperCase());
    await expect(page.getByRole("link", { name: "Sign in with this address" })).toBeVisible();
    await expectAccessible(page);
  },
);

test("a name taken since is said at the end, with the way to change it", async ({
  page,
  browser,
  baseURL,
  stranger,
}) => {
  const ada = somebody("ada");
  await walkToReview(page, ada);
  const elsewhere = await browser.newContext({ baseURL });
  await enter(elsewhere, baseURL ?? "", stranger);
  const cleos = await elsewhere.newPage();
  await cleos.goto("/profile/edit");
  await usernameField(cleos).fill(ada.username);
  await cleos.getByRole("button", { name: "Save", exact: true }).click();
  await expect(cleos.getByText(`@${ada.username}`)).toBeVisible();
  await elsewhere.close();

  await passwordField(page).fill(castPassword);
  await page.getByRole("button", { name: "Make my profile" }).click();
  await expect(page.getByText("Before your profile can be made")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Change your username" }).click();
  const other = somebody("ada").username;
  await usernameField(page).fill(other);
  await page.getByRole("button", { name: "Back to the overview" }).click();
  await expect(heading(page, questions.review)).toBeVisible();
  await finish(page, { ...ada, username: other });
});

test("a password that will not do is refused at its field, and one can be looked at", async ({ page }) => {
  await walkToReview(page, somebody("ada"));
  for (const [typed, sentence] of [
    ["short", "Use at least 10 characters."],
    ["password123", "That one is guessed first."],
    ["é".repeat(40), "Use at most 72 bytes"],
  ] as const) {
    await passwordField(page).fill(typed);
    await expect(page.getByText(sentence)).toBeVisible();
    await page.getByRole("button", { name: "Make my profile" }).click();
    await expect(passwordField(page)).toHaveAccessibleDescription(new RegExp(sentence));
    await expect(passwordField(page)).toBeFocused();
  }
  await expectAccessible(page);
  await passwordField(page).fill(castPassword);
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(passwordField(page)).toHaveAttribute("type", "text");
  await expect(passwordField(page)).toHaveValue(castPassword);
});

test("a picture that is none is refused in words, and one can be removed", async ({ page }) => {
  await page.goto("/onboarding/basics?part=about");
  await page.getByLabel("Your picture").setInputFiles({
    name: "me.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("not a picture at all"),
  });
  // The browser cannot show it either, so there is nothing to cut.
  await expect(page.getByText("This browser cannot show this kind of picture.")).toBeVisible();
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("Your picture").setInputFiles({
    name: "me.jpg",
    mimeType: "image/jpeg",
    buffer: await makeJpeg(),
  });
  await expect(page.getByRole("group", { name: /Part to keep/ })).toBeVisible();
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(page.getByText("Your picture is saved.")).toBeAttached();
  await page.reload();
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("Your picture was removed.")).toBeAttached();
  await page.reload();
  await expect(page.getByRole("button", { name: "Remove" })).toBeHidden();
});

test(
  "circles of one's own are added, renamed and removed, and a name is used once",
  { tag: "@both" },
  async ({ page }) => {
    await answerBasics(page, somebody("ada"));
    await continueButton(page).click();
    const name = page.locator("#circle-name");
    await name.fill("Choir");
    await page.getByRole("button", { name: "Add this circle" }).click();
    await expect(page.getByRole("radio", { name: "Choir" })).toBeVisible();
    await expect(name).toHaveValue("");

    await name.fill("choir");
    await page.getByRole("button", { name: "Add this circle" }).click();
    await expect(name).toHaveAccessibleDescription(/You have a circle of that name already/);
    await expect(name).toHaveValue("choir");
    await expectAccessible(page);

    await page.getByText("Change Choir").click();
    const circle = page.getByRole("listitem").filter({ hasText: "Change Choir" });
    await circle.getByRole("textbox", { name: "Name" }).fill("Chamber choir");
    await circle.getByRole("button", { name: "Save the name" }).click();
    await expect(page.getByRole("radio", { name: "Chamber choir" })).toBeVisible();
    await expectAccessible(page);

    await page.getByRole("radio", { name: "Chamber choir" }).check();
    await expectSaved(page);
    await page.getByRole("button", { name: "Move and remove" }).click();
    await expect(page.getByText("New things go to this circle.")).toBeVisible();
    await page.getByRole("radio", { name: "Private" }).check();
    await expectSaved(page);
    await page.getByRole("button", { name: "Move and remove" }).click();
    await expect(page.getByRole("radio", { name: "Chamber choir" })).toBeHidden();
    await page.reload();
    await expect(page.getByRole("radio", { name: "Private" })).toBeChecked();
    await expect(page.getByRole("radio", { name: "Chamber choir" })).toBeHidden();
  },
);

test("an answer that got lost on the last press leads to the profile all the same", async ({
  page,
  context,
}) => {
  const ada = somebody("ada");
  await walkToReview(page, ada);
  const held = await context.cookies();
  await finish(page, ada);

  // As a browser that never saw the answer: not signed in, still holding what opened the onboarding.
  await context.clearCookies();
  await context.addCookies(held);
  await page.goto("/onboarding/review");
  await expect(heading(page, "Your profile is made.")).toBeVisible();
  await expectAccessible(page);
  await passwordField(page).fill("not the one that was chosen");
  await page.getByRole("button", { name: "Go to my profile" }).click();
  await expect(passwordField(page)).toHaveAccessibleDescription(/Enter the one you chose/);
  await passwordField(page).fill(castPassword);
  await page.getByRole("button", { name: "Go to my profile" }).click();
  await expect(heading(page, ada.displayName)).toBeVisible();
});
