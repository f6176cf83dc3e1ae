/** The files staged in a viewer's onboarding, all of them: the Data API gives at most 1,000 rows at once. */
import type { RowOf, Token } from "./database.ts";
import type { Connection, Viewing } from "./viewing.ts";

export type StagedFile = RowOf<"list_onboarding_files">;

const mostRows = 1000;

export async function listStagedFiles(
  { database }: Pick<Connection, "database">,
  { capability }: Pick<Viewing, "capability">,
  token: Token,
): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  for (;;) {
    const range = { first: files.length, last: files.length + mostRows - 1, order: "from_key" };
    const found = await database.slice(token, "list_onboarding_files", { ...capability }, range);
    files.push(...found);
    if (found.length < mostRows) return files;
  }
}

/** The session an object is staged in, by the key the database gave. */
export function sessionOf(stagedKey: string): string {
  return stagedKey.split("/")[1] ?? "";
}
