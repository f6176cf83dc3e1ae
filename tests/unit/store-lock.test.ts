/** One process owns a data folder, and one that is gone does not. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { makeFolder, openStore } from "../support/store-folder.ts";

// Processes are started here, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const holder = path.join(import.meta.dirname, "../support/folder-holder.ts");

/** A process that tries to open the folder, and what it says about that. */
async function startHolder(folder: string): Promise<{ child: ChildProcess; answer: string }> {
  const child = spawn(process.execPath, [holder, folder], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [answer] = await once(child.stdout, "data");
  return { child, answer: String(answer).trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

const inUse = (folder: string, pid: number | undefined) =>
  `The data folder ${folder} is in use by process ${pid}. Stop that process first, or give this one a folder of its own with KEEPINTOUCH_DATA_DIR.`;

describe("a data folder", () => {
  test("that another process has open is refused, naming folder and process", async () => {
    const folder = makeFolder();
    const { child, answer } = await startHolder(folder);
    expect(answer).toBe("open");
    await expect(openStore(folder)).rejects.toMatchObject({
      code: "unavailable",
      sentence: inUse(folder, child.pid),
    });
    expect((await startHolder(folder)).answer).toBe(inUse(folder, child.pid));
  });

  test("that this process has open is not opened twice, and can be once it is closed", async () => {
    const folder = makeFolder();
    const first = await openStore(folder);
    await expect(openStore(folder)).rejects.toMatchObject({ sentence: inUse(folder, process.pid) });
    await first.close();
    await openStore(folder);
  });

  test("whose owner was killed is taken over, and that is said", async () => {
    const folder = makeFolder();
    const { child } = await startHolder(folder);
    await kill(child);
    const messages: string[] = [];
    await openStore(folder, { log: (message) => messages.push(message) });
    expect(messages).toEqual([`Took over ${folder} from process ${child.pid}, which is gone.`]);
  });

  test("whose owner's number was given to another process since is taken over", async () => {
    const folder = makeFolder();
    const { child } = await startHolder(folder);
    await kill(child);
    const lock = path.join(folder, "lock");
    const owner = JSON.parse(fs.readFileSync(lock, "utf8"));
    fs.writeFileSync(lock, JSON.stringify({ ...owner, pid: process.ppid }));
    await openStore(folder);
  });

  test("with a lock that says nothing is taken over", async () => {
    const folder = makeFolder();
    fs.writeFileSync(path.join(folder, "lock"), "");
    await openStore(folder);
  });

  test("in use on another machine is recognised by its beat, and taken over once that has stopped", async () => {
    const folder = makeFolder();
    const lock = path.join(folder, "lock");
    const elsewhere = { pid: 1, startedAt: "77", system: "another machine", token: "elsewhere" };
    fs.writeFileSync(lock, JSON.stringify(elsewhere));
    const beat = setInterval(() => fs.utimesSync(lock, new Date(), new Date()), 500);
    onTestFinished(() => clearInterval(beat));
    await expect(openStore(folder)).rejects.toMatchObject({ sentence: inUse(folder, 1) });
    clearInterval(beat);
    await openStore(folder);
  });

  test("left by a crash goes to exactly one of many that come at once", async () => {
    const folder = makeFolder();
    const { child } = await startHolder(folder);
    await kill(child);
    const answers = await Promise.all(Array.from({ length: 5 }, () => startHolder(folder)));
    expect(answers.filter(({ answer }) => answer === "open")).toHaveLength(1);
    expect(fs.readdirSync(folder).filter((name) => name.startsWith("lock"))).toEqual(["lock"]);
  });
});
