import type { ActionResult } from "#lib/domain/action-result.ts";
import type { DraftData } from "./draft.ts";

/** Browsers send line ends as CRLF; what people type has LF. */
export const plainLineEnds = (text: string) => text.replace(/\r\n?/g, "\n");

/** The sentence at a field, as long as what was refused still stands in it. */
export function errorAt<T>(
  state: ActionResult<T> | null,
  field: keyof DraftData,
  typed: string,
): string | undefined {
  if (state === null || state.ok) return undefined;
  const refused = state.values?.[field];
  return refused === undefined || plainLineEnds(refused) === typed ? state.fields?.[field] : undefined;
}

/** What a refused form brought back, with the line ends people type. */
export function typedBefore<T>(state: ActionResult<T> | null): Record<string, string> {
  if (state === null || state.ok || !state.values) return {};
  return Object.fromEntries(Object.entries(state.values).map(([name, text]) => [name, plainLineEnds(text)]));
}
