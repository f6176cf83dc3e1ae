/** A worker process that does on request what a decoder does when hostile bytes get the better of it. */
import { Worker } from "node:worker_threads";

import { z } from "zod";

import type { Watch } from "#lib/documents/watchdog.ts";

const Message = z.object({ deed: z.string() });

const watch: Watch = { parent: process.ppid, maximumMemory: 400 * 1024 ** 2 };
new Worker(new URL("../../lib/documents/watchdog.ts", import.meta.url), { workerData: watch }).unref();

process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  const { deed } = Message.parse(message);
  if (deed === "pid") return process.send?.({ ok: true, result: process.pid });
  if (deed === "environment") return process.send?.({ ok: true, result: Object.keys(process.env) });
  if (deed === "nonsense") return process.send?.({ hello: "there" });
  if (deed === "crash") process.abort();
  if (deed === "swell") swell();
  // Says who it is first, so that a test can see it go.
  process.send?.({ ok: true, result: process.pid });
  setImmediate(hang);
});

function hang(): never {
  for (;;);
}

function swell(): never {
  const held: Buffer[] = [];
  for (;;) held.push(Buffer.alloc(16 * 1024 ** 2, 1));
}
