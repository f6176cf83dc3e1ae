/** Writing so that it is still there after a power cut, and telling what went wrong with a file. */
import { open } from "node:fs/promises";

/** Replaces nothing: throws EEXIST when there is such a file. */
export async function writeFileSynced(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    for await (const piece of content) await handle.writeFile(piece);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Makes what was created, renamed or removed in the folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Windows and some network disks do not know how to sync a folder; there is nothing better to do there.
    if (!["EINVAL", "EPERM", "EISDIR", "EBADF", "ENOTSUP"].includes(systemCode(error) ?? "")) throw error;
  } finally {
    await handle.close();
  }
}

/** The system's code of a failed call, such as ENOSPC; null for any other error. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

export function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "");
}
