/** What an adapter has to give so that the contract suites and the access table can run over it. */
import type { AccountRecords } from "#lib/domain/account-records.ts";
import type { PreparedAccount } from "#lib/domain/account.ts";
import type { UploadTarget } from "#lib/domain/upload-target.ts";
import type { ByteRange } from "#lib/store/port.ts";
import type { Storage } from "#lib/storage.ts";

/** Parts of the contract an adapter may be unable to show. Each opt-out carries its reason, which the test's name then shows. */
export type OptionalPart = "account records" | "restart" | "hashed link tokens" | "kept mails";

export type StorageUnderTest = {
  readonly name: string;
  readonly optOuts?: Partial<Readonly<Record<OptionalPart, string>>>;
  /** Opens an empty storage of its own, which nothing else touches. */
  open(): Promise<OpenedStorage>;
};

export type SentMail = {
  readonly to: string;
  /** The one-time token in the mail's link; null in a mail that only tells something. */
  readonly token: string | null;
  readonly text: string;
};

export type OpenedStorage = Pick<Storage, "open" | "openAuth" | "admin"> & {
  /** Null where the adapter opted out of "account records". */
  readonly accounts: AccountRecords | null;
  readonly clock: {
    now(): number;
    /** Lets time pass for the storage, without waiting. Milliseconds. */
    advance(milliseconds: number): void | Promise<void>;
  };
  /** Milliseconds after which an untouched onboarding expires. */
  readonly sessionTimeout: number;
  /** An account ready to become a member, whose password is `castPassword`; faster than `auth.prepareAccount`. */
  prepareAccount(account: { id: string; email: string }): Promise<PreparedAccount>;
  /** Follows a signed address as a browser without any cookie would. Null: it serves nothing. */
  openSigned(url: string, range?: ByteRange): Promise<SignedAnswer | null>;
  /** Sends bytes to an upload's target as a browser would, whole. */
  send(target: UploadTarget, bytes: Uint8Array): Promise<void>;
  /** Mails sent so far, oldest first. */
  mails(): Promise<SentMail[]>;
  /** All text the storage keeps, in whatever shape (journal, backup, tables): for looking for what must not be in it. */
  everythingStored(): Promise<string>;
  /** How many files lie anywhere, unfinished ones included. */
  countFiles(): Promise<number>;
  /** Lets go of everything in memory and opens the same data again; rejects where the adapter opted out of "restart". */
  reopen(): Promise<void>;
  close(): Promise<void>;
};

export type SignedAnswer = {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly mimeType: string;
  readonly disposition: "inline" | "attachment";
  readonly name: string;
};
