/** Whether a storage holds anything, found without reading more of it than the first row. */
import type { AdminStore } from "#lib/store/port.ts";

/** True when there is a row or a file. */
export async function holdsAnything(admin: AdminStore): Promise<boolean> {
  let found = false;
  const enough = new Error("enough was seen");
  const stop = async () => {
    found = true;
    throw enough;
  };
  try {
    await admin.exportSnapshot({ header: async () => {}, row: stop, file: stop });
  } catch (error) {
    if (!found) throw error;
  }
  return found;
}
