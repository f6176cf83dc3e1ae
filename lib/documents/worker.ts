/**
 * The process in which the bytes of strangers are decoded. It is started with next to no environment, does one job
 * at a time, and may crash, hang or be killed without harm: only its job fails.
 */

import { Worker } from "node:worker_threads";

import { documentRefusals } from "#lib/domain/document-refusals.ts";

import { prepareAvatarHere, prepareDocumentHere } from "./jobs.ts";
import { maximumMemory } from "./limits.ts";
import { JobSchema, toAnswer } from "./worker-messages.ts";

import type { Watch } from "./watchdog.ts";
import type { Answer } from "./worker-messages.ts";

process.on("message", (message) => {
  void answer(message).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit());

// A decoder that never returns leaves this thread no moment to notice anything: another one watches.
const watch: Watch = { parent: process.ppid, maximumMemory };
new Worker(new URL("./watchdog.ts", import.meta.url), { workerData: watch }).unref();

async function answer(message: unknown): Promise<Answer> {
  try {
    const job = JobSchema.parse(message);
    return {
      ok: true,
      result: job.deed === "avatar" ? await prepareAvatarHere(job) : await prepareDocumentHere(job),
    };
  } catch (error) {
    return toAnswer(error, documentRefusals.readerStopped);
  }
}
