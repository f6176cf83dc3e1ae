/** Carries everything, or one member, from this machine to Supabase or back: a plan first, the deed with --apply. */
import { AppError, isAppError } from "#lib/domain/errors.ts";
import { getEnv } from "#lib/env.ts";
import { openLocalStorage, openSupabaseStorage, type Storage } from "#lib/storage.ts";
import type { ImportConflict } from "#lib/store/port.ts";
import type { SnapshotRow, SnapshotTable } from "#lib/store/snapshot.ts";
import { durationInWords, sizeInWords } from "./amounts.ts";
import type { Command, CommandInput, CommandResult } from "./command.ts";
import { conflictInWords } from "./import-report.ts";
import {
  bytesToMove,
  compare,
  type Comparison,
  countMissing,
  findObstacles,
  movedOf,
  type Obstacle,
  outcomeTable,
  parts,
  planTable,
} from "./migrate/compare.ts";
import { type Damaged, findDamaged, isOfDamaged } from "./migrate/find-damaged.ts";
import { type Choice, pipeSnapshot } from "./migrate/pipe-snapshot.ts";
import { removeLocal } from "./migrate/remove-local.ts";
import { memberIdsOf, ofMember, type Survey, survey } from "./migrate/survey.ts";
import { wrongCall } from "./parse-call.ts";
import { counted } from "./restore.ts";

export const migrateCommand: Command = {
  name: "migrate",
  usage: "",
  summary: "carry everything from this machine to Supabase, or back",
  details: [
    "Without --apply it only says what would move. Members keep their id, their things and their password; people sign in",
    "again afterwards. What is at the target already stays as it is. Every file is read back and compared before it counts.",
    "Broken off at any point, the same command goes on from there; once all is there it writes nothing. The app must not be",
    "running on this machine's data meanwhile.",
    "The way home needs SUPABASE_DB_URL for the passwords: without it members keep everything else and set a new one by mail.",
  ],
  options: [
    {
      name: "to",
      value: "<supabase | local>",
      isRequired: true,
      summary: "where to; the other is where from",
    },
    { name: "user", value: "<username>", summary: "one member only, with their documents" },
    { name: "dry-run", value: null, summary: "say what would move and write nothing, as without --apply" },
    { name: "apply", value: null, summary: "do it" },
    {
      name: "remove-local",
      value: null,
      summary:
        "to supabase: remove what moved from this machine, once all of it was read back whole at the target",
    },
  ],
  examples: [
    ["migrate --to supabase", "the plan"],
    ["migrate --to supabase --apply", "move, and keep the local copy"],
    ["migrate --to local --apply", "and home again"],
  ],
  failure: "refused, failed, or something could not be moved (which is listed)",
  maximumWords: 0,
  check({ option, has }) {
    const to = option("to");
    if (to !== "supabase" && to !== "local")
      throw wrongCall(`--to takes supabase or local, not "${to ?? ""}".`, "migrate");
    if (has("apply") && has("dry-run"))
      throw wrongCall("--apply and --dry-run exclude each other.", "migrate");
    if (has("remove-local") && to === "local")
      throw wrongCall("--remove-local goes with --to supabase only.", "migrate");
  },
  async run(input) {
    if (!getEnv().local.persistent) {
      throw new AppError("invalid_input", {
        sentence: "LOCAL_STORAGE_BACKUP is off: nothing is kept on this machine. Set it to true first.",
      });
    }
    // The one that may be missing is opened first.
    const supabase = await openSupabaseStorage();
    try {
      const local = await openLocalStorage();
      try {
        return await migrate({ local, supabase }, input);
      } finally {
        await local.close();
      }
    } finally {
      await supabase.close();
    }
  },
};

type Plan = {
  readonly source: Storage;
  readonly target: Storage;
  readonly wanted: Survey;
  /** What the target holds already. */
  readonly there: Survey;
  readonly obstacles: readonly Obstacle[];
  readonly before: Comparison;
  readonly user: string | null;
};

async function migrate(
  { local, supabase }: { local: Storage; supabase: Storage },
  input: CommandInput,
): Promise<CommandResult> {
  const { option, has, progress } = input;
  const isGoingOut = option("to") === "supabase";
  const [source, target] = isGoingOut ? [local, supabase] : [supabase, local];
  progress.begin("Looking at both", null);
  const wanted = choose(await survey(source.admin), option("user"), source);
  const there = await survey(target.admin);
  const obstacles = findObstacles(wanted, there);
  const before = compare(wanted, there, obstacles);
  const plan: Plan = { source, target, wanted, there, obstacles, before, user: option("user") };
  return has("apply") ? carry(plan, input) : describePlan(plan, has("remove-local"));
}

function choose(whole: Survey, username: string | null, source: Storage): Survey {
  if (username === null) return whole;
  const part = ofMember(whole, username);
  if (part) return part;
  const sentence = `Nobody in ${source.description} has the username "${username}".`;
  throw new AppError("not_found", { sentence });
}

/** Sent and read back at a mebibyte a second, and a tenth of a second for every file: a modest connection. */
const bytesInSecond = 1024 ** 2;
const secondsForFile = 0.1;

