import type { Page } from "@playwright/test";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";

import { enter, expect, test } from "#tests/support/browser-test.ts";
import { expectAccessible } from "#tests/support/accessibility.ts";
import { castPassword } from "#tests/support/cast.ts";
import { linkIn, mailTo, otherBrowser, refusalOn, signIn, tracesOf } from "#tests/support/account-test.ts";
import { readAll, sha256 } from "#tests/support/content.ts";
import { addByRequest, textFile } from "#tests/support/documents-test.ts";

/** Two of the names are one where upper and lower case are not told apart. */
const keptDocuments = [
  textFile("Tides.txt", "High water at five.\n"),
  textFile("tides.txt", "Low water at eleven.\n"),
  textFile("../../<b>ümläut</b>.txt", "x".repeat(200_000)),
];
const newPassword = "lantern river copper moss";

test.describe("signing in", () => {
  test(
    "a wrong pair is refused with one sentence, the address stays, the right one opens the profile",
    { tag: "@both" },
    async ({ page, member }) => {
      await page.goto("/sign-in");
      await signIn(page, member.email, "not the right words");
      const refusal = refusalOn(page).filter({ hasText: "do not belong together" });
      await expect(refusal).toBeFocused();
      await expect(page.getByLabel("E-mail address")).toHaveValue(member.email);
      await expectAnswered(page);
      await expectAccessible(page);

      const wrongPassword = await refusal.textContent();
      await signIn(page, "nobody@example.org", "not the right words");
      await expectAnswered(page);
      await expect(page.getByLabel("E-mail address")).toHaveValue("nobody@example.org");
      expect(await refusal.textContent()).toBe(wrongPassword);

      await signIn(page, member.email);
      await expect(page).toHaveURL("/profile");
      await page.goto("/sign-in");
      await expect(page).toHaveURL("/profile");
    },
  );

  test("an empty form says at each field what is missing", { tag: "@desktop" }, async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByLabel("E-mail address")).toHaveAccessibleDescription("Enter your e-mail address.");
    await expect(page.getByLabel("E-mail address")).toBeFocused();
    await expect(page.getByLabel("Password", { exact: true })).toHaveAccessibleDescription(
      "Enter your password.",
    );
    await expectAccessible(page);
  });

  test("leads on to the page that asked for it", { tag: "@desktop" }, async ({ page, member }) => {
    await page.goto("/settings");
    await expect(page).toHaveURL("/sign-in?next=%2Fsettings");
    await signIn(page, member.email);
    await expect(page).toHaveURL("/settings");
  });

  test("never leads to another site", async ({ page, member, app, context }) => {
    for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"]) {
      await context.clearCookies();
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await signIn(page, member.email);
      await expect(page).toHaveURL(`${app.url}/profile`);
    }
  });

  test("wrong tries have to wait, and are told how long", async ({ page, member }) => {
    await page.goto("/sign-in");
    const refusal = refusalOn(page);
    for (let tries = 0; tries < 5; tries += 1) {
      await signIn(page, member.email, `guess number ${tries}`);
      await expectAnswered(page);
      await expect(refusal).toContainText("do not belong together");
    }
    await signIn(page, member.email);
    await expect(refusal).toContainText(/Too many tries in a short time\. Wait \d+ (seconds|minutes?)/);
    await expect(page).toHaveURL("/sign-in");
  });

  test.describe("without JavaScript", () => {
    test.use({ javaScriptEnabled: false });

    test(
      "works, keeps the address when refused, leads on, and signs out",
      { tag: "@desktop" },
      async ({ page, member, context }) => {
        await page.goto("/settings");
        await signIn(page, member.email, "not the right words");
        await expect(refusalOn(page)).toContainText("do not belong together");
        await expect(page.getByLabel("E-mail address")).toHaveValue(member.email);
        await signIn(page, member.email);
        await expect(page).toHaveURL("/settings");
        expect((await context.cookies()).find(({ name }) => name === "keepintouch_session")).toMatchObject({
          httpOnly: true,
          sameSite: "Lax",
        });

        await page.getByRole("button", { name: /^Menu of/ }).click();
        await page.getByRole("button", { name: "Sign out", exact: true }).click();
        await expect(page).toHaveURL("/");
        await page.goto("/settings");
        await expect(page).toHaveURL("/sign-in?next=%2Fsettings");
      },
    );

    test("the theme is chosen by a plain form and stays", async ({ page }) => {
      await page.goto("/sign-in");
      await page.getByRole("contentinfo").getByRole("button", { name: "Dark" }).click();
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
      await page.goto("/forgot-password");
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    });
  });
});

