/**
 * The store's written contract. A store is opened for one viewer; every method speaks for that viewer.
 *
 * What holds for all of it:
 * - What the viewer may not see does not exist: single reads give null for missing and for hidden alike, lists leave it
 *   out, writes to it throw `not_found`. A visitor without a valid capability sees nothing and may only begin.
 * - A write is acknowledged (its promise fulfils) only once it survives a power cut. A read never shows what could still
 *   be lost.
 * - Every method is atomic: it happens whole or not at all.
 * - A create takes an id made by the caller. The same create again, by the same owner, gives the row that is there
 *   (unchanged, even when it was updated since). An id that belongs to somebody else throws `conflict` without a word
 *   about the row.
 * - An update carries the version it was based on. A stale one throws `conflict` with the row as it is in `current`.
 *   Of two writers with the same version exactly one wins. Each accepted update adds 1 to the version.
 * - Rows given out are copies: changing one changes nothing in the store.
 * - Values that break a rule of lib/domain throw `invalid_input` with `fields`; a full disk or a lost connection throws
 *   `unavailable`, and what was acknowledged before stays.
 */
import type { Document, DocumentPatch, DocumentQuery, NewDocument } from "#lib/domain/document.ts";
import type { OnboardingData, OnboardingSession } from "#lib/domain/onboarding.ts";
import type { Page } from "#lib/domain/pages.ts";
import type { Profile, ProfilePatch } from "#lib/domain/profile.ts";
import type { UploadTarget } from "#lib/domain/upload-target.ts";
import type { CategoryPatch, NewCategory, VisibilityCategory } from "#lib/domain/visibility.ts";
import type { PreparedAccount } from "#lib/domain/account.ts";
import type { SnapshotSink, SnapshotSource, SnapshotTable } from "./snapshot.ts";

export type Store = {
  readonly profiles: Profiles;
  readonly visibility: Visibility;
  readonly onboarding: Onboarding;
  readonly documents: Documents;
  readonly files: Files;
};

export type Profiles = {
  /**
   * Makes the viewer's own profile with the built-in categories given in `categories`. `profile.id` must be the viewer's.
   * Throws `not_allowed` for a visitor or another id, `invalid_input` with `fields.username` when the name is taken.
   */
  create(profile: NewProfile): Promise<Profile>;
  /** Null when there is none the viewer may see. A member sees their own. */
  get(memberId: string): Promise<Profile | null>;
  /** As `get`; upper and lower case do not matter. */
  getByUsername(username: string): Promise<Profile | null>;
  /** True when nobody has the name. Open to everyone: whoever picks a name has to know. Of two members racing for one, one gets it. */
  isUsernameFree(username: string): Promise<boolean>;
  /** Changes the viewer's own profile. A taken username throws `invalid_input` with `fields.username`. */
  update(version: number, patch: ProfilePatch): Promise<Profile>;
  /** Removes the viewer and all that is theirs: account, sign-ins, rows, files. Nothing is left; doing it again is harmless. */
  remove(): Promise<void>;
};

export type NewProfile = Pick<Profile, "id" | "username" | "displayName" | "bio" | "defaultCategoryId"> & {
  /** Has to hold one category of every built-in kind; `defaultCategoryId` is one of them. */
  readonly categories: OnboardingData["categories"];
};

export type Visibility = {
  /** The viewer's own categories by position. Never more than `maximumCategories`, so not paged. A visitor has none. */
  list(): Promise<VisibilityCategory[]>;
  get(id: string): Promise<VisibilityCategory | null>;
  /** Adds a `custom` category at the end. A name the viewer already uses throws `invalid_input` with `fields.name`; so does one too many. */
  create(category: NewCategory): Promise<VisibilityCategory>;
  /** Built-in categories keep their name and description: changing these throws `not_allowed`. */
  update(id: string, version: number, patch: CategoryPatch): Promise<VisibilityCategory>;
  /**
   * Removes a custom category; what was in it moves to `moveTo`, another of the viewer's, in the same step.
   * Built-in ones throw `not_allowed`; the default category too, until another is the default.
   */
  remove(id: string, moveTo: string): Promise<void>;
};

