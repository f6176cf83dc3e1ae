/** Takes away from this machine what moved, once all of it was found whole at the target; else nothing at all. */
import { AppError } from "#lib/domain/errors.ts";
import type { Storage } from "#lib/storage.ts";
import { snapshotFormat, snapshotVersion } from "#lib/store/snapshot.ts";
import type { Progress } from "../progress.ts";
import type { Survey } from "./survey.ts";
import { findLacking } from "./verify.ts";

type Carried = {
  readonly source: Storage;
  readonly target: Storage;
  readonly wanted: Survey;
  /** Whose part it was; null: everybody's. */
  readonly user: string | null;
};

/** `isWhole` is whether the move went well; everything is read back at the target all the same. */
export async function removeLocal(
  { source, target, wanted, user }: Carried,
  isWhole: boolean,
  progress: Progress,
): Promise<{ isDone: boolean; text: string }> {
  const lacking = isWhole
    ? await findLacking(wanted, target.admin, progress)
    : "not everything is at the target.";
  if (lacking !== null) return { isDone: false, text: `Nothing was removed from this machine: ${lacking}` };
  if (user === null) await removeAll(source);
  else {
    for (const memberId of wanted.rows.profiles.keys())
      await source.open({ kind: "member", memberId }).profiles.remove();
  }
  return { isDone: true, text: `What moved was removed from ${source.description}.` };
}

/** Nothing, in the place of everything. */
async function removeAll({ admin }: Storage): Promise<void> {
  const exportedAt = new Date().toISOString();
  await admin.importSnapshot(
    {
      header: async () => ({ format: snapshotFormat, version: snapshotVersion, exportedAt }),
      async *rows() {},
      async *files() {},
      openFile: async () => {
        throw new AppError("not_found");
      },
    },
    { replace: true },
  );
}
