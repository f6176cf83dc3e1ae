import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  readPlaywrightReport,
  readVitestReport,
  sum,
  totalsLine,
  withExitCode,
} from "../../lib/cli/boot/totals.mjs";

/** A project of three files whose "Next" says what it was asked to do; npm and the boot script are the real ones. */
const next = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
const [command] = process.argv.slice(2);
appendFileSync("calls.log", process.argv.slice(2).join(" ") + "\\n");
if (command === "build") {
  if (readFileSync("app/page.tsx", "utf8").includes("broken")) {
    console.log("page.tsx: unexpected end of file");
    process.exit(1);
  }
  if (readFileSync("app/page.tsx", "utf8").includes("endless")) {
    setInterval(() => undefined, 1000);
  } else {
    mkdirSync(".next", { recursive: true });
  }
} else {
  console.log("Framework 1.0, listening");
  process.on("SIGTERM", () => {
    writeFileSync("closed.log", "saved");
    process.exit(7);
  });
  setInterval(() => undefined, 1000);
  console.log("KeepInTouch is at http://localhost");
}
`;

let template: string;

beforeAll(() => {
  template = mkdtempSync(path.join(tmpdir(), "keepintouch-boot-"));
  const files = {
    "package.json": JSON.stringify({
      type: "module",
      private: true,
      dependencies: { next: "file:framework" },
    }),
    "framework/package.json": JSON.stringify({ name: "next", version: "1.0.0", type: "module" }),
    "framework/dist/bin/next": next,
    "app/page.tsx": "export default function Page() {}\n",
    "lib/cli/check-env.ts":
      "process.stdout.write(JSON.stringify({ port: Number(process.env.PORT), host: null }));\n",
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(template, file)), { recursive: true });
    writeFileSync(path.join(template, file), text);
  }
  cpSync("lib/cli/boot.mjs", path.join(template, "lib/cli/boot.mjs"));
  cpSync("lib/cli/boot", path.join(template, "lib/cli/boot"), { recursive: true });
});

afterAll(() => rmSync(template, { recursive: true }));

/** A fresh clone of the project. */
function clone(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "keepintouch-boot-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(template, folder, { recursive: true });
  return folder;
}

function boot(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH = "", HOME = "", npm_execpath = "" } = process.env;
  const child = spawn(process.execPath, ["lib/cli/boot.mjs", ...args], {
    cwd: folder,
    env: { NODE_ENV: "production", PATH, HOME, npm_execpath, PORT: "0", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  const closed = once(child, "close").then(([code]) => ({ code: code as number | null, ...said }));
  return { child, said, closed };
}

/** Starts the project, waits until it serves, and asks it to end. */
async function startAndStop(folder: string) {
  const { child, said, closed } = boot(folder, ["start"]);
  const early = closed.then(({ stderr }) =>
    Promise.reject(new Error(`It ended before it served: ${stderr}`)),
  );
  while (!said.stdout.includes("KeepInTouch is at")) await Promise.race([once(child.stdout, "data"), early]);
  early.catch(() => undefined);
  child.kill("SIGTERM");
  return closed;
}

const calls = (folder: string) => readFileSync(path.join(folder, "calls.log"), "utf8").trim().split("\n");

describe("npm start", { timeout: 60_000 }, () => {
  test("installs and builds a fresh clone, says so, and serves", async () => {
    const folder = clone();
    const { stderr, stdout } = await startAndStop(folder);
    expect(stderr).toBe("Installing… (first start only)\nBuilding… (first start only)\n");
    expect(stdout).toBe("KeepInTouch is at http://localhost\n");
    expect(calls(folder)).toEqual(["build", "start --port 0"]);
  });

  test("serves at once when nothing changed, and builds again when a source did", async () => {
    const folder = clone();
    await startAndStop(folder);
    expect((await startAndStop(folder)).stderr).toBe("");

    writeFileSync(path.join(folder, "app/page.tsx"), "export default function Changed() {}\n");
    expect((await startAndStop(folder)).stderr).toBe("Building… (the sources changed)\n");
    expect(calls(folder).filter((call) => call === "build")).toHaveLength(2);
  });

  test("installs again when the packages changed", async () => {
    const folder = clone();
    await startAndStop(folder);
    const file = path.join(folder, "package.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("{", '{"overrides":{"left":"1.0.0"},'));
    expect((await startAndStop(folder)).stderr).toContain("Installing what changed…\n");
  });

  test("leaves package.json as it is and writes no lock file of its own", async () => {
    const folder = clone();
    const before = readFileSync(path.join(folder, "package.json"), "utf8");
    await startAndStop(folder);
    expect(readFileSync(path.join(folder, "package.json"), "utf8")).toBe(before);
    expect(existsSync(path.join(folder, "package-lock.json"))).toBe(false);
  });

  test("passes a signal on, waits until the server has saved, and ends with its exit code", async () => {
    const folder = clone();
    expect((await startAndStop(folder)).code).toBe(7);
    expect(readFileSync(path.join(folder, "closed.log"), "utf8")).toBe("saved");
  });

  test("shows what went wrong when the build fails, and does not serve", async () => {
    const folder = clone();
    writeFileSync(path.join(folder, "app/page.tsx"), "broken");
    const { code, stderr } = await boot(folder, ["start"]).closed;
    expect(code).toBe(1);
    expect(stderr).toContain("page.tsx: unexpected end of file");
    expect(calls(folder)).toEqual(["build"]);
  });

  test("interrupted while it builds, ends at once and blames nobody", async () => {
    const folder = clone();
    writeFileSync(path.join(folder, "app/page.tsx"), "endless");
    const { child, said, closed } = boot(folder, ["start"]);
    while (!said.stderr.includes("Building")) await once(child.stderr, "data");
    child.kill("SIGTERM");
    const { code, stderr } = await closed;
    expect(code).toBe(143);
    expect(stderr).not.toContain("failed");
  });

  test("says in one sentence that the port is taken", async () => {
    const other = createServer().listen(0);
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const { code, stderr } = await boot(clone(), ["start"], { PORT: port }).closed;
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} is taken by another program.`);
  });

  test("twice at the same moment installs and builds once", async () => {
    const folder = clone();
    const results = await Promise.all([boot(folder, ["build"]).closed, boot(folder, ["build"]).closed]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(calls(folder)).toEqual(["build"]);
  });
});

