import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { passwordChangedNotice, resetPasswordMail } from "#lib/auth/mails.ts";
import { createOutbox } from "#lib/auth/outbox.ts";
import { runKit } from "#lib/cli/run-kit.ts";
import { createId } from "#lib/domain/ids.ts";
import { environmentNames } from "#lib/env.ts";
import { openLocalStore } from "#lib/store/local/open-local-store.ts";
import { filledIn } from "#tests/support/cast.ts";

const root = path.resolve(import.meta.dirname, "../..");
/** A setting of the developer's shell must not reach the kit; empty counts as not set. */
const unset = Object.fromEntries(environmentNames.map((name) => [name, ""]));

const kitCommands = ["outbox", "demo-data", "doctor", "backup", "restore", "migrate", "housekeep", "help"];

let dataFolder: string;

beforeEach(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), "keepintouch-kit-"));
});

afterEach(() => rm(dataFolder, { recursive: true, force: true }));

type Outcome = { code: number; stdout: string; stderr: string };

/** Runs the kit as `npm run kit --` does, as a process of its own. */
function kit(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = {
      cwd: root,
      env: { ...process.env, ...unset, KEEPINTOUCH_DATA_DIR: dataFolder, ...env },
    };
    const child = execFile(
      process.execPath,
      ["lib/cli/main.ts", ...words],
      options,
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const outbox = () => createOutbox(path.join(dataFolder, "outbox"), Date.now);

describe("called with nothing, or for help", () => {
  test.each([[[]], [["help"]], [["--help"]], [["-h"]]])("%j lists every command", async (words) => {
    const { exitCode, stdout } = await runKit(words);
    expect(exitCode).toBe(0);
    for (const command of kitCommands) expect(stdout).toContain(`  ${command} `);
  });

  test.each([[["help", "outbox"]], [["outbox", "--help"]]])("%j explains one command", async (words) => {
    const { exitCode, stdout } = await runKit(words);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("npm run kit -- outbox [number | latest] [--json]");
    expect(stdout).toContain("Number 1 is the newest.");
  });

  test("programs get the list as JSON", async () => {
    const { stdout } = await runKit(["help", "--json"]);
    const { commands }: { commands: { name: string }[] } = JSON.parse(stdout);
    expect(commands.map(({ name }) => name)).toEqual(kitCommands);
  });
});

describe("called wrongly, it says what to do and ends with 2", () => {
  test.each([
    [["outbx"], 'There is no command "outbx". Did you mean "outbox"?'],
    [["demodata"], 'There is no command "demodata". Did you mean "demo-data"?'],
    [["huosekeep"], 'There is no command "huosekeep". Did you mean "housekeep"?'],
    [["xyzzy"], 'There is no command "xyzzy". There are: outbox, demo-data, '],
    [["help", "outbx"], 'Did you mean "outbox"?'],
    [["outbox", "--all"], "There is no option --all."],
    [["backup", "--too", "x"], "There is no option --too. Did you mean --to?"],
    [["backup", "--to"], "--to takes <folder or .zip>."],
    [["backup"], "backup needs --to <folder or .zip>."],
    [["restore", "--from", "x", "--merge", "--replace"], "--merge and --replace exclude each other."],
    [["outbox", "1", "2"], '"2" is too much for outbox.'],
  ])("%j", async (words, message) => {
    const { exitCode, stdout, stderr } = await runKit(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("also in JSON, on standard error", async () => {
    const { code, stdout, stderr } = await kit(["outbx", "--json"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "invalid_input" } });
  });
});

test("a wrong setting is named, and nothing is done", async () => {
  const { code, stderr } = await kit(["outbox"], { PORT: "harbour" });
  expect(code).toBe(1);
  expect(stderr).toContain('PORT is "harbour"');
});

describe("the outbox", () => {
  test("is empty at first, and looking makes no folder", async () => {
    expect(await kit(["outbox"])).toMatchObject({ code: 0, stdout: "The outbox is empty.\n" });
    expect(await readdir(dataFolder)).toEqual([]);
  });

  test("lists mails newest first and shows one with its link", async () => {
    await outbox().send({
      memberId: createId(),
      to: "ada@example.org",
      ...passwordChangedNotice("http://localhost:3000/x"),
    });
    await outbox().send({
      memberId: createId(),
      to: "ben@example.org",
      ...resetPasswordMail("http://localhost:3000/reset?token=t1"),
    });

    const list = (await kit(["outbox"])).stdout.split("\n");
    expect(list[0]).toMatch(/^ {2}1 {2}just now +ben@example\.org {2}Choose a new password for KeepInTouch$/);
    expect(list[1]).toMatch(
      /^ {2}2 {2}just now +ada@example\.org {2}Your password at KeepInTouch was changed$/,
    );

    for (const newest of ["1", "latest"]) {
      const { stdout } = await kit(["outbox", newest]);
      expect(stdout).toMatch(/^To: ben@example\.org\nSubject: Choose a new password/);
      expect(stdout).toContain("\nhttp://localhost:3000/reset?token=t1\n");
    }
    const { stdout } = await kit(["outbox", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      mails: [{ number: 1, to: "ben@example.org" }, { number: 2 }],
    });
  });

  test("has no mail 2 when it holds one", async () => {
    await outbox().send({
      memberId: createId(),
      to: "ada@example.org",
      ...passwordChangedNotice("http://localhost:3000/x"),
    });
    const { code, stderr } = await kit(["outbox", "2"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "There is no mail 2. There are mails 1 to 1.\n" });
  });

  test("says where mails go when there is a mail server", async () => {
    const { code, stderr } = await kit(["outbox"], { SMTP_URL: "smtp://localhost:2525" });
    expect(code).toBe(1);
    expect(stderr).toContain("mails go to the server of SMTP_URL");
  });
});

describe("demo-data", () => {
  test("moves four people in; run again it says they are there; others are never joined by them", async () => {
    const first = await kit(["demo-data"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^The demo is ready: 4 people, \d+ new documents\./);
    expect(first.stdout).toContain("ada@example.org");
    expect(first.stdout).toContain("with the password: orchard kettle seven lanes");

    const again = await kit(["demo-data", "--json"]);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      changed: false,
      people: [{ username: "ada" }, {}, {}, {}],
    });

    const store = await openLocalStore({ folder: dataFolder, sessionTimeoutHours: 720 });
    const ada = await store.accounts.findByEmail("ada@example.org");
    const member = store.open({ kind: "member", memberId: ada?.id ?? "" });
    const { items } = await member.documents.list();
    const kinds = items.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual(["csv", "jpeg", "jpeg", "markdown", "pdf", "pdf", "text"]);
    expect(items.find(({ name }) => name.startsWith("Harbour"))?.takenAt).toBe("2026-06-14T05:12:40");
    expect(await store.accounts.listSessions(ada?.id ?? "")).toEqual([]);
    await store.accounts.updateEmail(ada?.id ?? "", "someone-real@example.org");
    await store.close();

    const refused = await kit(["demo-data"]);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("People live in this data folder already");
  }, 60_000);
});

describe("housekeep", () => {
  test("says what it removed", async () => {
    const yesterday = Date.now() - 25 * 3600 * 1000;
    const store = await openLocalStore({
      folder: dataFolder,
      sessionTimeoutHours: 1,
      clock: () => yesterday,
    });
    const visitor = store.open({ kind: "visitor", capability: null });
    await visitor.onboarding.start({ id: createId(), memberId: createId(), data: filledIn("ada") });
    await store.close();
    expect(await kit(["housekeep"])).toMatchObject({ code: 0, stdout: "Removed 1 session.\n" });
    expect(await kit(["housekeep"])).toMatchObject({ code: 0, stdout: "There was nothing to remove.\n" });
  });

  test("leaves a folder alone that the app is running on, where the outbox can still be read", async () => {
    const store = await openLocalStore({ folder: dataFolder, sessionTimeoutHours: 720 });
    const refused = await kit(["housekeep"]);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain(dataFolder);
    expect(await kit(["outbox"])).toMatchObject({ code: 0, stdout: "The outbox is empty.\n" });
    await store.close();
  });
});
