import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { confirmEmailMail, resetPasswordMail } from "#lib/auth/mails.ts";
import { createOutbox, type Outbox } from "#lib/auth/outbox.ts";

const day = 24 * 3600 * 1000;
let folder: string;
let outbox: Outbox;
let now: number;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "keepintouch-outbox-")), "outbox");
  now = Date.parse("2026-11-20T12:00:00Z");
  outbox = createOutbox(folder, () => now);
});

afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

const send = (to: string, link = "http://localhost:3000/reset-password?token=abc") =>
  outbox.send({ to, memberId: `id of ${to}`, ...resetPasswordMail(link) });

test("an outbox nobody wrote to is empty, and is not made by looking", async () => {
  expect(await outbox.list()).toEqual([]);
  expect(await readdir(path.dirname(folder))).toEqual([]);
});

test("mails are listed newest first, with the link as it was sent", async () => {
  await send("ada@example.org");
  now += 1000;
  await send("ben@example.org", "http://localhost:3000/reset-password?token=a&b=<c>");
  const mails = await outbox.list();
  expect(mails.map((mail) => mail.to)).toEqual(["ben@example.org", "ada@example.org"]);
  expect(mails[0]?.text).toContain("http://localhost:3000/reset-password?token=a&b=<c>");
});

test("a mail is a file that people can read and other users of the machine cannot", async () => {
  await send("ada@example.org");
  const [name = ""] = await readdir(folder);
  const file = path.join(folder, name);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({
    to: "ada@example.org",
    sentAt: "2026-11-20T12:00:00.000Z",
    subject: "Choose a new password for KeepInTouch",
  });
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe("600");
  expect(((await stat(folder)).mode & 0o777).toString(8)).toBe("700");
});

test("mails about one member can be removed wherever they went, half-written ones too, and others stay", async () => {
  await send("ada@example.org");
  const memberId = "id of ada@example.org";
  await outbox.send({ to: "countess@example.org", memberId, ...confirmEmailMail("http://localhost:3000/x") });
  await send("ben@example.org");
  await writeFile(path.join(folder, "20261120-120000000-0123abcd.json.part"), '{"to":"ada@example.org"');
  await outbox.removeMailsAbout(memberId);
  const names = await readdir(folder);
  expect(names).toHaveLength(1);
  expect(await readFile(path.join(folder, names[0] ?? ""), "utf8")).toContain("ben@example.org");
});

test("mails whose links are long dead go when the next one comes", async () => {
  await send("ada@example.org");
  now += 8 * day;
  await send("ben@example.org");
  expect((await outbox.list()).map((mail) => mail.to)).toEqual(["ben@example.org"]);
});

test("files that are none of ours are left alone and do not disturb", async () => {
  await send("ada@example.org");
  await writeFile(path.join(folder, "notes.txt"), "mine");
  await writeFile(path.join(folder, "20261120-120000001-0123abcd.json"), "{ not json");
  expect(await outbox.list()).toHaveLength(1);
  expect(await readdir(folder)).toContain("notes.txt");
});
