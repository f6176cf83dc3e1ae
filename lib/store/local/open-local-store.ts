/** Opens the store on a folder of this machine: everything acknowledged is on the disk, one process owns the folder. */
import type { AccountRecords } from "#lib/domain/account-records.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { Clock } from "#lib/domain/time.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import type { AdminStore, ByteRange, OpenFile, SignedUrlOptions, Store } from "../port.ts";

export type LocalStoreOptions = {
  /** Absolute path of the data folder, made when missing. Null: in memory only, files in a temporary folder removed at close. */
  readonly folder: string | null;
  /** Absolute path of the folded JSON backup; `backup.json` in the folder when absent. */
  readonly backupFile?: string;
  /** Where the temporary folder is made when `folder` is null; the system's when absent. */
  readonly temporaryFolder?: string;
  /** Hours of inactivity after which an unfinished onboarding expires. */
  readonly sessionTimeoutHours: number;
  readonly clock?: Clock;
  /** Origin put before signed addresses, without a slash at the end; they are relative when absent. */
  readonly baseUrl?: string;
  /** One line for the person who runs the app. Carries no e-mail address, token or file name of a member. */
  readonly log?: (message: string) => void;
  /** Size of the journal in bytes from which it is folded into the backup; chosen by the size of the data when absent. */
  readonly foldAfterBytes?: number;
};

export type SignedFiles = {
  /** Null when forged, expired, or the file is gone. */
  open(
    token: string,
    range?: ByteRange,
  ): Promise<(OpenFile & Pick<SignedUrlOptions, "disposition" | "name">) | null>;
};

export type LocalStore = {
  open(viewer: Viewer): Store;
  readonly admin: AdminStore;
  readonly accounts: AccountRecords;
  readonly signedFiles: SignedFiles;
  /** Absolute path of a folder on the same disk as the files, for upload parts. */
  readonly workFolder: string;
  /** Folds the journal into the backup and lets go of the folder. Later calls throw `unavailable`. Safe to call twice. */
  close(): Promise<void>;
};

/**
 * Throws `AppError("unavailable")` whose sentence names the file or folder and the way out when the folder is not
 * writable or in use, or when what lies in it is damaged or newer than this app. Nothing is changed then.
 */
export async function openLocalStore(options: LocalStoreOptions): Promise<LocalStore> {
  throw new AppError("unavailable", { cause: options });
}
