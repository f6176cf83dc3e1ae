/** An engine that keeps everything in memory and forgets it when it is closed. */
import { recordChanges } from "./changes.ts";
import { closedError, type Engine } from "./engine.ts";
import { createTables } from "./tables.ts";

export function createMemoryEngine(): Engine {
  const tables = createTables();
  let isOpen = true;
  return {
    tables,
    async read(query) {
      if (!isOpen) throw closedError();
      return query();
    },
    async write(work) {
      if (!isOpen) throw closedError();
      const changes = recordChanges();
      try {
        return work(changes);
      } catch (error) {
        changes.undo();
        throw error;
      }
    },
    fold: async () => undefined,
    state: () => ({ isOpen, lastError: null, journalBytes: 0, backupBytes: 0 }),
    probe: async () => isOpen,
    close: async () => {
      isOpen = false;
    },
  };
}
