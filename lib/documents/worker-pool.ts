/** At most a few processes for decoding hostile bytes, one job each at a time, replaced when they crash or hang. */

import { fork } from "node:child_process";
import { join } from "node:path";

import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { AppError } from "#lib/domain/errors.ts";

import { refusal } from "./refuse.ts";
import { AnswerSchema } from "./worker-messages.ts";

import type { ChildProcess } from "node:child_process";

export type WorkerPool = {
  /**
   * What the worker answers, once one is free. Jobs start in the order they came.
   * Throws the worker's own AppError; `invalid_input` when the time limit passes; `unavailable` when the worker dies.
   */
  run: (job: object) => Promise<unknown>;
};

type PoolOptions = {
  workerFile: string;
  /** Processes at most. */
  size: number;
  /** Milliseconds a job may take, from the moment it starts. */
  timeLimit: number;
  /** Milliseconds after which a process without work ends. */
  idleLimit: number;
};

type Task = { job: object; resolve: (result: unknown) => void; reject: (error: AppError) => void };

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const waiting: Task[] = [];
  const idle = new Map<ChildProcess, NodeJS.Timeout>();
  let busy = 0;

  function startNext(): void {
    while (busy < options.size) {
      const task = waiting.shift();
      if (!task) return;
      busy += 1;
      void perform(takeWorker(), task).then(() => {
        busy -= 1;
        startNext();
      });
    }
  }

  function takeWorker(): ChildProcess {
    for (const [worker, timer] of idle) {
      clearTimeout(timer);
      idle.delete(worker);
      if (worker.connected) return worker;
    }
    return startWorker(options.workerFile);
  }

  function rest(worker: ChildProcess): void {
    worker.unref();
    worker.channel?.unref();
    const timer = setTimeout(() => worker.kill("SIGKILL"), options.idleLimit);
    idle.set(worker, timer.unref());
  }

  /** Resolves when the worker is free again or gone; the task has its outcome by then. */
  async function perform(worker: ChildProcess, task: Task): Promise<void> {
    worker.ref();
    worker.channel?.ref();
    const outcome = await exchange(worker, task.job, options.timeLimit);
    if ("answer" in outcome) rest(worker);
    else worker.kill("SIGKILL");
    settle(task, outcome);
  }

  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        waiting.push({ job, resolve, reject });
        startNext();
      }),
  };
}

type Outcome = { answer: unknown } | { failure: AppError };

function exchange(worker: ChildProcess, job: object, timeLimit: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish({ failure: refusal(documentRefusals.tookTooLong) }), timeLimit);
    const onMessage = (answer: unknown) => finish({ answer });
    const onEnd = (cause: unknown) =>
      finish({ failure: new AppError("unavailable", { sentence: documentRefusals.readerStopped, cause }) });
    function finish(outcome: Outcome): void {
      clearTimeout(timer);
      worker.off("message", onMessage).off("exit", onEnd).off("error", onEnd);
      resolve(outcome);
    }
    worker.on("message", onMessage).on("exit", onEnd).on("error", onEnd);
    worker.send(job, (error) => error && onEnd(error));
  });
}

function settle(task: Task, outcome: Outcome): void {
  if ("failure" in outcome) return task.reject(outcome.failure);
  const answer = AnswerSchema.safeParse(outcome.answer);
  if (!answer.success)
    return task.reject(
      new AppError("unavailable", { sentence: documentRefusals.readerStopped, cause: answer.error }),
    );
  if (answer.data.ok) return task.resolve(answer.data.result);
  const { code, sentence, fields, cause } = answer.data;
  task.reject(new AppError(code, { sentence, fields, cause }));
}

function startWorker(workerFile: string): ChildProcess {
  const worker = fork(workerFile, [], {
    execPath: process.execPath,
    // Nothing of the app's own flags or secrets. One malloc arena keeps native decoders from holding on to memory.
    execArgv: ["--max-old-space-size=1024", "--disable-warning=ExperimentalWarning"],
    env: { NODE_ENV: "production", MALLOC_ARENA_MAX: "2" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // One that is killed while at rest may still report an error, which without a listener would end the app.
  return worker.on("error", () => undefined);
}

const key = Symbol.for("keepintouch.documents.workers");
const shared: typeof globalThis & { [key]?: WorkerPool } = globalThis;

/** The app's own pool. On globalThis, so that hot reload does not start processes anew. */
export function documentWorkers(): WorkerPool {
  shared[key] ??= createWorkerPool({
    // Run from its source, outside of any bundle, with the decoders from node_modules.
    workerFile: join(/* turbopackIgnore: true */ process.cwd(), "lib", "documents", "worker.ts"),
    size: 2,
    timeLimit: 60_000,
    idleLimit: 60_000,
  });
  return shared[key];
}
