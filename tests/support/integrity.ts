/** Looks at everything at once for what belongs together and is not: what no single life would show. */
import type { AdminStore } from "#lib/store/port.ts";
import type { SnapshotRow, SnapshotTable } from "#lib/store/snapshot.ts";
import { sha256 } from "./content.ts";
import { takeSnapshot } from "./snapshots.ts";

/** A sentence for each thing that is half there. */
export async function findFaults(admin: AdminStore): Promise<string[]> {
  const { rows, files } = await takeSnapshot(admin);
  const of = (table: SnapshotTable): SnapshotRow[] =>
    rows.filter((found) => found.table === table).map(({ row }) => row);
  const idsOf = (table: SnapshotTable) => new Set(of(table).map(({ id }) => id));
  const [accounts, profiles, sessions] = [idsOf("accounts"), idsOf("profiles"), idsOf("onboarding_sessions")];
  const categories = new Map(of("visibility_categories").map((row) => [row.id, row]));
  const stored = new Map(files.map(({ file, bytes }) => [file.key, { file, actual: sha256(bytes) }]));
  const placeOf = (key: string) => key.split("/").slice(1).join("/");
  const byPlace = new Map([...stored].map(([key, found]) => [placeOf(key), found]));
  const faults: string[] = [];
  const check = (isWell: boolean, fault: string) => {
    if (!isWell) faults.push(fault);
  };

  for (const id of accounts) check(profiles.has(id), `account ${String(id)} without a profile`);
  for (const id of profiles) check(accounts.has(id), `profile ${String(id)} without an account`);
  for (const { id, ownerId } of categories.values())
    check(profiles.has(ownerId), `category ${String(id)} without an owner`);
  for (const { id, defaultCategoryId } of of("profiles"))
    check(categories.get(defaultCategoryId)?.ownerId === id, `profile ${String(id)} without its default`);
  for (const { id, ownerId, sessionId, categoryId, sha256: hash } of of("documents")) {
    const isOwned = typeof ownerId === "string";
    check(isOwned !== (typeof sessionId === "string"), `document ${String(id)} with two owners or none`);
    check(
      isOwned ? profiles.has(ownerId) : sessions.has(sessionId),
      `document ${String(id)} without its owner`,
    );
    if (isOwned)
      check(categories.get(categoryId)?.ownerId === ownerId, `document ${String(id)} without its category`);
    const file = byPlace.get(`${String(isOwned ? ownerId : sessionId)}/documents/${String(id)}`);
    check(file?.actual === hash, `document ${String(id)} without its file`);
  }
  for (const { file, actual } of stored.values())
    check(actual === file.sha256, `file ${file.key} with other bytes than recorded`);
  return faults;
}
