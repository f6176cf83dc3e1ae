/** Documents as they are kept: in one compact shape, which is what makes reading one of many fast. */
import type { Document } from "#lib/domain/document.ts";
import type { Profile } from "#lib/domain/profile.ts";

/**
 * A copy. Objects that grew property by property, as parsed or merged ones do, keep their properties in a second place;
 * written out like this they are one block of memory.
 */
export function toDocument(document: Document): Document {
  return {
    id: document.id,
    ownerId: document.ownerId,
    sessionId: document.sessionId,
    name: document.name,
    description: document.description,
    categoryId: document.categoryId,
    kind: document.kind,
    mimeType: document.mimeType,
    size: document.size,
    sha256: document.sha256,
    takenAt: document.takenAt,
    width: document.width,
    height: document.height,
    pageCount: document.pageCount,
    durationSeconds: document.durationSeconds,
    hasThumbnail: document.hasThumbnail,
    version: document.version,
    createdAt: document.createdAt,
    updatedAt: document.updatedAt,
    removedAt: document.removedAt,
  };
}

/**
 * The same document, naming its owner by the very text the profile holds. Every read compares the two, and a text that was
 * looked at a moment ago is compared far faster than one of 50,000 equal ones. For a document nobody else holds yet.
 */
export function shareOwner(document: Document, profiles: ReadonlyMap<string, Profile>): Document {
  const owner = document.ownerId === null ? undefined : profiles.get(document.ownerId);
  if (owner) document.ownerId = owner.id;
  return document;
}
