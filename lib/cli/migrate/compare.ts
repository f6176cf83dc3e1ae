/** What of one storage is in another, table by table, as people count it. */
import { type SnapshotTable, snapshotTables } from "#lib/store/snapshot.ts";
import { sizeInWords } from "../amounts.ts";
import { textTable } from "../text-table.ts";
import type { SeenFile, SeenRow, Survey } from "./survey.ts";

export type Part = SnapshotTable | "files";
export const parts: readonly Part[] = [...snapshotTables, "files"];

const names: Record<Part, string> = {
  accounts: "accounts",
  profiles: "members",
  visibility_categories: "circles",
  onboarding_sessions: "onboardings",
  documents: "documents",
  files: "files",
};

export type Count = { readonly things: number; readonly bytes: number };
/** For each part: what is missing at the target, what is there, and what never will be. */
export type Comparison = Readonly<Record<Part, { missing: Count; present: Count; inTheWay: number }>>;

/** A member the target cannot take, with all that is theirs. */
export type Obstacle = { readonly memberId: string; readonly reason: string };

/** `wanted` is of the source. */
export function compare(wanted: Survey, target: Survey, obstacles: readonly Obstacle[] = []): Comparison {
  const blocked = new Set(obstacles.map(({ memberId }) => memberId));
  const entries = parts.map((part) => {
    const counts = { missing: zero(), present: zero(), inTheWay: 0 };
    for (const [id, thing] of thingsOf(wanted, part)) {
      const bytes = "size" in thing ? thing.size : 0;
      if (isThere(target, part, id, thing)) add(counts.present, bytes);
      else if (ownersOf(id, thing).some((owner) => blocked.has(owner))) counts.inTheWay += 1;
      else add(counts.missing, bytes);
    }
    return [part, counts] as const;
  });
  return Object.fromEntries(entries) as Comparison;
}

/** A member's files lie under their id. */
function ownersOf(id: string, thing: SeenRow | SeenFile): readonly string[] {
  return "memberIds" in thing ? thing.memberIds : [id.split("/")[1] ?? ""];
}

const zero = () => ({ things: 0, bytes: 0 });

function add(count: { things: number; bytes: number }, bytes: number): void {
  count.things += 1;
  count.bytes += bytes;
}

function thingsOf(survey: Survey, part: Part): ReadonlyMap<string, SeenRow | SeenFile> {
  return part === "files" ? survey.files : survey.rows[part];
}

/** A file is there when its bytes are. */
function isThere(target: Survey, part: Part, id: string, thing: SeenRow | SeenFile): boolean {
  if (part !== "files") return target.rows[part].has(id);
  return "sha256" in thing && target.files.get(id)?.sha256 === thing.sha256;
}

/** As an import would find them. */
export function findObstacles(wanted: Survey, target: Survey): Obstacle[] {
  return [
    ...findTaken(wanted.rows.accounts, target.rows.accounts, "somebody else has the e-mail address there"),
    ...findTaken(wanted.rows.profiles, target.rows.profiles, "somebody else has the username there"),
  ];
}

type SeenRows = ReadonlyMap<string, SeenRow>;

function findTaken(wanted: SeenRows, target: SeenRows, reason: string): Obstacle[] {
  const taken = new Set([...target.values()].map(({ name }) => name));
  return [...wanted]
    .filter(([id, { name }]) => !target.has(id) && taken.has(name))
    .map(([memberId]) => ({ memberId, reason }));
}

export const bytesToMove = (comparison: Comparison) => comparison.files.missing.bytes;
export const countMissing = (comparison: Comparison) =>
  parts.reduce((sum, part) => sum + comparison[part].missing.things, 0);

export function planTable(comparison: Comparison): string {
  return textTable([
    ["", "to move", "size", "there already", "cannot move"],
    ...parts.map((part) => {
      const { missing, present, inTheWay } = comparison[part];
      const size = part === "files" ? sizeInWords(missing.bytes) : "";
      return [names[part], count(missing.things), size, count(present.things), count(inTheWay)];
    }),
  ]);
}

/** `before` and `after` compare the same source with the target as it was, and as it is. */
export function outcomeTable(before: Comparison, after: Comparison): string {
  return textTable([
    ["", "moved", "there already", "not moved"],
    ...parts.map((part) => [
      names[part],
      count(movedOf(part, before, after)),
      count(before[part].present.things),
      count(after[part].missing.things),
    ]),
  ]);
}

export function movedOf(part: Part, before: Comparison, after: Comparison): number {
  return after[part].present.things - before[part].present.things;
}

const count = (things: number) => things.toLocaleString("en");
