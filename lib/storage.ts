/** The one file that knows the adapters: environment → store and auth, opened once per process. */
import type { Auth, AuthClient } from "#lib/auth/port.ts";
import type { AdminStore, ByteRange, OpenFile, SignedUrlOptions, Store } from "#lib/store/port.ts";
import type { Viewer } from "#lib/domain/viewer.ts";

export type Storage = {
  readonly backend: "local" | "supabase";
  /** For people: where the data is. */
  readonly description: string;
  open(viewer: Viewer): Store;
  openAuth(client: AuthClient): Auth;
  readonly admin: AdminStore;
  /** Local storage serves its own signed URLs; null elsewhere. Null as a result: forged, expired, or the file is gone. */
  readonly signedFiles: {
    open(
      token: string,
      range?: ByteRange,
    ): Promise<(OpenFile & Pick<SignedUrlOptions, "disposition" | "name">) | null>;
  } | null;
  /** Folder for upload parts and work files on the same disk as the data. */
  readonly workFolder: string;
  /** Folds what is in the journal and lets go of the data folder. */
  close(): Promise<void>;
};

/** The storage this process runs on, opened at the first call. Throws with one sentence when it refuses to open. */
export async function getStorage(): Promise<Storage> {
  throw new Error("replaced when the adapter lands");
}
