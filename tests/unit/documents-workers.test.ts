import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { describe, expect, it, vi } from "vitest";

import { askWorker, documentWorkers } from "#lib/documents/document-workers.ts";
import { prepareDocument } from "#lib/documents/prepare.ts";
import { createWorkerPool } from "#lib/documents/worker-pool.ts";
import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { errorTable } from "#lib/domain/errors.ts";
import { refusalOf } from "#tests/support/refusals.ts";

const workerFile = fileURLToPath(new URL("../support/misbehaving-worker.ts", import.meta.url));

function createPool(changes: Partial<Parameters<typeof createWorkerPool>[0]> = {}) {
  const pool = createWorkerPool({ workerFile, size: 2, timeLimit: 20_000, idleLimit: 20_000, ...changes });
  return { run: (job: object) => askWorker(pool, job) };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

describe("the processes that decode", () => {
  it("are at most two, however many files wait, and each takes the next when it is done", async () => {
    const pool = createPool();
    const pids = await Promise.all(Array.from({ length: 12 }, () => pool.run({ deed: "pid" })));
    expect(new Set(pids).size).toBe(2);
  });

  it("fail only their own job when they crash, and are replaced", async () => {
    const pool = createPool({ size: 1 });
    const before = await pool.run({ deed: "pid" });
    const crash = refusalOf(pool.run({ deed: "crash" }), "unavailable");
    const after = pool.run({ deed: "pid" });
    expect((await crash).sentence).toBe(documentRefusals.readerStopped);
    expect(await after).not.toBe(before);
  });

  it("are stopped when a job takes too long, with a sentence for the person, and are replaced", async () => {
    const pool = createPool({ size: 1, timeLimit: 2000 });
    const hanging = await pool.run({ deed: "hang" });
    const error = await refusalOf(pool.run({ deed: "pid" }), "invalid_input");
    expect(error.fields).toEqual({ file: documentRefusals.tookTooLong });
    await vi.waitUntil(() => !isAlive(Number(hanging)), { timeout: 15_000 });
  });

  it("are stopped when a file makes them swell, and only that job fails", async () => {
    const pool = createPool({ size: 1 });
    expect((await refusalOf(pool.run({ deed: "swell" }), "unavailable")).sentence).toBe(
      documentRefusals.readerStopped,
    );
    expect(await pool.run({ deed: "pid" })).toBeTypeOf("number");
  });

  it("that answer nonsense are not believed", async () => {
    await refusalOf(createPool().run({ deed: "nonsense" }), "unavailable");
  });

  it("know nothing of the app's environment", async () => {
    const names = await createPool().run({ deed: "environment" });
    expect(names).toEqual(["NODE_ENV", "MALLOC_ARENA_MAX"]);
  });

  it("end when there has been nothing to do for a while", async () => {
    const pool = createPool({ idleLimit: 10 });
    const pid = Number(await pool.run({ deed: "pid" }));
    await vi.waitUntil(() => !isAlive(pid), { timeout: 15_000 });
    expect(await pool.run({ deed: "pid" })).not.toBe(pid);
  });
});

describe("a disk that refuses", () => {
  const outOfReach = "/dev/null/folder";

  it("is not blamed on the file: the worker says that saving did not work just now", async () => {
    const job = {
      deed: "document",
      kind: "text",
      path: workerFile,
      thumbnailPath: `${outOfReach}/thumbnail`,
    };
    const error = await refusalOf(
      askWorker(documentWorkers(), { ...job, cleanedPath: `${outOfReach}/cleaned` }),
      "unavailable",
    );
    expect(error.sentence).toBe(errorTable.unavailable.sentence);
  });

  it("is noticed before a worker is asked", async () => {
    const upload = {
      path: workerFile,
      name: "notes.txt",
      declaredType: "text/plain",
      workFolder: outOfReach,
    };
    expect((await refusalOf(prepareDocument(upload), "unavailable")).fields).toBeUndefined();
  });
});

describe("the app", () => {
  const poolFile = new URL("../../lib/documents/worker-pool.ts", import.meta.url).href;
  const start = (script: string) => {
    const program = `
      import { createWorkerPool } from ${JSON.stringify(poolFile)};
      const pool = createWorkerPool({
        workerFile: ${JSON.stringify(workerFile)}, size: 1, timeLimit: 60000, idleLimit: 60000,
      });
      ${script}`;
    return spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
  };

  it("can end while its decoding processes rest", async () => {
    const app = start('await pool.run({ deed: "pid" });');
    expect(await once(app, "exit")).toEqual([0, null]);
  });

  it("takes even a process that hangs with it when it is killed", async () => {
    const app = start(
      'console.log((await pool.run({ deed: "hang" })).answer.result); await pool.run({ deed: "pid" });',
    );
    const [line] = await once(app.stdout, "data");
    const pid = Number(String(line));
    expect(isAlive(pid)).toBe(true);
    app.kill("SIGKILL");
    await vi.waitUntil(() => !isAlive(pid), { timeout: 15_000 });
  });
});
