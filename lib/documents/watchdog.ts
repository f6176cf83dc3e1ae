/** Ends the worker process when the app is gone or when a file makes it take more memory than any file should. */

import { workerData } from "node:worker_threads";

/** What the watchdog is started with: the app's process id, and the bytes this process may hold. */
export type Watch = { parent: number; maximumMemory: number };

const { parent, maximumMemory }: Watch = workerData;

setInterval(() => {
  if (process.ppid !== parent || process.memoryUsage.rss() > maximumMemory)
    process.kill(process.pid, "SIGKILL");
}, 250);
