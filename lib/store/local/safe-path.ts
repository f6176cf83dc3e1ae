/** The one way from a key to a path: whatever the key, the path lies within the folder, or there is none. */
import path from "node:path";

import { AppError } from "#lib/domain/errors.ts";

/** Lower-case letters, digits and hyphens, and a dot only between them: neither `..` nor anything a file system gives a meaning to. */
const segmentPattern = /^[a-z0-9][a-z0-9-]*(\.[a-z0-9]+)*$/;

/** Absolute path of `key` within `root`. Throws `not_found` for a key that is none. */
export function safePath(root: string, key: string): string {
  const segments = key.split("/");
  const base = path.resolve(root);
  const resolved = path.join(base, ...segments);
  if (!segments.every((segment) => segmentPattern.test(segment)) || !resolved.startsWith(base + path.sep)) {
    throw new AppError("not_found");
  }
  return resolved;
}