test.describe("a forgotten password", () => {
  test(
    "the link in the mail sets a new one, once, and signs out everywhere else",
    { tag: "@both" },
    async ({ page, app, browser, member }) => {
      const elsewhere = await otherBrowser(browser, app.url);
      await enter(elsewhere.context(), app.url, member);
      await elsewhere.goto("/settings");
      await expect(elsewhere).toHaveURL("/settings");

      await page.goto("/sign-in");
      await page.getByRole("link", { name: "Forgot your password?" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Forgot your password?");
      await page.getByLabel("E-mail address").fill(member.email.toUpperCase());
      await page.getByRole("button", { name: "Send me a link" }).click();
      await expect(page.getByRole("status")).toContainText("Look in your mailbox");
      await expectAccessible(page);

      const link = linkIn(await mailTo(app.dataFolder, member.email));
      expect(new URL(link).origin).toBe(app.url);
      await page.goto(link);
      await page.getByLabel("New password").fill("short");
      await page.getByRole("button", { name: "Save and sign in" }).click();
      await expect(page.getByLabel("New password")).toHaveAccessibleDescription(/Use at least 10 characters/);
      await expectAccessible(page);
      await page.getByLabel("New password").fill(newPassword);
      await page.getByRole("button", { name: "Save and sign in" }).click();
      await expect(page).toHaveURL("/profile");

      await elsewhere.goto("/settings");
      await expect(elsewhere).toHaveURL(/\/sign-in/);
      await signIn(elsewhere, member.email);
      await expect(refusalOn(elsewhere)).toContainText("do not belong together");
      await elsewhere.goto(link);
      await expect(elsewhere.getByRole("heading", { level: 1 })).toHaveText("This link no longer works");
      await expectAccessible(elsewhere);
      await elsewhere.goto("/sign-in");
      await signIn(elsewhere, member.email, newPassword);
      await expect(elsewhere).toHaveURL("/profile");
      await elsewhere.context().close();
    },
  );

  test("an unknown address gets the same words, and no mail", async ({ page, app }) => {
    const unknown = "nobody-at-all@example.org";
    await page.goto("/forgot-password");
    await page.getByLabel("E-mail address").fill(unknown);
    await page.getByRole("button", { name: "Send me a link" }).click();
    await expect(page.getByRole("status")).toContainText(`If ${unknown} has an account here`);
    expect(await tracesOf(app.dataFolder, [unknown])).toEqual([]);
  });

  test("a link is never made of a name that a stranger's request brought along", async ({ app, member }) => {
    const page = await fetch(`${app.url}/forgot-password`).then((response) => response.text());
    const form = hiddenFields(/<main.*?<form.*?<\/form>/s.exec(page)?.[0] ?? "");
    form.set("email", member.email);
    const { body, headers } = new Request("http://x", { method: "POST", body: form });
    const answer = await postAs("evil.example", app.url, "/forgot-password", {
      body: Buffer.from(await new Response(body).arrayBuffer()),
      contentType: headers.get("content-type") ?? "",
    });
    expect(/<main.*?<\/main>/s.exec(answer)?.[0]).toContain("Links by mail do not work here yet");
    expect(app.output()).toContain("KEEPINTOUCH_URL must be set");
    expect(app.output()).not.toContain("evil.example");
    expect(await tracesOf(app.dataFolder, ["evil.example"])).toEqual([]);
  });
});

test.describe("settings", () => {
  test.use({ signedIn: true });

  test(
    "the address changes only when the link to the new one is followed",
    { tag: "@both" },
    async ({ page, app, member }) => {
      const newEmail = member.email.replace("@", "-new@");
      await page.goto("/settings");
      await page.getByText("Change address").click();
      await page.getByLabel("New e-mail address").fill(newEmail);
      await page.getByLabel("Your password").fill("not the right words");
      await page.getByRole("button", { name: "Send the link" }).click();
      await expect(page.getByLabel("Your password")).toHaveAccessibleDescription(
        "That is not your password.",
      );
      await expect(page.getByLabel("Your password")).toBeFocused();
      await expect(page.getByLabel("New e-mail address")).toHaveValue(newEmail);
      await expectAccessible(page);

      await page.getByLabel("Your password").fill(castPassword);
      await page.getByRole("button", { name: "Send the link" }).click();
      await expect(page.getByRole("status")).toContainText(`We sent a link to ${newEmail}`);
      await expectAccessible(page);
      const notice = await mailTo(app.dataFolder, member.email);
      expect(notice.subject).toBe("Your e-mail address at KeepInTouch is about to change");
      expect(notice.text).not.toContain(newEmail);
      const link = linkIn(await mailTo(app.dataFolder, newEmail));

      await page.goto(link);
      await expectAccessible(page);
      await page.goto("/settings");
      await expect(page.locator("#email")).toContainText(member.email);

      await page.goto(link);
      await page.getByRole("button", { name: "Confirm this address" }).click();
      await expect(page.getByRole("status")).toContainText(`From now on you sign in with ${newEmail}`);
      await expectAccessible(page);
      await page.goto("/settings");
      await expect(page.locator("#email")).toContainText(newEmail);

      await page.goto(link);
      await page.getByRole("button", { name: "Confirm this address" }).click();
      await expect(refusalOn(page)).toContainText("This link no longer works");
      await expectAccessible(page);
    },
  );

  test("a new password signs out every other browser", async ({ page, app, browser, member }) => {
    const elsewhere = await otherBrowser(browser, app.url);
    await elsewhere.goto("/sign-in");
    await signIn(elsewhere, member.email);
    await expect(elsewhere).toHaveURL("/profile");

    await page.goto("/settings");
    await page.getByText("Change password").click();
    await page.getByLabel("Current password").fill("not the right words");
    await page.getByLabel("New password").fill(newPassword);
    await page.getByRole("button", { name: "Save password" }).click();
    await expect(page.getByLabel("Current password")).toHaveAccessibleDescription(
      "That is not your password.",
    );
    await page.getByLabel("Current password").fill(castPassword);
    await page.getByLabel("New password").fill(newPassword);
    await page.getByRole("button", { name: "Save password" }).click();
    await expect(page.getByRole("status").first()).toContainText("Your password is changed");
    await expectAccessible(page);
    expect((await mailTo(app.dataFolder, member.email)).subject).toBe(
      "Your password at KeepInTouch was changed",
    );

    await elsewhere.goto("/settings");
    await expect(elsewhere).toHaveURL(/\/sign-in/);
    await signIn(elsewhere, member.email, newPassword);
    await expect(elsewhere).toHaveURL("/settings");
    await elsewhere.context().close();
  });

  test(
    "another browser can be signed out, one by one or all at once",
    { tag: "@both" },
    async ({ page, app, browser, member }) => {
      const [first, second] = [await otherBrowser(browser, app.url), await otherBrowser(browser, app.url)];
      for (const other of [first, second]) {
        await other.goto("/sign-in");
        await signIn(other, member.email);
        await expect(other).toHaveURL("/profile");
      }
      await page.goto("/settings");
      const list = page.locator("#sessions").getByRole("listitem");
      await expect(list).toHaveCount(3);
      await expect(list.first()).toContainText("This browser");
      await expectAccessible(page);

      await list.nth(1).getByRole("button", { name: "Sign out" }).click();
      await expect(list).toHaveCount(2);
      const stillIn = async () => {
        await Promise.all([first.goto("/settings"), second.goto("/settings")]);
        return [first, second].filter((other) => other.url().endsWith("/settings")).length;
      };
      expect(await stillIn()).toBe(1);

      await page.getByRole("button", { name: "Sign out everywhere else" }).click();
      await expect(page.getByText("You are signed in nowhere else.")).toBeVisible();
      expect(await stillIn()).toBe(0);
      await page.reload();
      await expect(page).toHaveURL("/settings");
      await first.context().close();
      await second.context().close();
    },
  );

  test("the download holds every row and file of the member, and nobody else's", async ({
    page,
    app,
    member,
  }) => {
    await addByRequest(page.request, app.url, keptDocuments);
    await page.goto("/settings");
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download my data" }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(
      new RegExp(`^keepintouch-${member.username}-\\d{4}-\\d\\d-\\d\\d\\.zip$`),
    );
    const entries = await unzip(await readAll(await download.createReadStream()));
    expect([...entries.keys()].toSorted()).toEqual([
      "READ-ME.txt",
      "documents/Tides.txt",
      "documents/b-.txt",
      "documents/tides (2).txt",
      "my-data.json",
    ]);

    const data = JSON.parse(entries.get("my-data.json")?.toString("utf8") ?? "");
    expect(data).toMatchObject({
      format: "keepintouch-snapshot",
      tables: {
        accounts: [{ id: member.id, email: member.email }],
        profiles: [{ id: member.id, username: member.username }],
      },
    });
    expect(data.tables.visibility_categories).toHaveLength(6);
    const names = data.tables.documents.map(({ name }: { name: string }) => name);
    expect(names).toEqual(keptDocuments.map(({ name }) => name));
    for (const { path, sha256: hash, size } of data.files) {
      const bytes = entries.get(path) ?? Buffer.alloc(0);
      expect({ path, hash: sha256(bytes), size: bytes.length }).toEqual({ path, hash, size });
    }
    expect(JSON.stringify(data)).not.toMatch(/\$2[aby]\$/);
  });

  test(
    "deleting the account leaves no row, no file and no mail behind",
    { tag: "@desktop" },
    async ({ page, app, member }) => {
      const nextEmail = member.email.replace("@", "-next@");
      await addByRequest(page.request, app.url, keptDocuments);
      await page.goto("/settings");
      await page.getByText("Change address").click();
      await page.getByLabel("New e-mail address").fill(nextEmail);
      await page.getByLabel("Your password").fill(castPassword);
      await page.getByRole("button", { name: "Send the link" }).click();
      await mailTo(app.dataFolder, member.email);
      await mailTo(app.dataFolder, nextEmail);
      expect((await tracesOf(app.dataFolder, [member.id])).length).toBeGreaterThan(keptDocuments.length);

      await page.getByRole("link", { name: "Delete my account" }).click();
      await expect(page.getByText("All 3 of your documents")).toBeVisible();
      await expectAccessible(page);
      await page.getByLabel("Your password").fill(castPassword);
      await page.getByLabel(/^Type/).fill("somebody-else");
      await page.getByRole("button", { name: "Delete everything for good" }).click();
      await expect(page.getByLabel(/^Type/)).toHaveAccessibleDescription(/^Type ada-\d+, so that/);
      await expectAccessible(page);

      await page.getByLabel("Your password").fill("not the right words");
      await page.getByLabel(/^Type/).fill(member.username);
      await page.getByRole("button", { name: "Delete everything for good" }).click();
      await expect(page.getByLabel("Your password")).toHaveAccessibleDescription(
        "That is not your password.",
      );

      await page.getByLabel("Your password").fill(castPassword);
      await page.getByLabel(/^Type/).fill(member.username);
      await page.getByRole("button", { name: "Delete everything for good" }).click();
      await expect(page).toHaveURL("/goodbye");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your account is gone");
      await expectAccessible(page);

      expect(await tracesOf(app.dataFolder, [member.id, member.email, nextEmail])).toEqual([]);
      await page.goto("/settings");
      await signIn(page, member.email);
      await expect(refusalOn(page)).toContainText("do not belong together");
    },
  );

  test.describe("without JavaScript", () => {
    test.use({ javaScriptEnabled: false });

    test("a browser is signed out, and a refused change opens its form with what was typed", async ({
      page,
      app,
      browser,
      member,
    }) => {
      const elsewhere = await otherBrowser(browser, app.url);
      await elsewhere.goto("/sign-in");
      await signIn(elsewhere, member.email);
      await expect(elsewhere).toHaveURL("/profile");

      await page.goto("/settings");
      await page.getByText("Change address").click();
      await page.getByLabel("New e-mail address").fill("not an address");
      await page.getByLabel("Your password").fill(castPassword);
      await page.getByRole("button", { name: "Send the link" }).click();
      await expect(page.getByLabel("New e-mail address")).toHaveValue("not an address");
      await expect(page.getByLabel("New e-mail address")).toHaveAccessibleDescription(/does not look like/);

      await page.locator("#sessions").getByRole("button", { name: "Sign out", exact: false }).first().click();
      await expect(page.getByText("You are signed in nowhere else.")).toBeVisible();
      await elsewhere.goto("/settings");
      await expect(elsewhere).toHaveURL(/\/sign-in/);
      await elsewhere.context().close();
    });
  });
});

test("every account page can be used by all", async ({ page, context, app, member }) => {
  const open = [
    "/sign-in",
    "/forgot-password",
    "/reset-password?token=x",
    "/confirm-email?token=x",
    "/goodbye",
  ];
  for (const address of open) {
    await page.goto(address);
    await expectAccessible(page);
  }
  await enter(context, app.url, member);
  for (const address of ["/settings", "/settings/delete"]) {
    await page.goto(address);
    await expectAccessible(page);
  }
});

/** A refused sign-in empties the password, so that this is also how one sees that the answer is there. */
async function expectAnswered(page: Page): Promise<void> {
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
}

/** What a form sends besides what is typed. */
function hiddenFields(html: string): FormData {
  const form = new FormData();
  for (const [, name = "", value = ""] of html.matchAll(
    /type="hidden" name="([^"]*)"(?: value="([^"]*)")?/g,
  )) {
    form.set(name, value.replaceAll("&quot;", '"'));
  }
  return form;
}

/** Posts with a Host header of one's own, which `fetch` does not allow. Gives the answer's body. */
async function postAs(
  host: string,
  url: string,
  path: string,
  { body, contentType }: { body: Buffer; contentType: string },
): Promise<string> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const headers = {
      host,
      "content-type": contentType,
      "content-length": body.length,
      "sec-fetch-site": "same-origin",
    };
    const sent = request(new URL(path, url), { method: "POST", headers }, (response) => {
      readAll(response).then((bytes) => resolve(new TextDecoder().decode(bytes)), reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Path → bytes. */
async function unzip(zip: Uint8Array): Promise<Map<string, Buffer>> {
  const file = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(Buffer.from(zip), { lazyEntries: true }, (error, opened) =>
      opened ? resolve(opened) : reject(error),
    ),
  );
  const entries = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    file.on("error", reject);
    file.on("end", () => resolve(entries));
    file.on("entry", (entry: Entry) => {
      file.openReadStream(entry, (error, stream) => {
        if (!stream) return reject(error);
        readAll(stream).then((bytes) => {
          entries.set(entry.fileName, Buffer.from(bytes));
          file.readEntry();
        }, reject);
      });
    });
    file.readEntry();
  });
}
