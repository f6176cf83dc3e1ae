/**
 * `node start.ts keepintouch|json-parse <data folder>`: prints the milliseconds it takes to have the data in memory. In a
 * process of its own, since a start is one; loading the code does not count.
 */
import { readFileSync } from "node:fs";
import path from "node:path";

import { openLocalStore } from "../../lib/store/local/open-local-store.ts";

const [what, folder = ""] = process.argv.slice(2);
const began = performance.now();
if (what === "json-parse") {
  const data: unknown = JSON.parse(readFileSync(path.join(folder, "backup.json"), "utf8"));
  process.stdout.write(String(performance.now() - began));
  if (typeof data !== "object") process.exitCode = 1;
} else {
  const store = await openLocalStore({ folder, sessionTimeoutHours: 720, log: () => undefined });
  process.stdout.write(String(performance.now() - began));
  await store.close();
}
