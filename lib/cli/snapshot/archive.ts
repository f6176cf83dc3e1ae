/** A place a snapshot lies in: files under names, in a folder or in a zip. */

export type ArchiveWriter = {
  /** Writes one file, streamed; on disk when the promise fulfils. `size` in bytes. */
  add(name: string, content: AsyncIterable<Uint8Array>, size: number): Promise<void>;
  /** Makes what was written last, still under the name it was begun with. */
  finish(): Promise<void>;
  /** Removes what was written. */
  abandon(): Promise<void>;
};

export type ArchiveReader = {
  /** In bytes; null when there is no such file. */
  size(name: string): Promise<number | null>;
  /** Throws `not_found` when there is no such file, `invalid_input` when what is there cannot be read. */
  open(name: string): Promise<AsyncIterable<Uint8Array>>;
  close(): Promise<void>;
};

/** Names of the two files of a snapshot that are not somebody's. */
export const snapshotFileName = "snapshot.json";
export const checksumsFileName = "SHA256SUMS";

/** A name inside an archive that cannot lead out of it. */
export function isSafeName(name: string): boolean {
  const parts = name.split("/");
  return /^[\w.@/-]+$/.test(name) && parts.every((part) => part !== "" && part !== "." && part !== "..");
}
