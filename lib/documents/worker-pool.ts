/** At most a few processes for decoding hostile bytes, one job each at a time, replaced when they crash or hang. */

import { fork } from "node:child_process";

import type { ChildProcess } from "node:child_process";

/** What came of a job: the worker's answer as it was sent, or that there is none. */
export type Outcome = { answer: unknown } | { failure: "too_slow" | "died"; cause?: unknown };

export type WorkerPool = {
  /** Jobs start in the order they came, as soon as a worker is free. Never rejects. */
  run: (job: object) => Promise<Outcome>;
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

type Task = { job: object; settle: (outcome: Outcome) => void };

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

  /** A process at rest keeps nobody from ending, and ends itself after a while. */
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
    task.settle(outcome);
  }

  return {
    run: (job) =>
      new Promise((settle) => {
        waiting.push({ job, settle });
        startNext();
      }),
  };
}

function exchange(worker: ChildProcess, job: object, timeLimit: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish({ failure: "too_slow" }), timeLimit);
    const onMessage = (answer: unknown) => finish({ answer });
    const onEnd = (cause: unknown) => finish({ failure: "died", cause });
    function finish(outcome: Outcome): void {
      clearTimeout(timer);
      worker.off("message", onMessage).off("exit", onEnd).off("error", onEnd);
      resolve(outcome);
    }
    worker.on("message", onMessage).on("exit", onEnd).on("error", onEnd);
    worker.send(job, (error) => error && onEnd(error));
  });
}

function startWorker(workerFile: string): ChildProcess {
  const worker = fork(workerFile, [], {
    execPath: process.execPath,
    // Nothing of the app's own flags or secrets. Few malloc arenas keep native decoders from holding on to memory.
    execArgv: ["--max-old-space-size=1024", "--disable-warning=ExperimentalWarning"],
    env: { NODE_ENV: "production", MALLOC_ARENA_MAX: "2" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // One that is killed while at rest may still report an error, which without a listener would end the app.
  return worker.on("error", () => undefined);
}
