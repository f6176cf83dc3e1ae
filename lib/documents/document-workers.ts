/** The app's own pool of decoding processes, and how what they answer becomes a result or an AppError. */

import { join } from "node:path";

import { documentRefusals } from "#lib/domain/document-refusals.ts";
import { AppError } from "#lib/domain/errors.ts";

import { refusal } from "./refuse.ts";
import { AnswerSchema } from "./worker-messages.ts";
import { createWorkerPool } from "./worker-pool.ts";

import type { WorkerPool } from "./worker-pool.ts";

const key = Symbol.for("keepintouch.documents.workers");
const shared: typeof globalThis & { [key]?: WorkerPool } = globalThis;

/** On globalThis, so that hot reload does not start processes anew. */
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

/**
 * What a worker answers to a job. Throws the AppError the worker answers with; `invalid_input` when the time limit
 * passes; `unavailable` when the worker dies or answers nonsense.
 */
export async function askWorker(pool: WorkerPool, job: object): Promise<unknown> {
  const outcome = await pool.run(job);
  if ("failure" in outcome)
    throw outcome.failure === "too_slow"
      ? refusal(documentRefusals.tookTooLong)
      : workerFailure(outcome.cause);
  const answer = AnswerSchema.safeParse(outcome.answer);
  if (!answer.success) throw workerFailure(answer.error);
  if (answer.data.ok) return answer.data.result;
  const { code, sentence, fields, cause } = answer.data;
  throw new AppError(code, { sentence, fields, cause });
}

function workerFailure(cause: unknown): AppError {
  return new AppError("unavailable", { sentence: documentRefusals.readerStopped, cause });
}
