/** Puts a backup into the storage: an empty one, beside what is there, or in its place. */
import { AppError } from "#lib/domain/errors.ts";
import { getStorage, setDamagedAside, type Storage } from "#lib/storage.ts";
import type { SnapshotSource } from "#lib/store/snapshot.ts";
import { countInWords } from "./amounts.ts";
import type { Command, CommandInput, CommandResult } from "./command.ts";
import { importTable } from "./import-report.ts";
import { wrongCall } from "./parse-call.ts";
import type { Progress } from "./progress.ts";
import {
  checkSnapshot,
  type CheckedSnapshot,
  type OpenSnapshot,
  openSnapshot,
} from "./snapshot/open-snapshot.ts";
import { placeOf, refuseInMemory, restorePointPlace } from "./snapshot/place.ts";
import { writeSnapshot } from "./snapshot/write-snapshot.ts";
import { holdsAnything } from "./store-contents.ts";

export const restoreCommand: Command = {
  name: "restore",
  usage: "",
  summary: "put a backup back",
  details: [
    "The whole backup is checked before anything is changed. Into a storage that holds something already it goes only with",
    "--merge or --replace. Broken off, it is gone on with by --merge, or begun anew by --replace.",
    "On local storage the app must not be running.",
  ],
  options: [
    { name: "from", value: "<folder or .zip>", isRequired: true, summary: "a backup" },
    {
      name: "merge",
      value: null,
      summary: "add what is missing; what is there stays as it is, also where the backup says otherwise",
    },
    {
      name: "replace",
      value: null,
      summary: "take away everything that is there first; a restore point is kept and its place is printed",
    },
  ],
  examples: [
    ["restore --from /backups/monday.zip", "into an empty storage"],
    ["restore --from /backups/monday --replace", "as it was on Monday"],
  ],
  failure: "refused, failed, or something could not be taken in (which is listed)",
  maximumWords: 0,
  check({ has }) {
    if (has("merge") && has("replace"))
      throw wrongCall("--merge and --replace exclude each other.", "restore");
  },
  async run(input) {
    refuseInMemory();
    const snapshot = await openSnapshot(placeOf(input.option("from") ?? ""));
    try {
      const checked = await checkSnapshot(snapshot, input.progress);
      const { storage, aside } = await openToRestore(input.has("replace"));
      try {
        return await restore({ storage, aside }, snapshot, checked, input);
      } finally {
        await storage.close();
      }
    } finally {
      await snapshot.close();
    }
  },
};

type Opened = {
  readonly storage: Storage;
  /** Where a data folder's content lies that was too damaged to be opened. */
  readonly aside: string | null;
};

/** A damaged data folder can be replaced too: what is in it is set aside, since no restore point can be made of it. */
async function openToRestore(replace: boolean): Promise<Opened> {
  try {
    return { storage: await getStorage(), aside: null };
  } catch (error) {
    const aside = replace ? await setDamagedAside(error, `${restorePointPlace(Date.now())}-damaged`) : null;
    if (aside === null) throw error;
    return { storage: await getStorage(), aside };
  }
}

async function restore(
  { storage, aside }: Opened,
  snapshot: OpenSnapshot,
  { bytes, withoutPassword }: CheckedSnapshot,
  { has, progress }: CommandInput,
): Promise<CommandResult> {
  const isFilled = await holdsAnything(storage.admin);
  if (isFilled && !has("merge") && !has("replace")) throw filled(storage);
  const replace = has("replace");
  const restorePoint = isFilled && replace ? await keepRestorePoint(storage, progress) : null;
  progress.begin("Restoring", bytes);
  const result = await storage.admin.importSnapshot(counted(snapshot, progress), { replace });
  const kept = [
    ...(restorePoint === null ? [] : [`What was there before is kept in ${restorePoint}.`]),
    ...(aside === null ? [] : [`What was there before is damaged, and lies unchanged in ${aside}.`]),
  ];
  if (withoutPassword > 0) {
    const who = countInWords(withoutPassword, "member");
    kept.push(`The backup holds no password of ${who}: "Forgot your password?" sends a link to set one.`);
  }
  const opening =
    result.added + result.filesAdded === 0
      ? "Everything was there already. Nothing was changed."
      : `Restored ${countInWords(result.added, "row")} and ${countInWords(result.filesAdded, "file")} from ${snapshot.place}.`;
  return {
    text: [opening, ...kept, "", importTable(result, "restored")].join("\n"),
    data: { from: snapshot.place, restorePoint, setAside: aside, ...result },
    exitCode: result.conflicts.length === 0 ? 0 : 1,
  };
}

function filled({ description }: Storage): AppError {
  return new AppError("conflict", {
    sentence:
      `There is data in ${description} already, and nothing was changed. Choose: --merge adds what is missing and leaves ` +
      `what is there as it is; --replace takes away what is there first and keeps a restore point of it.`,
  });
}

async function keepRestorePoint({ admin }: Storage, progress: Progress): Promise<string> {
  const { place } = await writeSnapshot(
    restorePointPlace(Date.now()),
    (sink) => admin.exportSnapshot(sink),
    progress,
  );
  return place;
}

/** The same snapshot, its bytes counted as they are taken. */
export function counted(source: SnapshotSource, progress: Progress): SnapshotSource {
  return {
    header: () => source.header(),
    rows: () => source.rows(),
    files: () => source.files(),
    async openFile(key) {
      const content = await source.openFile(key);
      return (async function* () {
        for await (const piece of content) {
          progress.advance(piece.length);
          yield piece;
        }
      })();
    },
  };
}