function describePlan(plan: Plan, removesLocal: boolean): CommandResult {
  const { source, target, before, obstacles } = plan;
  const missing = countMissing(before);
  const bytes = bytesToMove(before);
  const seconds = Math.ceil((2 * bytes) / bytesInSecond + before.files.missing.things * secondsForFile);
  const lines = [
    `From ${source.description} to ${target.description}:`,
    "",
    planTable(before),
    "",
    ...obstacles.map(obstacleInWords),
    ...passwordNote(plan),
    missing === 0
      ? "There is nothing to move."
      : `${sizeInWords(bytes)} in files: about ${durationInWords(seconds * 1000)} at 1 MB a second both ways.`,
    ...(removesLocal && missing === 0
      ? ["With --apply, what is there already is removed from this machine."]
      : []),
    ...(missing === 0 && !removesLocal ? [] : ["Nothing was written. Add --apply to do it."]),
  ];
  return {
    text: lines.join("\n"),
    data: {
      applied: false,
      from: source.description,
      to: target.description,
      parts: before,
      obstacles,
      passwordsMissing: countWithoutPassword(plan),
      estimatedSeconds: seconds,
    },
    exitCode: obstacles.length === 0 ? 0 : 1,
  };
}

async function carry(plan: Plan, { has, progress }: CommandInput): Promise<CommandResult> {
  const { source, target, wanted, before } = plan;
  const damaged = await lookForDamage(plan, progress);
  progress.begin("Moving", bytesToMove(before));
  const { conflicts, stopped } = await move(plan, damaged, progress);
  const after = compare(wanted, await survey(target.admin));
  const isWhole = stopped === null && conflicts.length === 0 && countMissing(after) === 0;
  const removal = has("remove-local") ? await removeLocal(plan, isWhole, progress) : null;
  const lines = [
    outcomeTable(before, after),
    "",
    ...(conflicts.length > 0 ? ["Not moved; nothing at the target was overwritten:"] : []),
    ...conflicts.map((conflict) => `  ${conflictInWords(conflict)}`),
    ...(damaged.size > 0 ? ["Not moved, because it cannot be read here:"] : []),
    ...[...damaged.values()].map((why) => `  ${why}`),
    ...(stopped === null
      ? []
      : [`It stopped: ${stopped}`, "Run the same command again: it goes on from here."]),
    ...passwordNote(plan),
    ...(removal === null ? [] : [removal.text]),
    ...(isWhole ? [`Everything of ${plan.user ?? source.description} is in ${target.description}.`] : []),
  ];
  return {
    text: lines.join("\n"),
    data: {
      applied: true,
      from: source.description,
      to: target.description,
      parts: Object.fromEntries(
        parts.map((part) => [
          part,
          {
            moved: movedOf(part, before, after),
            present: before[part].present.things,
            failed: after[part].missing.things,
          },
        ]),
      ),
      conflicts,
      damaged: [...damaged.keys()],
      stopped,
      passwordsMissing: countWithoutPassword(plan),
      removedLocal: removal?.isDone ?? false,
    },
    exitCode: isWhole && removal?.isDone !== false ? 0 : 1,
  };
}

type Moved = { readonly conflicts: readonly ImportConflict[]; readonly stopped: string | null };

/** Reading this machine's disk twice costs little; a project is not asked for everything twice. */
async function lookForDamage(plan: Plan, progress: CommandInput["progress"]): Promise<Damaged> {
  const { source, wanted, there, before } = plan;
  if (source.backend !== "local") return new Map();
  progress.begin("Reading what is to move", bytesToMove(before));
  return findDamaged(source.admin, (key) => wanted.files.has(key) && !there.files.has(key), progress);
}

/** What stops it is told beside what was moved before. */
async function move(plan: Plan, damaged: Damaged, progress: CommandInput["progress"]): Promise<Moved> {
  try {
    const { conflicts } = await pipeSnapshot(plan.source.admin, choiceOf(plan, damaged), (source) =>
      plan.target.admin.importSnapshot(counted(source, progress)),
    );
    return { conflicts, stopped: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { conflicts: [], stopped: error.sentence };
  }
}

function choiceOf({ wanted, user }: Plan, damaged: Damaged): Choice {
  const members = new Set(wanted.rows.profiles.keys());
  const isWanted = (table: SnapshotTable, row: SnapshotRow) =>
    user === null || memberIdsOf(table, row).some((id) => members.has(id));
  return {
    row: (table, row) => isWanted(table, row) && !(table === "documents" && isOfDamaged(damaged, row)),
    file: ({ key }) => (user === null || wanted.files.has(key)) && !damaged.has(key),
  };
}

/** Of the accounts that are not at the target yet. */
function countWithoutPassword({ wanted, there }: Plan): number {
  return [...wanted.rows.accounts].filter(
    ([id, { hasPassword }]) => !hasPassword && !there.rows.accounts.has(id),
  ).length;
}

function passwordNote(plan: Plan): string[] {
  const { source, wanted } = plan;
  const without = countWithoutPassword(plan);
  if (without === 0) return [];
  const who = without === wanted.rows.accounts.size ? "Members" : `${without} of the members`;
  const { storage } = getEnv();
  const canRead = source.backend === "local" || (storage.kind === "supabase" && storage.databaseUrl !== null);
  const remedy = canRead ? "" : " Set SUPABASE_DB_URL before --apply to bring the passwords too.";
  return [`${who} keep everything but must set a password ("Forgot your password?" sends a link).${remedy}`];
}

function obstacleInWords({ memberId, reason }: Obstacle): string {
  return `Member ${memberId} and what is theirs cannot move: ${reason}.`;
}
