/** Identifiers: UUIDv7 made by the caller, so that a repeated create is the same row and ids sort by time. */
import { v7 } from "uuid";
import { z } from "zod";

/** Lower-case UUID of any version, as every id in the app is. */
export const IdSchema = z.uuid().toLowerCase();

/** A new UUIDv7 (RFC 9562): unique, and ordered by the time it was made. */
export function createId(): string {
  return v7();
}
