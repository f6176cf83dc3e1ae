/** Opens the store on a folder of this machine: everything acknowledged is on the disk, one process owns the folder. */
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { AccountRecords } from "#lib/domain/account-records.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { Clock } from "#lib/domain/time.ts";
import type { Viewer } from "#lib/domain/viewer.ts";
import type { AdminStore, ByteRange, OpenFile, SignedUrlOptions, Store } from "../port.ts";
import { createAccounts } from "./accounts.ts";
import type { Context } from "./context.ts";
import { type Disk, errorCode, makeFolder, realDisk } from "./disk.ts";
import { createDocuments } from "./documents.ts";
import { type Engine, openDurableEngine } from "./engine.ts";
import { createMemoryEngine } from "./memory-engine.ts";
import { exportSnapshot } from "./export-snapshot.ts";
import { createFileBytes } from "./file-bytes.ts";
import { parseFileKey } from "./file-keys.ts";
import { createFiles, locate, openFile } from "./files.ts";
import { lockFolder } from "./folder-lock.ts";
import { checkHealth } from "./health.ts";
import { housekeep } from "./housekeeping.ts";
import { importSnapshot } from "./import-snapshot.ts";
import { createOnboarding } from "./onboarding.ts";
import { createProfiles } from "./profiles.ts";
import { knowViewer } from "./scope.ts";
import { uploadLifetime } from "./uploads.ts";
import { createSigningKey, createUrlSigner, openSigningKey } from "./url-signer.ts";
import { createVisibility } from "./visibility.ts";
import { openPart, removeParts, sweepWorkFolder } from "./work-folder.ts";

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
  /** The disk to write to; a test may give one that fails. */
  readonly disk?: Disk;
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
  /**
   * Absolute path of a folder on the same disk as the files, for upload parts and work files. What is named by an upload's
   * id goes when the upload is given up; what nobody touches for as long as an upload may take is swept.
   */
  readonly workFolder: string;
  /** Folds the journal into the backup and lets go of the folder. Later calls throw `unavailable`. Safe to call twice. */
  close(): Promise<void>;
};

/**
 * Throws `AppError("unavailable")` whose sentence names the file or folder and the way out when the folder is not
 * writable or in use, or when what lies in it is damaged or newer than this app. Nothing is changed then.
 */
export async function openLocalStore(options: LocalStoreOptions): Promise<LocalStore> {
  const log = options.log ?? (() => undefined);
  return options.folder === null ? openInMemory(options, log) : openOnDisk(options, options.folder, log);
}

async function openInMemory(options: LocalStoreOptions, log: Log): Promise<LocalStore> {
  const parent = options.temporaryFolder ?? tmpdir();
  const folder = await orExplain(parent, () => fs.promises.mkdtemp(path.join(parent, "keepintouch-")));
  return assemble(options, folder, log, createMemoryEngine(), createSigningKey(), () =>
    fs.promises.rm(folder, { recursive: true, force: true }),
  );
}

async function openOnDisk(options: LocalStoreOptions, folder: string, log: Log): Promise<LocalStore> {
  const backupFile = options.backupFile ?? path.join(folder, "backup.json");
  const lock = await orExplain(folder, async () => {
    await makeFolder(folder);
    return lockFolder(folder, log);
  });
  try {
    const engine = await openDurableEngine({
      folder,
      backupFile,
      disk: options.disk ?? realDisk,
      clock: options.clock ?? Date.now,
      log,
      foldAfterBytes: options.foldAfterBytes ?? null,
    });
    const key = await openSigningKey(folder);
    return await assemble(options, folder, log, engine, key, async () => lock.release());
  } catch (error) {
    lock.release();
    throw errorCode(error) === null ? error : explain(folder, error);
  }
}

type Log = (message: string) => void;

async function assemble(
  options: LocalStoreOptions,
  folder: string,
  log: Log,
  engine: Engine,
  signingKey: Buffer,
  letGo: () => Promise<void>,
): Promise<LocalStore> {
  const clock = options.clock ?? Date.now;
  const workFolder = path.join(folder, "work");
  const arrivals = path.join(workFolder, "arriving");
  await makeFolder(arrivals);
  for (const name of fs.readdirSync(arrivals)) fs.rmSync(path.join(arrivals, name), { force: true });
  const context: Context = {
    engine,
    bytes: createFileBytes({ root: folder, arrivals, disk: options.disk ?? realDisk, openedAt: Date.now() }),
    signer: createUrlSigner(signingKey, clock, options.baseUrl ?? ""),
    clock,
    sessionLifetime: options.sessionTimeoutHours * 3_600_000,
    log,
    openPart: (uploadId) => openPart(workFolder, uploadId),
    removeParts: (uploadIds) => removeParts(workFolder, uploadIds),
  };
  let closing: Promise<void> | null = null;
  return {
    open: (viewer) => openFor(context, viewer),
    admin: {
      exportSnapshot: (sink) => exportSnapshot(context, sink),
      importSnapshot: (source, options) => importSnapshot(context, source, options),
      async housekeep() {
        const result = await housekeep(context);
        await sweepWorkFolder(workFolder, Date.now() - uploadLifetime);
        return result;
      },
      health: () => checkHealth(context, folder, arrivals),
    },
    accounts: createAccounts(context),
    signedFiles: { open: (token, range) => openSigned(context, token, range) },
    workFolder,
    close() {
      closing ??= engine.close().finally(letGo);
      return closing;
    },
  };
}

function openFor(context: Context, viewer: Viewer): Store {
  const known = knowViewer(viewer);
  return {
    profiles: createProfiles(context, known),
    visibility: createVisibility(context, known),
    onboarding: createOnboarding(context, known),
    documents: createDocuments(context, known),
    files: createFiles(context, known),
  };
}

async function openSigned(context: Context, token: string, range: ByteRange | undefined) {
  const claim = context.signer.verify(token);
  const parsed = claim && parseFileKey(claim.key);
  if (!claim || !parsed) return null;
  const file = await openFile(context, () => locate(context.engine.tables, parsed.folder, parsed.ref), range);
  return file && { ...file, disposition: claim.disposition, name: claim.name };
}

async function orExplain<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw errorCode(error) === null ? error : explain(folder, error);
  }
}

function explain(folder: string, cause: unknown): AppError {
  const code = errorCode(cause);
  const sentence =
    code === "ENOSPC"
      ? `The disk with the data folder ${folder} is full. Make space on it, or choose another folder with KEEPINTOUCH_DATA_DIR.`
      : `The data folder ${folder} cannot be written to (${code}). Give this user write access to it, or choose another folder with KEEPINTOUCH_DATA_DIR.`;
  return new AppError("unavailable", { sentence, cause });
}