export type Onboarding = {
  /**
   * Begins a session. `capability` (256 random bits, base64url) is given out this once; only its hash is stored. Whoever
   * holds it is the session's viewer. `id` and `memberId` are the caller's.
   */
  start(start: { id: string; memberId: string; data: OnboardingData }): Promise<{
    session: OnboardingSession;
    capability: string;
  }>;
  /**
   * The session the viewer's capability opens; for a member, the one attached to them. Null when the capability is
   * forged, expired or unknown. Reading moves the expiry on, at most once an hour.
   */
  get(): Promise<OnboardingSession | null>;
  /** Replaces the data and moves the expiry on. Throws `conflict` when stale, `not_found` without a session, `not_allowed` once completed. */
  update(version: number, data: OnboardingData): Promise<OnboardingSession>;
  /** A second capability for the same session, for another device. At most 10 live ones; the oldest but the first gives way. */
  createCapability(): Promise<string>;
  /**
   * Binds the session the capability opens to the member who is the viewer; from then on only that member may finish it.
   * The same member again is harmless; another throws `not_found`.
   */
  attachViewer(capability: string): Promise<OnboardingSession>;
  /**
   * Turns the session into a member, exactly once, all or nothing: account, profile, categories, staged documents and
   * files moved to their owner. Repeated (retry, second press, crash between) it gives the same profile.
   * Throws `invalid_input` with `fields` when username or e-mail is taken or a rule is broken, `not_found` without a session.
   */
  complete(account: PreparedAccount): Promise<Profile>;
  /** Removes the session with everything staged in it. Harmless when there is none. */
  discard(): Promise<void>;
};

/** A member's documents, or for a visitor those staged in the session their capability opens. */
export type Documents = {
  /**
   * The file must have been put before (`files.put`), with the same size and SHA-256, else `invalid_input`. A category
   * that is not the viewer's throws `invalid_input`. Over the quota throws `too_large`; two creates at the edge never both get in.
   */
  create(document: NewDocument): Promise<Document>;
  get(id: string): Promise<Document | null>;
  /** Paged by cursor in the order asked for; ties by id. Removed ones are left out. */
  list(query?: DocumentQuery): Promise<Page<Document>>;
  update(id: string, version: number, patch: DocumentPatch): Promise<Document>;
  /** Hides the document at once, from signed URLs too. It can be restored for `undoWindowHours`; then housekeeping removes row and file. Removing it again is harmless. */
  remove(id: string): Promise<void>;
  /** Undoes `remove`. Throws `not_found` once it is gone for good, `too_large` when its space has been used since. */
  restore(id: string): Promise<Document>;
  /** What the viewer stores, removed documents that can be restored left out. */
  usage(): Promise<Usage>;
};

export type Usage = {
  readonly documents: number;
  readonly bytes: number;
  readonly maximumDocuments: number;
  readonly maximumBytes: number;
};

/** Names a file by what it belongs to; where it lies is the adapter's business. */
export type FileRef = { readonly kind: "document" | "thumbnail" | "avatar"; readonly id: string };

export type FileInfo = { readonly size: number; readonly sha256: string; readonly mimeType: string };

/** A file in the storage's work folder that nobody else writes to, with the size and hash its giver has just taken. */
export type GivenFile = { readonly path: string; readonly size: number; readonly sha256: string };

/** First and last byte, both included, as in RFC 9110 section 14. */
export type ByteRange = { readonly start: number; readonly end: number };

export type OpenFile = FileInfo & {
  /** The bytes of `range`, or all. Has to be read to the end or cancelled. */
  readonly stream: ReadableStream<Uint8Array>;
};

/** An upload that was announced and is under way. */
export type Upload = {
  readonly id: string;
  readonly purpose: "document" | "avatar";
  readonly name: string;
  readonly declaredType: string;
  /** Bytes that were announced; an upload of another length is never accepted. */
  readonly size: number;
  /** The category the document gets. */
  readonly categoryId: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
};

export type NewUpload = Omit<Upload, "createdAt" | "expiresAt">;

/** The bytes of an upload as they were sent, before anybody has looked at them. */
export type ReceivedUpload = {
  readonly size: number;
  /** Has to be read to the end or cancelled. */
  readonly stream: ReadableStream<Uint8Array>;
};

