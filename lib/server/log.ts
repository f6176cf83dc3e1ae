/** One JSON line an event on standard error; never a secret, token, e-mail address or file name. */
import "server-only";

import { isAppError } from "#lib/domain/errors.ts";

/** Shapes of what must not reach a log: addresses, capabilities and tokens, and paths of signed files. */
const patterns: readonly [RegExp, string][] = [
  [/[^\s"'<>@]+@[^\s"'<>@]+\.[^\s"'<>@]+/g, "[address]"],
  [/\/api\/files\/[^\s"']+/g, "/api/files/[token]"],
  [/[A-Za-z0-9_-]{40,}/g, "[token]"],
];

/** Text with everything that must not be logged replaced. */
export function redact(text: string): string {
  return patterns.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}

type Level = "info" | "warn" | "error";

export function log(
  level: Level,
  event: string,
  facts: Readonly<Record<string, string | number | boolean>> = {},
): void {
  const clean = Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, typeof value === "string" ? redact(value) : value]),
  );
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...clean })}\n`);
}

/** Logs why something failed: the cause chain's names and messages, and where, for what nobody expected. */
export function logFailure(event: string, error: unknown): void {
  const expected = isAppError(error) && error.code !== "unexpected" && error.code !== "unavailable";
  if (expected) return;
  const chain: string[] = [];
  for (let cause: unknown = error; cause instanceof Error && chain.length < 5; cause = cause.cause) {
    chain.push(`${cause.name}: ${cause.message}`);
  }
  const stack = error instanceof Error && !isAppError(error) ? (error.stack ?? "") : "";
  log("error", event, { cause: chain.join(" <- ") || String(error), ...(stack && { stack }) });
}
