/** What every part of the local store works with. */
import type { Clock } from "#lib/domain/time.ts";
import type { ReceivedUpload } from "../port.ts";
import type { Engine } from "./engine.ts";
import type { FileBytes } from "./file-bytes.ts";
import type { UrlSigner } from "./url-signer.ts";

export type Context = {
  readonly engine: Engine;
  readonly bytes: FileBytes;
  readonly signer: UrlSigner;
  readonly clock: Clock;
  /** How long an onboarding lives without being touched, in milliseconds. */
  readonly sessionLifetime: number;
  readonly log: (message: string) => void;
  /** What was received of an upload; null before the first byte. */
  readonly openPart: (uploadId: string) => Promise<ReceivedUpload | null>;
  /** Removes what was received of uploads that are given up. */
  readonly removeParts: (uploadIds: readonly string[]) => Promise<void>;
};
