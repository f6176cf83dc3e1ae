import { request as openRequest } from "@playwright/test";

import { createId } from "#lib/domain/ids.ts";
import { enter, expect, test } from "#tests/support/browser-test.ts";
import { expectAccessible } from "#tests/support/accessibility.ts";
import { sha256 } from "#tests/support/content.ts";
import {
  addByRequest,
  addFiles,
  documentLink,
  documentRow,
  downloadedHash,
  fileField,
  limitSending,
  longText,
  openDocuments,
  receivedOf,
  table,
  textFile,
  uploadRow,
  uploads,
  type SomeFile,
} from "#tests/support/documents-test.ts";
import { answerBasics, somebody } from "#tests/support/onboarding.ts";
import {
  makeDocx,
  makeJpeg,
  makePdf,
  makePixelBomb,
  makePlainJpeg,
  makePlainPng,
  makePng,
  makeWebp,
  makeZip,
} from "#tests/support/sample-files.ts";
import { makeHeic } from "#tests/support/sample-heic.ts";
import { makeM4a, makeMp3, makeWav } from "#tests/support/sample-recordings.ts";

test.use({ signedIn: true });

const megabyte = 1024 * 1024;
/** Slow enough to be caught in the middle, fast enough not to be waited for. Bytes a second. */
const slowly = megabyte;

/** The id of the one upload that is under way, once some of it has reached the server. */
async function underWay(page: Parameters<typeof receivedOf>[0]): Promise<string> {
  const sending = await page.waitForRequest(
    (request) => request.method() === "PATCH" && request.url().includes("/api/uploads/"),
  );
  const id = new URL(sending.url()).pathname.split("/").at(-1) ?? "";
  return id;
}