/** The viewer's files: a member's own, or those staged in a visitor's session. */
export type Files = {
  /**
   * Announces an upload, so that it can be resumed by its owner and by nobody else. Same id again: the same upload.
   * Throws `too_large` over 50 MB or the quota, `not_allowed` without a session or member.
   */
  createUpload(upload: NewUpload): Promise<Upload>;
  getUpload(id: string): Promise<Upload | null>;
  /** Uploads under way, newest first. */
  listUploads(): Promise<Upload[]>;
  /** Where to send the bytes of an upload under way. Null when the viewer has none of that id. Asked again it is a fresh one for the same upload. */
  uploadTarget(id: string): Promise<UploadTarget | null>;
  /** What has arrived of an upload of the viewer's under way. Null before there is anything, or while the storage cannot tell. */
  openReceived(id: string): Promise<ReceivedUpload | null>;
  /** Forgets an upload that was finished or given up, with the bytes the storage was sent. Harmless when there is none. */
  removeUpload(id: string): Promise<void>;
  /**
   * Stores a file, streamed, hashed on the way, on disk when the promise fulfils. The same ref is replaced at once and
   * whole: readers see the old file or the new. `expected` is checked: other bytes throw `invalid_input` and leave nothing.
   * A given file is taken as what it says it is, and may be gone afterwards.
   */
  put(
    ref: FileRef,
    content: AsyncIterable<Uint8Array> | GivenFile,
    file: { mimeType: string; expected?: { size: number; sha256: string } },
  ): Promise<FileInfo>;
  /** Null when there is none the viewer may see. A range that begins past the end throws `invalid_input`; one that ends past it is cut. */
  open(ref: FileRef, range?: ByteRange): Promise<OpenFile | null>;
  /**
   * An address that serves the file without further proof until it expires or the file goes; null when the viewer may
   * not see the file. `expiresIn` in seconds, at most 3,600.
   */
  signedUrl(ref: FileRef, options: SignedUrlOptions): Promise<string | null>;
  /** Removes a file that no document, profile or onboarding needs any more; one that is needed stays. Harmless when there is none. */
  remove(ref: FileRef): Promise<void>;
};

export type SignedUrlOptions = {
  readonly expiresIn: number;
  readonly disposition: "inline" | "attachment";
  /** The name to save it under; made safe where it is served. */
  readonly name: string;
};

/** What crosses members: carrying everything elsewhere, and housekeeping. Never on a request path. */
export type AdminStore = {
  /** Streams every row and file into `sink`, as of one moment. */
  exportSnapshot(sink: SnapshotSink): Promise<void>;
  /**
   * Takes in every row and file not there yet; doing it again changes nothing. A version newer than known is refused before
   * anything is touched. Not one step: what is damaged further on stops it, what came before stays, and another run goes on.
   * With `replace`, everything that is there goes first: all rows, files, sign-ins and uploads of everybody.
   */
  importSnapshot(source: SnapshotSource, options?: { replace?: boolean }): Promise<ImportResult>;
  /** Removes what is past its time: sessions with their staged files, removed documents, abandoned uploads, files without a row. */
  housekeep(): Promise<HousekeepingResult>;
  /** Whether reads and writes are possible right now. Never throws. */
  health(): Promise<StoreHealth>;
};

export type ImportResult = {
  readonly added: number;
  readonly present: number;
  readonly filesAdded: number;
  readonly filesPresent: number;
  /** Rows and files that could not be taken in beside what is there; nothing was overwritten. */
  readonly conflicts: readonly ImportConflict[];
};

export type ImportConflict = {
  readonly table: SnapshotTable | "files";
  /** Of the row, or the key of the file. */
  readonly id: string;
  readonly reason: "username_taken" | "email_taken" | "name_taken" | "id_taken" | "owner_missing";
};

export type HousekeepingResult = {
  readonly sessions: number;
  readonly documents: number;
  readonly uploads: number;
  readonly files: number;
};

export type HealthCheck = { readonly status: "ok" | "failing"; readonly reason?: string };

export type StoreHealth = {
  readonly store: HealthCheck & Readonly<Record<string, string | number | undefined>>;
  readonly files: HealthCheck & Readonly<Record<string, string | number | undefined>>;
  /** Of the disk the data lies on; null where that is not ours to know. */
  readonly disk: (HealthCheck & { readonly used_percent: number; readonly free_bytes: number }) | null;
};
