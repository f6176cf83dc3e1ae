/** Ends the worker process when the app is gone or when a file makes it take more memory than any file should. */

/** Bytes the whole process may hold; the largest phone photo in HEIC takes about half. */
const maximumMemory = 2 * 1024 ** 3;

const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent || process.memoryUsage.rss() > maximumMemory)
    process.kill(process.pid, "SIGKILL");
}, 250);