test.describe("choosing files", () => {
  test("every kind is taken, and each becomes visible", { tag: "@both" }, async ({ page }) => {
    await openDocuments(page);
    const files: SomeFile[] = [
      { name: "cv.pdf", mimeType: "application/pdf", buffer: await makePdf() },
      { name: "letter.docx", mimeType: "", buffer: await makeDocx() },
      textFile("tides.txt"),
      { name: "diary.md", mimeType: "", buffer: Buffer.from("# Monday\n\nRain.\n") },
      { name: "books.csv", mimeType: "text/csv", buffer: Buffer.from("title,author\nMiddlemarch,Eliot\n") },
      { name: "beach.jpg", mimeType: "image/jpeg", buffer: await makeJpeg() },
      { name: "drawing.png", mimeType: "image/png", buffer: await makePng() },
      { name: "sea.webp", mimeType: "image/webp", buffer: await makeWebp() },
      { name: "phone.heic", mimeType: "", buffer: makeHeic() },
      { name: "song.mp3", mimeType: "audio/mpeg", buffer: makeMp3() },
      { name: "memo.m4a", mimeType: "audio/x-m4a", buffer: makeM4a() },
      { name: "voice.wav", mimeType: "audio/wav", buffer: makeWav() },
    ];
    await addFiles(page, files);
    await expect(uploads(page).getByText("12 files added.").first()).toBeVisible();
    for (const name of ["cv.pdf", "beach.jpg", "drawing.png", "sea.webp", "phone.heic"]) {
      const thumbnail = documentRow(page, name).locator("img");
      await expect
        .poll(() => thumbnail.evaluate((img) => (img as HTMLImageElement).naturalWidth))
        .toBeGreaterThan(0);
    }
    await expectAccessible(page);
  });

  test(
    "refused files say why and stay listed until dismissed, while the others go on",
    { tag: "@both" },
    async ({ page }) => {
      await openDocuments(page);
      const refused: [SomeFile, RegExp][] = [
        [textFile("empty.txt", ""), /This file is empty/],
        [{ name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") }, /SVG drawings/],
        [
          { name: "cv.pdf", mimeType: "application/pdf", buffer: Buffer.from("no pdf") },
          /says this is a PDF/,
        ],
        [{ name: "photo.jpg", mimeType: "image/jpeg", buffer: await makePlainPng() }, /inside it is a PNG/],
        [
          { name: "cut.jpg", mimeType: "image/jpeg", buffer: (await makePlainJpeg()).subarray(0, 4000) },
          /end of this file/,
        ],
        [
          { name: "bomb.png", mimeType: "image/png", buffer: makePixelBomb(30_000, 30_000) },
          /million pixels/,
        ],
        [
          { name: "zip.docx", mimeType: "", buffer: await makeZip(new Map([["a.txt", Buffer.from("a")]])) },
          /not a Word document/,
        ],
        [{ name: "typed.txt", mimeType: "image/png", buffer: Buffer.from("text") }, /do not agree/],
      ];
      await fileField(page).setInputFiles([...refused.map(([file]) => file), textFile("tides.txt")]);
      for (const [{ name }, why] of refused) await expect(uploadRow(page, name)).toContainText(why);
      await expect(documentLink(page, "tides.txt")).toBeVisible();
      await expect(table(page).getByRole("row")).toHaveCount(2);
      await expectAccessible(page);

      await uploads(page).getByRole("button", { name: "Dismiss empty.txt" }).click();
      await expect(uploadRow(page, "empty.txt")).toHaveCount(0);
      await expect(uploadRow(page, "drawing.svg")).toBeVisible();
    },
  );

  test("a file over the limit is refused before a byte of it is sent", async ({ page }) => {
    await openDocuments(page);
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/api/uploads")) asked += 1;
    });
    await page.evaluate(
      (size) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(size)], "film.txt", { type: "text/plain" }));
        window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
      },
      50 * megabyte + 1,
    );
    await expect(uploadRow(page, "film.txt")).toContainText("larger than 50 MB");
    expect(asked).toBe(0);
  });

  test("the limit and the kinds are said before, and belong to the field", async ({ page }) => {
    await openDocuments(page);
    await expect(fileField(page)).toHaveAccessibleDescription(/PDF.*HEIC.*M4A.*50\s*MB/);
  });

  test("dropped and pasted files are added", { tag: "@desktop" }, async ({ page }) => {
    await openDocuments(page);
    await page.evaluate(() => {
      const carrying = (name: string) => {
        const data = new DataTransfer();
        data.items.add(new File(["High water at five."], name, { type: "text/plain" }));
        return data;
      };
      const dropped = carrying("dropped.txt");
      for (const type of ["dragenter", "dragover", "drop"]) {
        const options = { dataTransfer: dropped, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new DragEvent(type, options));
      }
      const clipboardData = carrying("pasted.txt");
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    });
    await expect(documentLink(page, "dropped.txt")).toBeVisible();
    await expect(documentLink(page, "pasted.txt")).toBeVisible();
  });

  test(
    "with the keyboard alone the field can be reached and a refused file dismissed",
    { tag: "@desktop" },
    async ({ page }) => {
      // Asked for early: the browser has to be told that a chooser is awaited before it opens one.
      const choosing = page.waitForEvent("filechooser");
      await openDocuments(page);
      await fileField(page).focus();
      await page.keyboard.press("Enter");
      const chooser = await choosing;
      await chooser.setFiles([textFile("empty.txt", "")]);
      const dismiss = uploads(page).getByRole("button", { name: "Dismiss empty.txt" });
      await expect(dismiss).toBeVisible();
      await dismiss.focus();
      await page.keyboard.press("Enter");
      await expect(uploadRow(page, "empty.txt")).toHaveCount(0);
    },
  );

  test("how it went is announced politely", async ({ page }) => {
    await openDocuments(page);
    await fileField(page).setInputFiles([textFile("tides.txt"), textFile("empty.txt", "")]);
    await expect(uploads(page).getByRole("status")).toHaveText("1 file added. 1 file not taken.");
  });
});