test("an unknown command names the ones there are", async () => {
  const { code, stderr } = await boot(clone(), ["strat"]).closed;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^There is no command "strat"\. Use one of: start, dev, dev:supabase, demo, kit, test, /,
  );
});

describe("the totals of a test run", () => {
  const report = (content: object) => {
    const folder = mkdtempSync(path.join(tmpdir(), "keepintouch-totals-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, "report.json");
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const file = (name: string, status: string, ...statuses: string[]) => ({
    name,
    status,
    assertionResults: statuses.map((status) => ({ status })),
  });

  test("are counted by suite, and a file that does not load is a failure", () => {
    const totals = readVitestReport(
      report({
        testResults: [
          file("/app/tests/unit/a.test.ts", "passed", "passed", "passed", "pending"),
          file("/app/tests/unit/b.test.ts", "failed"),
          file("/app/tests/contract/c.test.ts", "failed", "passed", "failed"),
        ],
      }),
      "/app/tests",
    );
    expect(Object.fromEntries(totals)).toEqual({
      unit: { passed: 2, failed: 1, skipped: 1 },
      contract: { passed: 1, failed: 1, skipped: 0 },
    });
  });

  test("count what broke outside any browser test", () => {
    const stats = { expected: 5, flaky: 1, unexpected: 0, skipped: 2 };
    expect(readPlaywrightReport(report({ stats, errors: [{ message: "no tests found" }] }))).toEqual({
      passed: 6,
      failed: 1,
      skipped: 2,
    });
  });

  test("are never all well when the run itself failed or left no report", () => {
    const nothing = readPlaywrightReport("/nowhere/report.json");
    expect(withExitCode(nothing, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(withExitCode({ passed: 3, failed: 2, skipped: 0 }, 1).failed).toBe(2);
  });

  test("add up to one line", () => {
    const parts = [
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 10, failed: 3, skipped: 0 },
    ];
    expect(totalsLine(sum(parts))).toBe("11 passed, 3 failed, 2 skipped");
  });
});
