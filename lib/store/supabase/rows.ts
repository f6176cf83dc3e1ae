/** Rows of the Data API ↔ what the app knows them as. */
import type { Document, DocumentPatch, NewDocument } from "#lib/domain/document.ts";
import { DocumentSchema } from "#lib/domain/document.ts";
import { OnboardingSessionSchema, type OnboardingSession } from "#lib/domain/onboarding.ts";
import type { Profile, ProfilePatch } from "#lib/domain/profile.ts";
import { toTimestamp } from "#lib/domain/time.ts";
import {
  VisibilityCategorySchema,
  type CategoryDraft,
  type CategoryPatch,
  type VisibilityCategory,
} from "#lib/domain/visibility.ts";
import type { FileInfo, NewUpload, Upload } from "../port.ts";
import type { TableRow } from "./database.ts";
import { escapeText, escapeTexts, unescapeText, unescapeTexts } from "./text.ts";

const time = (value: string) => toTimestamp(Date.parse(value));
const timeOrNull = (value: string | null) => (value === null ? null : time(value));

/** Null for an account that has no profile yet. */
export function toProfile(row: TableRow<"users">): Profile | null {
  const { username, display_name, bio, default_category_id } = row;
  if (row.version === 0 || username === null || display_name === null || default_category_id === null)
    return null;
  return {
    id: row.id,
    username,
    displayName: unescapeText(display_name),
    bio: unescapeText(bio ?? ""),
    avatarId: row.avatar_id,
    defaultCategoryId: default_category_id,
    version: row.version,
    createdAt: time(row.created_at),
    updatedAt: time(row.updated_at),
  };
}

/** Only what was given, so that everything else stays as it is. */
function onlyGiven<T extends Record<string, unknown>>(
  patch: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}

const escapedIfGiven = (text: string | undefined) => (text === undefined ? undefined : escapeText(text));

export function toProfilePatch({ username, displayName, bio, avatarId, defaultCategoryId }: ProfilePatch) {
  return onlyGiven({
    username,
    display_name: escapedIfGiven(displayName),
    bio: escapedIfGiven(bio),
    avatar_id: avatarId,
    default_category_id: defaultCategoryId,
  });
}

export function toCategory(row: TableRow<"visibility_categories">): VisibilityCategory {
  return {
    id: row.id,
    ownerId: row.owner_id,
    kind: VisibilityCategorySchema.shape.kind.parse(row.kind),
    name: unescapeText(row.name),
    description: unescapeText(row.description),
    position: row.position,
    version: row.version,
    createdAt: time(row.created_at),
    updatedAt: time(row.updated_at),
  };
}

export function toCategoryDraft({ id, kind, name, description, position }: CategoryDraft) {
  return { id, kind, name: escapeText(name), description: escapeText(description), position };
}

export function toCategoryPatch({ name, description, position }: CategoryPatch) {
  return onlyGiven({ name: escapedIfGiven(name), description: escapedIfGiven(description), position });
}

export function toSession(row: TableRow<"onboarding_sessions">): OnboardingSession {
  return {
    id: row.id,
    memberId: row.member_id,
    data: OnboardingSessionSchema.shape.data.parse(unescapeTexts(row.data)),
    status: OnboardingSessionSchema.shape.status.parse(row.status),
    attachedTo: row.attached_to,
    version: row.version,
    createdAt: time(row.created_at),
    updatedAt: time(row.updated_at),
    expiresAt: time(row.expires_at),
  };
}

export const toSessionData = (data: OnboardingSession["data"]) => escapeTexts(data);

export function toDocument(row: TableRow<"documents">): Document {
  return {
    id: row.id,
    ownerId: row.owner_id,
    sessionId: row.session_id,
    name: unescapeText(row.name),
    description: unescapeText(row.description),
    categoryId: row.category_id,
    kind: DocumentSchema.shape.kind.parse(row.kind),
    mimeType: row.mime_type,
    size: Number(row.size),
    sha256: row.sha256,
    takenAt: row.taken_at === null ? null : unescapeText(row.taken_at),
    width: row.width,
    height: row.height,
    pageCount: row.page_count,
    durationSeconds: row.duration_seconds,
    hasThumbnail: row.has_thumbnail,
    version: row.version,
    createdAt: time(row.created_at),
    updatedAt: time(row.updated_at),
    removedAt: timeOrNull(row.removed_at),
  };
}

export function toNewDocument(document: NewDocument) {
  return {
    id: document.id,
    name: escapeText(document.name),
    description: escapeText(document.description),
    category_id: document.categoryId,
    kind: document.kind,
    mime_type: document.mimeType,
    size: document.size,
    sha256: document.sha256,
    taken_at: document.takenAt === null ? null : escapeText(document.takenAt),
    width: document.width,
    height: document.height,
    page_count: document.pageCount,
    duration_seconds: document.durationSeconds,
    has_thumbnail: document.hasThumbnail,
  };
}

export function toDocumentPatch({ name, description, categoryId }: DocumentPatch) {
  return onlyGiven({
    name: escapedIfGiven(name),
    description: escapedIfGiven(description),
    category_id: categoryId,
  });
}

export function toUpload(row: TableRow<"uploads">): Upload {
  return {
    id: row.id,
    purpose: row.purpose === "avatar" ? "avatar" : "document",
    name: unescapeText(row.name),
    declaredType: unescapeText(row.declared_type),
    size: Number(row.size),
    categoryId: row.category_id,
    createdAt: time(row.created_at),
    expiresAt: time(row.expires_at),
  };
}

export function toNewUpload({ id, purpose, name, declaredType, size, categoryId }: NewUpload) {
  return {
    id,
    purpose,
    name: escapeText(name),
    declared_type: escapeText(declaredType),
    size,
    category_id: categoryId,
  };
}

export function toFileInfo(row: Pick<TableRow<"files">, "size" | "sha256" | "mime_type">): FileInfo {
  return { size: Number(row.size), sha256: row.sha256, mimeType: row.mime_type };
}