test.describe("names", () => {
  const names = [
    ["..%2F..%2Fetc%2Fpasswd.txt", "..%2F..%2Fetc%2Fpasswd.txt", "%2F..%2Fetc%2Fpasswd.txt"],
    ["CON.txt", "CON.txt", "_CON.txt"],
    ["🌊 tides 🌙.txt", "🌊 tides 🌙.txt", "🌊 tides 🌙.txt"],
    ["photo\u202egpj.txt", "photogpj.txt", "photogpj.txt"],
    ["שלום עולם.txt", "שלום עולם.txt", "שלום עולם.txt"],
    [
      "<img src=x onerror=alert(1)>.txt",
      "<img src=x onerror=alert(1)>.txt",
      "-img src=x onerror=alert(1)-.txt",
    ],
    ['"quoted"; filename=evil.exe.txt', '"quoted"; filename=evil.exe.txt', "-quoted-; filename=evil.exe.txt"],
    [`${"long ".repeat(60)}.txt`, "long long long", /^(long )+l\.txt$/],
  ] as const;

  test(
    "of any characters are shown as they are and downloaded under a safe name",
    { tag: "@desktop" },
    async ({ page }) => {
      await openDocuments(page);
      let alerts = 0;
      page.on("dialog", (dialog) => {
        alerts += 1;
        void dialog.dismiss();
      });
      await fileField(page).setInputFiles(names.map(([name]) => textFile(name)));
      await expect(table(page).getByRole("row")).toHaveCount(names.length + 1);
      for (const [, shown, saved] of names) {
        const row = documentRow(page, shown);
        await expect(row).toBeVisible();
        await row.getByRole("button", { name: /More about/ }).click();
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          // The menu of the row before may still be fading out.
          page.getByRole("menuitem", { name: "Download" }).last().click(),
        ]);
        const name = download.suggestedFilename();
        if (typeof saved === "string") expect(name).toBe(saved);
        else expect(name).toMatch(saved);
        expect(name.length).toBeLessThanOrEqual(150);
      }
      expect(alerts).toBe(0);
      await expectAccessible(page);
    },
  );

  test("that are paths or hold NUL are data, too", async ({ page, app }) => {
    await addByRequest(page.request, app.url, [textFile("../../backup.json.txt"), textFile("a\0b.txt")]);
    await openDocuments(page);
    await expect(documentLink(page, "../../backup.json.txt")).toBeVisible();
    await expect(documentLink(page, "a b.txt")).toBeVisible();
  });
});

