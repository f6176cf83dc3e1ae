/** What an import did, as a table for people: what came, what was there already, what could not come and why. */
import type { ImportConflict, ImportResult } from "#lib/store/port.ts";
import { textTable } from "./text-table.ts";

const reasons: Record<ImportConflict["reason"], string> = {
  username_taken: "somebody else has the username here",
  email_taken: "somebody else has the e-mail address here",
  name_taken: "the member has a circle of that name here",
  id_taken: "something else has its id here",
  owner_missing: "whom it belongs to is not here",
};

/** Ends with a line a conflict; `done` heads the column of what came. */
export function importTable(result: ImportResult, done: string): string {
  const { added, present, filesAdded, filesPresent, conflicts } = result;
  const failedFiles = conflicts.filter(({ table }) => table === "files").length;
  const number = (count: number) => count.toLocaleString("en");
  const table = textTable([
    ["", done, "there already", "left out"],
    ["rows", number(added), number(present), number(conflicts.length - failedFiles)],
    ["files", number(filesAdded), number(filesPresent), number(failedFiles)],
  ]);
  if (conflicts.length === 0) return table;
  const lines = conflicts.map((conflict) => `  ${conflictInWords(conflict)}`);
  return [table, "", "Left out, beside what is there; nothing was overwritten:", ...lines].join("\n");
}

export function conflictInWords({ table, id, reason }: ImportConflict): string {
  return `${table} ${id}: ${reasons[reason]}`;
}
