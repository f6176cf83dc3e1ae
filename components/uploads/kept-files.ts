/** Files that are being uploaded, kept in this browser until they are accepted, so that a reload continues by itself. */
import type { KeptUpload } from "./upload-state.ts";

export type KeptFile = KeptUpload & {
  /** Whose it is: another person at the same browser must never send it. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly keptAt: number;
  readonly file: Blob;
};

/** Nothing here throws: a browser that keeps nothing (full, private, forbidden) only makes people choose the file again. */
export type KeptFiles = {
  keep(file: KeptFile): Promise<void>;
  /** The owner's files. Those of others, and those older than an upload lives, are removed. */
  list(owner: string, now: number): Promise<KeptFile[]>;
  remove(id: string): Promise<void>;
};

const databaseName = "keepintouch-uploads";
const storeName = "files";
const longestKept = 7 * 24 * 60 * 60 * 1000;

export function openKeptFiles(): KeptFiles {
  let opening: Promise<IDBDatabase> | null = null;
  const database = () => (opening ??= openDatabase());

  async function inStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>) {
    const request = ask((await database()).transaction(storeName, mode).objectStore(storeName));
    return resultOf(request);
  }

  const remove = async (id: string) => {
    await inStore("readwrite", (store) => store.delete(id)).catch(() => undefined);
  };

  return {
    remove,
    async keep(file) {
      await inStore("readwrite", (store) => store.put(file)).catch(() => undefined);
    },
    async list(owner, now) {
      const all = await inStore<KeptFile[]>("readonly", (store) => store.getAll()).catch(() => []);
      const isTheirs = (file: KeptFile) => file.owner === owner && now - file.keptAt < longestKept;
      await Promise.all(all.filter((file) => !isTheirs(file)).map(({ id }) => remove(id)));
      return all.filter(isTheirs);
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: "id" });
  return resultOf(request);
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB refused"));
  });
}
