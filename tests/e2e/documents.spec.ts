import type { Page } from "@playwright/test";

import { expect, test } from "#tests/support/browser-test.ts";
import { expectAccessible } from "#tests/support/accessibility.ts";
import { sha256 } from "#tests/support/content.ts";
import {
  addByRequest,
  addFiles,
  documentLink,
  documentRow,
  downloadedHash,
  openDocuments,
  table,
  textFile,
  type SomeFile,
} from "#tests/support/documents-test.ts";
import { makeDocx, makeJpeg, makePdf } from "#tests/support/sample-files.ts";
import { makeWav } from "#tests/support/sample-recordings.ts";

test.use({ signedIn: true });

const tides = textFile("tides.txt", "High water at five.\n");
const books: SomeFile = {
  name: "books.csv",
  mimeType: "text/csv",
  buffer: Buffer.from("title,author\nMiddlemarch,George Eliot\n"),
};
const photo = async (): Promise<SomeFile> => ({
  name: "beach.jpg",
  mimeType: "image/jpeg",
  buffer: await makeJpeg(),
});

const namesIn = (page: Page) => table(page).getByRole("link");
const dialog = (page: Page) => page.getByRole("dialog");

async function openMenu(page: Page, name: string): Promise<void> {
  await documentRow(page, name)
    .getByRole("button", { name: `More about ${name}` })
    .click();
}

async function deleteByMenu(page: Page, name: string): Promise<void> {
  await openMenu(page, name);
  await page.getByRole("menuitem", { name: "Delete" }).click();
}

test.describe("the list", () => {
  test("says what belongs here while it is empty", async ({ page }) => {
    await openDocuments(page);
    await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();
    await expect(page.getByText("0 documents, 0 bytes of 5 GB")).toBeVisible();
    await expectAccessible(page);
  });

  test(
    "can be searched, filtered and sorted, and keeps that in its address",
    { tag: "@both" },
    async ({ page, app }) => {
      await addByRequest(page.request, app.url, [tides, books, await photo()]);
      await openDocuments(page);
      await expect(namesIn(page)).toHaveText(["beach.jpg", "books.csv", "tides.txt"]);

      await page.getByRole("combobox", { name: "Order" }).selectOption("name");
      await expect(page).toHaveURL(/\?sort=name$/);
      await page.getByRole("combobox", { name: "Order" }).selectOption("oldest");
      await expect(namesIn(page)).toHaveText(["tides.txt", "books.csv", "beach.jpg"]);

      await page.getByRole("searchbox").fill("TIDE");
      await expect(namesIn(page)).toHaveText(["tides.txt"]);
      await expect(page).toHaveURL(/q=TIDE/);
      await page.reload();
      await expect(namesIn(page)).toHaveText(["tides.txt"]);
      await expect(page.getByRole("searchbox")).toHaveValue("TIDE");

      await page.getByRole("searchbox").fill("");
      await page.getByRole("combobox", { name: "Kind" }).selectOption("photo");
      await expect(namesIn(page)).toHaveText(["beach.jpg"]);

      await page.getByRole("combobox", { name: "Kind" }).selectOption("audio");
      await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("link", { name: "Show all documents" }).click();
      await expect(namesIn(page)).toHaveCount(3);
    },
  );

  test("shows more on request", { tag: "@desktop" }, async ({ page, app }) => {
    const many = Array.from({ length: 53 }, (_, number) =>
      textFile(`${String(number).padStart(2, "0")}.txt`),
    );
    await addByRequest(page.request, app.url, many);
    await openDocuments(page);
    await expect(namesIn(page)).toHaveCount(50);
    await expect(namesIn(page).first()).toHaveText("52.txt");
    await page.getByRole("button", { name: "Show more" }).click();
    await expect(namesIn(page)).toHaveCount(53);
    await expect(namesIn(page).last()).toHaveText("00.txt");
    await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
  });

  test("begins at its beginning when the address is not one of ours", async ({ page, app }) => {
    await addByRequest(page.request, app.url, [tides]);
    const odd = "cursor=abc&sort=backwards&kind=everything&circle=none&q=";
    const response = await page.goto(`/documents?${odd}`);
    expect(response?.status()).toBe(200);
    await expect(namesIn(page)).toHaveText(["tides.txt"]);
  });

  test("counts the space used as things come and go", async ({ page }) => {
    await openDocuments(page);
    await addFiles(page, [textFile("a.txt", "x".repeat(2048)), textFile("b.txt", "x".repeat(1024))]);
    await expect(page.getByText("2 documents, 3 KB of 5 GB")).toBeVisible();
    await deleteByMenu(page, "a.txt");
    await expect(page.getByText("1 document, 1 KB of 5 GB")).toBeVisible();
    await page.reload();
    await expect(page.getByText("1 document, 1 KB of 5 GB")).toBeVisible();
  });

  test("lets the circle of each document be chosen in its row", async ({ page, app }) => {
    await addByRequest(page.request, app.url, [tides]);
    await openDocuments(page);
    const reach = page.getByRole("combobox", { name: "Who may see tides.txt" });
    await expect(reach.locator("option:checked")).toHaveText("Private");
    const saved = page.waitForResponse((response) => response.request().method() === "POST");
    await reach.selectOption({ label: "Family" });
    await saved;
    await page.reload();
    await expect(reach.locator("option:checked")).toHaveText("Family");
    await page.goto("/documents");
    await page.getByRole("combobox", { name: "Seen by", exact: true }).selectOption({ label: "Family" });
    await expect(namesIn(page)).toHaveText(["tides.txt"]);
  });

  test("new documents go into the circle chosen above them", async ({ page }) => {
    await openDocuments(page);
    await page.getByRole("combobox", { name: "New ones are seen by" }).selectOption({ label: "Friends" });
    await addFiles(page, [tides]);
    const reach = page.getByRole("combobox", { name: "Who may see tides.txt" });
    await expect(reach.locator("option:checked")).toHaveText("Friends");
    await page.reload();
    await expect(reach.locator("option:checked")).toHaveText("Friends");
  });
});