test.describe("on the way", () => {
  test("an upload can be paused, resumed and cancelled", { tag: "@both" }, async ({ page }) => {
    await openDocuments(page);
    await limitSending(page, slowly);
    const [id] = await Promise.all([
      underWay(page),
      fileField(page).setInputFiles([longText("kept.txt", 3), longText("dropped.txt", 3)]),
    ]);
    await expect.poll(() => receivedOf(page, id)).toBeGreaterThan(0);

    await uploads(page).getByRole("button", { name: "Pause kept.txt" }).click();
    await expect(uploadRow(page, "kept.txt")).toContainText("Paused at");
    await uploads(page).getByRole("button", { name: "Cancel dropped.txt" }).click();
    await expect(uploadRow(page, "dropped.txt")).toHaveCount(0);
    await expectAccessible(page);

    await limitSending(page, null);
    await uploads(page).getByRole("button", { name: "Resume kept.txt" }).click();
    await expect(documentLink(page, "kept.txt")).toBeVisible();
    expect(await downloadedHash(page, "kept.txt")).toBe(sha256(longText("kept.txt", 3).buffer));
    await page.reload();
    await expect(documentLink(page, "kept.txt")).toBeVisible();
    await expect(uploads(page)).toBeHidden();
    await expect(documentLink(page, "dropped.txt")).toHaveCount(0);
  });

  test("without a network it waits, says so, and goes on by itself", async ({ page, context }) => {
    await openDocuments(page);
    await limitSending(page, slowly);
    const [id] = await Promise.all([
      underWay(page),
      fileField(page).setInputFiles([longText("tides.txt", 3)]),
    ]);
    await expect.poll(() => receivedOf(page, id)).toBeGreaterThan(0);

    await context.setOffline(true);
    await expect(uploadRow(page, "tides.txt")).toContainText("You are offline. It goes on by itself");
    await context.setOffline(false);
    await limitSending(page, null);
    await expect(documentLink(page, "tides.txt")).toBeVisible();
    expect(await downloadedHash(page, "tides.txt")).toBe(sha256(longText("tides.txt", 3).buffer));
  });

  test("after a reload it goes on by itself, where it was", async ({ page }) => {
    await openDocuments(page);
    await limitSending(page, slowly);
    const [id] = await Promise.all([
      underWay(page),
      fileField(page).setInputFiles([longText("tides.txt", 4)]),
    ]);
    await expect.poll(() => receivedOf(page, id)).toBeGreaterThan(0);

    const goesOn = page.waitForRequest((request) => request.method() === "PATCH");
    await page.reload();
    const request = await goesOn;
    expect(new URL(request.url()).pathname).toBe(`/api/uploads/${id}`);
    expect(Number(request.headers()["upload-offset"])).toBeGreaterThan(0);
    await limitSending(page, null);
    await expect(documentLink(page, "tides.txt")).toBeVisible();
    expect(await downloadedHash(page, "tides.txt")).toBe(sha256(longText("tides.txt", 4).buffer));
  });

  test("where the browser kept nothing, it waits for its file and goes on from there", async ({ page }) => {
    await openDocuments(page);
    await limitSending(page, slowly);
    const file = longText("tides.txt", 4);
    const [id] = await Promise.all([underWay(page), fileField(page).setInputFiles([file])]);
    await expect.poll(() => receivedOf(page, id)).toBeGreaterThan(0);
    await uploads(page).getByRole("button", { name: "Pause tides.txt" }).click();
    await page.evaluate(async () => {
      const databases = await indexedDB.databases();
      for (const { name } of databases) if (name) indexedDB.deleteDatabase(name);
    });
    await page.goto("about:blank");
    await openDocuments(page);
    await expect(uploadRow(page, "tides.txt")).toContainText(/Waits for its file: .* are here already/);
    await expectAccessible(page);

    const goesOn = page.waitForRequest((request) => request.method() === "PATCH");
    await limitSending(page, null);
    await fileField(page).setInputFiles([file]);
    expect(Number((await goesOn).headers()["upload-offset"])).toBeGreaterThan(0);
    await expect(documentLink(page, "tides.txt")).toBeVisible();
    expect(await downloadedHash(page, "tides.txt")).toBe(sha256(file.buffer));
  });

  test("a killed server loses nothing that had arrived, and the upload goes on when it is back", async ({
    page,
    app,
  }) => {
    await openDocuments(page);
    await limitSending(page, slowly);
    const [id] = await Promise.all([
      underWay(page),
      fileField(page).setInputFiles([longText("tides.txt", 4)]),
    ]);
    await expect.poll(() => receivedOf(page, id)).toBeGreaterThan(megabyte / 2);

    await app.kill();
    await expect(uploadRow(page, "tides.txt")).toContainText("The connection broke. Trying again by itself");
    const goesOn = page.waitForRequest(
      (request) => request.method() === "PATCH" && Number(request.headers()["upload-offset"]) > 0,
    );
    await app.start();
    await goesOn;
    await limitSending(page, null);
    await expect(documentLink(page, "tides.txt")).toBeVisible({ timeout: 30_000 });
    expect(await downloadedHash(page, "tides.txt")).toBe(sha256(longText("tides.txt", 4).buffer));
  });

  test("a second tab leaves it to the first", { tag: "@desktop" }, async ({ page, context }) => {
    await openDocuments(page);
    await limitSending(page, slowly / 4);
    await fileField(page).setInputFiles([longText("tides.txt", 4)]);
    // Asking the server how far it is would interrupt the first tab, and the second might rightly go on with it.
    await expect(uploadRow(page, "tides.txt")).toContainText(/[1-9].* of 4 MB/);

    const second = await context.newPage();
    await openDocuments(second);
    await expect(uploadRow(second, "tides.txt")).toContainText("Being uploaded in another tab");
    await limitSending(page, null);
    await expect(documentLink(page, "tides.txt")).toBeVisible();
    await expect(documentLink(second, "tides.txt")).toBeVisible();
    await expect(table(second).getByRole("row")).toHaveCount(2);
  });

  test("what was begun here is not sent by whoever signs in next", async ({
    page,
    context,
    stranger,
    app,
  }) => {
    await openDocuments(page);
    await limitSending(page, slowly);
    const [id] = await Promise.all([
      underWay(page),
      fileField(page).setInputFiles([longText("tides.txt", 4)]),
    ]);
    await expect.poll(() => receivedOf(page, id)).toBeGreaterThan(0);
    await page.goto("about:blank");

    await enter(context, app.url, stranger);
    await openDocuments(page);
    await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();
    await expect(uploads(page)).toBeHidden();
    const kept = await page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open("keepintouch-uploads");
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const counting = opening.result.transaction("files").objectStore("files").count();
            counting.onsuccess = () => resolve(counting.result);
          };
        }),
    );
    expect(kept).toBe(0);
  });
});

