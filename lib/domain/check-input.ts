/** Checks a value against its rules and gives back the value the rules make of it. */
import type { z } from "zod";

import { AppError } from "./errors.ts";

/** Throws `invalid_input` with the first sentence for every field that breaks a rule. */
export function checkInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  throw new AppError("invalid_input", { fields });
}