test.describe("one document", () => {
  test("opens over the list, and the way back closes it", { tag: "@both" }, async ({ page, app }) => {
    await addByRequest(page.request, app.url, [tides]);
    await openDocuments(page);
    await documentLink(page, "tides.txt").click();
    await expect(dialog(page).getByRole("heading", { name: "tides.txt" })).toBeVisible();
    await expect(dialog(page).getByText("High water at five.")).toBeVisible();
    await expect(page).toHaveURL(/\?open=/);
    await expectAccessible(page);
    await page.goBack();
    await expect(dialog(page)).toHaveCount(0);
    await page.goForward();
    await expect(dialog(page)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toHaveCount(0);
  });

  test("is shown in place, whatever its kind", { tag: "@both" }, async ({ page, app }) => {
    const files: SomeFile[] = [
      await photo(),
      { name: "cv.pdf", mimeType: "application/pdf", buffer: await makePdf() },
      { name: "voice.wav", mimeType: "audio/wav", buffer: makeWav(2) },
      { name: "letter.docx", mimeType: "", buffer: await makeDocx() },
      books,
    ];
    const [photoId, pdfId, voiceId, letterId, booksId] = await addByRequest(page.request, app.url, files);

    await openDocuments(page, `/documents?open=${photoId}`);
    const picture = dialog(page).getByRole("img", { name: "beach.jpg" });
    await expect.poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(320);
    await expect(dialog(page).getByText("14 Jul 2019")).toBeVisible();
    await expectAccessible(page);

    await openDocuments(page, `/documents?open=${pdfId}`);
    await expect(dialog(page).getByRole("img", { name: "Its first page" })).toBeVisible();
    const whole = dialog(page).getByRole("link", { name: "Open all 3 pages" });
    const served = await page.request.get((await whole.getAttribute("href")) ?? "");
    expect(served.headers()["content-type"]).toBe("application/pdf");
    expect(served.headers()["content-disposition"]).toMatch(/^inline;/);

    await openDocuments(page, `/documents?open=${voiceId}`);
    const player = dialog(page).locator("audio");
    await expect
      .poll(() => player.evaluate((audio) => (audio as HTMLAudioElement).duration))
      .toBeCloseTo(2, 0);

    await openDocuments(page, `/documents?open=${letterId}`);
    await expect(dialog(page).getByText("Download it to read it")).toBeVisible();

    await openDocuments(page, `/documents?open=${booksId}`);
    await expect(dialog(page).getByText("Middlemarch,George Eliot")).toBeVisible();
    await expectAccessible(page);
  });

  test("can be renamed, described and given another circle", { tag: "@both" }, async ({ page, app }) => {
    const [id] = await addByRequest(page.request, app.url, [tides]);
    await openDocuments(page);
    await documentLink(page, "tides.txt").click();
    await dialog(page).getByLabel("Name").fill("Tides of May.txt");
    await dialog(page).getByLabel("Description").fill("From the harbour master.");
    await dialog(page).getByRole("combobox", { name: "Seen by" }).selectOption({ label: "Family" });
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await expect(dialog(page).getByText("Saved.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(documentRow(page, "Tides of May.txt")).toContainText("From the harbour master.");

    await page.goto(`/documents/${id}`);
    await expect(page.getByRole("heading", { level: 1, name: "Tides of May.txt" })).toBeVisible();
    await expect(page.getByLabel("Description")).toHaveValue("From the harbour master.");
    await expect(page.getByRole("combobox", { name: "Seen by" }).locator("option:checked")).toHaveText(
      "Family",
    );
    await expectAccessible(page);
  });

  test("keeps what was typed when it is refused, and says why at the field", async ({ page, app }) => {
    await addByRequest(page.request, app.url, [tides]);
    await openDocuments(page);
    await documentLink(page, "tides.txt").click();
    await dialog(page).getByLabel("Name").fill("   ");
    await dialog(page).getByLabel("Description").fill("Not lost.");
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await expect(dialog(page).getByLabel("Name")).toHaveAccessibleDescription(/Give it a name/);
    await expect(dialog(page).getByLabel("Description")).toHaveValue("Not lost.");
    await expectAccessible(page);
  });

  test(
    "changed in two places shows both versions, and loses neither",
    { tag: "@desktop" },
    async ({ page, context, app }) => {
      const [id] = await addByRequest(page.request, app.url, [tides]);
      await page.goto(`/documents/${id}`);
      const second = await context.newPage();
      await second.goto(`/documents/${id}`);
      await second.getByLabel("Name").fill("From the phone.txt");
      await second.getByRole("button", { name: "Save" }).click();
      await expect(second.getByText("Saved.")).toBeVisible();

      await page.getByLabel("Name").fill("From the desk.txt");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("alert").filter({ hasText: "changed somewhere else" })).toContainText(
        "From the phone.txt",
      );
      await expect(page.getByLabel("Name")).toHaveValue("From the desk.txt");
      await expectAccessible(page);
      await page.getByRole("button", { name: "Save mine" }).click();
      await expect(page.getByText("Saved.")).toBeVisible();
      await page.reload();
      await expect(page.getByLabel("Name")).toHaveValue("From the desk.txt");
    },
  );

  test("is the same bytes when it is downloaded", { tag: "@desktop" }, async ({ page, app }) => {
    await addByRequest(page.request, app.url, [tides]);
    await openDocuments(page);
    expect(await downloadedHash(page, "tides.txt")).toBe(sha256(tides.buffer));
  });

  test(
    "is served in parts, not again to who has it, and to nobody with a forged address",
    { tag: "@desktop" },
    async ({ page, app }) => {
      // Long enough that a server would like to compress it, which would spoil the part and its hash.
      const long = textFile("tides.txt", "High water at five.\n".repeat(500));
      const [id] = await addByRequest(page.request, app.url, [long]);
      await page.goto(`/documents/${id}`);
      const address = (await page.getByRole("link", { name: "Download" }).getAttribute("href")) ?? "";
      const part = await page.request.get(address, { headers: { range: "bytes=5-5004" } });
      expect(part.status()).toBe(206);
      expect(part.headers()["content-encoding"]).toBeUndefined();
      expect(sha256(await part.body())).toBe(sha256(long.buffer.subarray(5, 5005)));
      const again = await page.request.get(address, {
        headers: { "if-none-match": part.headers()["etag"] ?? "" },
      });
      expect(again.status()).toBe(304);
      const nothing = await page.request.get(address, { headers: { range: "bytes=99999-" } });
      expect(nothing.status()).toBe(416);
      for (const forged of [address.slice(0, -2), `${address}x`, address.replace(/[^/]+$/, "abc.def")]) {
        expect((await page.request.get(forged)).status()).toBe(404);
      }
    },
  );
});

test.describe("deleting", () => {
  test(
    "takes it away at once, its addresses too, and can be undone",
    { tag: "@both" },
    async ({ page, app }) => {
      const [id] = await addByRequest(page.request, app.url, [tides, books]);
      await page.goto(`/documents/${id}`);
      const address = (await page.getByRole("link", { name: "Download" }).getAttribute("href")) ?? "";
      expect((await page.request.get(address)).status()).toBe(200);

      await openDocuments(page);
      await deleteByMenu(page, "tides.txt");
      await expect(documentLink(page, "tides.txt")).toHaveCount(0);
      await expect(page.getByText("“tides.txt” is deleted.")).toBeVisible();
      // Focused, the notice stays as long as it takes to look at it.
      await page.getByRole("button", { name: "Undo" }).focus();
      await expect.poll(async () => (await page.request.get(address)).status()).toBe(404);
      await expectAccessible(page);

      await page.getByRole("button", { name: "Undo" }).click();
      await expect(documentLink(page, "tides.txt")).toBeVisible();
      await expect.poll(async () => (await page.request.get(address)).status()).toBe(200);
      await page.reload();
      await expect(namesIn(page)).toHaveText(["books.csv", "tides.txt"]);
    },
  );

  test(
    "works with the keyboard alone, and the focus stays near",
    { tag: "@desktop" },
    async ({ page, app }) => {
      await addByRequest(page.request, app.url, [tides, books]);
      await openDocuments(page);
      await documentRow(page, "books.csv").getByRole("button", { name: "More about books.csv" }).focus();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("menuitem").first()).toBeFocused();
      await page.keyboard.press("End");
      await expect(page.getByRole("menuitem", { name: "Delete" })).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(documentLink(page, "books.csv")).toHaveCount(0);
      await expect(documentLink(page, "tides.txt")).toBeFocused();
      await page.getByRole("button", { name: "Undo" }).focus();
      await page.keyboard.press("Enter");
      await expect(documentLink(page, "books.csv")).toBeVisible();
    },
  );

  test("from its dialog leads back to the list", async ({ page, app }) => {
    await addByRequest(page.request, app.url, [tides]);
    await openDocuments(page);
    await documentLink(page, "tides.txt").click();
    await dialog(page).getByRole("button", { name: "Delete" }).click();
    await expect(dialog(page)).toHaveCount(0);
    await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();
  });

  test("that does not reach the server puts it back and says so", async ({ page, context, app }) => {
    await addByRequest(page.request, app.url, [tides]);
    await openDocuments(page);
    await context.setOffline(true);
    await deleteByMenu(page, "tides.txt");
    await expect(page.getByText("The server did not answer.")).toBeVisible();
    await expect(documentLink(page, "tides.txt")).toBeVisible();
    await context.setOffline(false);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the list can be searched, and a document renamed, deleted and brought back", async ({
    page,
    app,
  }) => {
    await addByRequest(page.request, app.url, [tides, books]);
    await page.goto("/documents");
    await page.getByRole("searchbox").fill("tides");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect(namesIn(page)).toHaveText(["tides.txt"]);

    await documentLink(page, "tides.txt").click();
    await page.getByLabel("Name").fill("Tides of May.txt");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await page.getByRole("link", { name: "All documents" }).click();
    await documentLink(page, "Tides of May.txt").click();

    await page.getByRole("button", { name: "Delete" }).click();
    await expect(page.getByText("The document is deleted.")).toBeVisible();
    await expect(namesIn(page)).toHaveText(["books.csv"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(namesIn(page)).toHaveText(["books.csv", "Tides of May.txt"]);
  });

  test("the pages of a long list follow each other", { tag: "@desktop" }, async ({ page, app }) => {
    const many = Array.from({ length: 52 }, (_, number) =>
      textFile(`${String(number).padStart(2, "0")}.txt`),
    );
    await addByRequest(page.request, app.url, many);
    await page.goto("/documents?sort=name");
    await expect(namesIn(page)).toHaveCount(50);
    await page.getByRole("link", { name: "Show more" }).click();
    await expect(namesIn(page)).toHaveText(["50.txt", "51.txt"]);
  });
});