test("somebody on the way in adds files before there is an account, and finds them as a member would", async ({
  browser,
  app,
}) => {
  const context = await browser.newContext({ baseURL: app.url });
  const page = await context.newPage();
  await answerBasics(page, somebody("cleo"));
  await expect(page.locator("[data-alive]")).toHaveCount(1);
  await addFiles(page, [
    textFile("tides.txt"),
    { name: "beach.jpg", mimeType: "", buffer: await makeJpeg() },
  ]);
  await expectAccessible(page);

  await app.kill();
  await app.start();
  await page.reload();
  await expect(documentLink(page, "beach.jpg")).toBeVisible();
  expect(await downloadedHash(page, "tides.txt")).toBe(sha256(textFile("tides.txt").buffer));
  await documentRow(page, "tides.txt").getByRole("button", { name: "More about tides.txt" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(documentLink(page, "tides.txt")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(documentLink(page, "tides.txt")).toBeVisible();
  await context.close();
});

test.describe("other people", () => {
  test("find neither an upload nor a file, even with its address", async ({ page, app, stranger }) => {
    await openDocuments(page);
    await limitSending(page, slowly);
    const [id] = await Promise.all([
      underWay(page),
      fileField(page).setInputFiles([longText("tides.txt", 3)]),
    ]);
    await expect.poll(() => receivedOf(page, id)).toBeGreaterThan(0);

    const headers = { origin: app.url, "tus-resumable": "1.0.0" };
    const { name, value } = stranger.cookie;
    const other = await openRequest.newContext({
      baseURL: app.url,
      extraHTTPHeaders: { ...headers, cookie: `${name}=${value}` },
    });
    for (const asked of [id, createId()]) {
      expect((await other.head(`/api/uploads/${asked}`)).status()).toBe(404);
      expect((await other.delete(`/api/uploads/${asked}`)).status()).toBe(404);
      expect((await other.post(`/api/uploads/${asked}/finish`)).status()).toBe(404);
      expect((await other.get(`/documents/${asked}`)).status()).toBe(404);
    }
    await limitSending(page, null);
    await expect(documentLink(page, "tides.txt")).toBeVisible();
    expect((await other.get(`/documents/${id}`)).status()).toBe(404);
    expect((await other.get(`/api/files/${"x".repeat(80)}`)).status()).toBe(404);
    await other.dispose();
  });

  test(
    "cannot make our member's browser upload from another site",
    { tag: "@desktop" },
    async ({ page, app }) => {
      const foreign = { origin: "https://evil.example", "tus-resumable": "1.0.0" };
      const data = { id: createId(), name: "a.txt", declaredType: "", size: 3, categoryId: null };
      for (const path of ["announce", "form", `${createId()}/finish`, ""]) {
        const response = await page.request.post(`${app.url}/api/uploads/${path}`, {
          data,
          headers: foreign,
        });
        expect(response.status()).toBe(403);
      }
      for (const method of ["PATCH", "DELETE"]) {
        const response = await page.request.fetch(`${app.url}/api/uploads/${createId()}`, {
          method,
          headers: foreign,
        });
        expect(response.status()).toBe(403);
      }
    },
  );
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a plain form takes files, and says what became of each", async ({ page }) => {
    await page.goto("/documents");
    await page
      .getByLabel("Files to add")
      .setInputFiles([
        textFile("🌊 tides.txt"),
        { name: "cv.pdf", mimeType: "application/pdf", buffer: Buffer.from("no pdf") },
      ]);
    await page.getByRole("button", { name: "Add these files" }).click();
    await expect(page).toHaveURL("/documents");
    await expect(page.getByRole("alert").filter({ hasText: "1 file added." })).toBeVisible();
    await expect(page.getByText(/cv\.pdf.*The name says this is a PDF/)).toBeVisible();
    await expect(documentLink(page, "🌊 tides.txt")).toBeVisible();
    await expect(table(page).getByRole("row")).toHaveCount(2);
  });
});
