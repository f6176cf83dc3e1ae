/** Size and SHA-256 of a file, read as a stream. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

export async function describeFile(path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest("hex") };
}
