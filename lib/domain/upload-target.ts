/** Where a browser sends the bytes of an announced upload: the app itself, or the storage behind it. */

/** Whoever has it may send these bytes, and nothing else, for a while. */
export type UploadTarget = {
  /** `tus`: tus 1.0, created by a POST to `url`, resumable. `put`: all bytes in one PUT to `url`. */
  readonly protocol: "tus" | "put";
  /** Absolute, or a path of the app. */
  readonly url: string;
  /** With `tus`: the upload's own address where it is known beforehand; null where the answer to its creation tells it. */
  readonly resumeUrl: string | null;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** What tus calls `Upload-Metadata`, not yet encoded. Empty for `put`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes of every PATCH but the last; null where any length will do. */
  readonly chunkSize: number | null;
};
