/** What crosses between the app and the worker process, checked on both sides. */

import { z } from "zod";

import { documentKindIds } from "#lib/domain/document-kinds.ts";
import { AppError, errorTable } from "#lib/domain/errors.ts";

import type { ErrorCode } from "#lib/domain/errors.ts";

const Fraction = z.number().min(0).max(1);

export const CropSchema = z.object({ x: Fraction, y: Fraction, width: Fraction, height: Fraction });

const DocumentJobSchema = z.object({
  deed: z.literal("document"),
  path: z.string(),
  kind: z.enum(documentKindIds),
  /** Where the results go; only the app chooses. */
  cleanedPath: z.string(),
  thumbnailPath: z.string(),
});
export type DocumentJob = z.infer<typeof DocumentJobSchema>;

const AvatarJobSchema = z.object({
  deed: z.literal("avatar"),
  path: z.string(),
  crop: CropSchema.optional(),
  avatarPath: z.string(),
});
export type AvatarJob = z.infer<typeof AvatarJobSchema>;

export const JobSchema = z.discriminatedUnion("deed", [DocumentJobSchema, AvatarJobSchema]);

const FileFacts = { size: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) };
const Pixels = z.number().int().positive();

export const AvatarFactsSchema = z.object(FileFacts);
export type AvatarFacts = z.infer<typeof AvatarFactsSchema>;

export const DocumentFactsSchema = z.object({
  kind: z.enum(documentKindIds),
  ...FileFacts,
  takenAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    .nullable(),
  width: Pixels.nullable(),
  height: Pixels.nullable(),
  pageCount: z.number().int().positive().nullable(),
  durationSeconds: z.number().nonnegative().nullable(),
  thumbnail: z.object({ width: Pixels, height: Pixels, ...FileFacts }).nullable(),
});
export type DocumentFacts = z.infer<typeof DocumentFactsSchema>;

const codes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

export const AnswerSchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(codes),
    sentence: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
    /** For the log. */
    cause: z.string().optional(),
  }),
]);
export type Answer = z.infer<typeof AnswerSchema>;

/** Disk full, folder gone, not allowed: faults of this machine and not of the file. */
function isFaultOfTheMachine(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** An error on its way out of the worker. What is not an AppError is a fault of ours and says so. */
export function toAnswer(error: unknown, unexpectedSentence: string): Answer {
  if (error instanceof AppError)
    return {
      ok: false,
      code: error.code,
      sentence: error.sentence,
      fields: error.fields,
      cause: causeOf(error.cause),
    };
  const sentence = isFaultOfTheMachine(error) ? errorTable.unavailable.sentence : unexpectedSentence;
  return { ok: false, code: "unavailable", sentence, cause: causeOf(error) };
}

function causeOf(error: unknown): string | undefined {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : undefined;
}
