/** What our store is compared with. Each keeps the same records as JSON and, where it can, survives a power cut after each write. */
import fs from "node:fs";
import path from "node:path";

/** A record as our store gives it out; peers keep it whole. */
export type BenchRecord = {
  readonly id: string;
  readonly ownerId: string | null;
  readonly createdAt: string;
};

export type Peer = {
  readonly name: string;
  /** Fulfils when the record is stored, as durably as the peer can. */
  write(record: BenchRecord): Promise<void> | void;
  get?(id: string): unknown;
  /** The newest 100 of an owner, parsed. */
  list?(ownerId: string): readonly unknown[];
  close(): Promise<void> | void;
};

/** The floor: JSON lines appended and synced; those who wait together share one sync. Nothing can be read back. */
export function openAppend(folder: string): Peer {
  const fd = fs.openSync(path.join(folder, "append.log"), "a");
  let waiting: { line: string; resolve: () => void; reject: (error: Error) => void }[] = [];
  let isBusy = false;
  const flush = () => {
    const batch = waiting;
    waiting = [];
    isBusy = batch.length > 0;
    if (!isBusy) return;
    const settle = (error: Error | null) => {
      for (const { resolve, reject } of batch)
        if (error) reject(error);
        else resolve();
      flush();
    };
    fs.write(fd, batch.map(({ line }) => line).join(""), (error) => {
      if (error) settle(error);
      else fs.fdatasync(fd, settle);
    });
  };
  return {
    name: "append-fdatasync",
    write(record) {
      const line = `${JSON.stringify(record)}\n`;
      return new Promise((resolve, reject) => {
        waiting.push({ line, resolve, reject });
        if (!isBusy) flush();
      });
    },
    close: () => fs.closeSync(fd),
  };
}

type Statement = {
  run(...values: unknown[]): unknown;
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
};
type Sqlite = {
  pragma(text: string): unknown;
  exec(text: string): unknown;
  prepare(text: string): Statement;
  close(): void;
};
type SqliteModule = { readonly default: new (file: string) => Sqlite };
type BodyRow = { readonly body: string };

/** better-sqlite3 with WAL and synchronous FULL: every transaction is synced. */
export async function openSqlite(folder: string, records: readonly BenchRecord[]): Promise<Peer> {
  const { default: Database }: SqliteModule = await load("better-sqlite3");
  const db = new Database(path.join(folder, "peer.sqlite"));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(
    "create table records (id text primary key, owner_id text, created_at text, body text) without rowid",
  );
  db.exec("create index by_owner on records (owner_id, created_at desc, id desc)");
  const put = db.prepare(
    "insert into records values (?, ?, ?, ?) on conflict (id) do update set body = excluded.body",
  );
  const one = db.prepare("select body from records where id = ?");
  const newest = db.prepare(
    "select body from records where owner_id = ? order by created_at desc, id desc limit 100",
  );
  const write = (record: BenchRecord) =>
    void put.run(record.id, record.ownerId, record.createdAt, JSON.stringify(record));
  db.exec("begin");
  records.forEach(write);
  db.exec("commit");
  db.pragma("wal_checkpoint(truncate)");
  const parse = (row: unknown): unknown => JSON.parse((row as BodyRow).body);
  return {
    name: "better-sqlite3-full",
    write,
    get: (id) => parse(one.get(id)),
    list: (ownerId) => newest.all(ownerId).map(parse),
    close: () => db.close(),
  };
}

type Lmdb = {
  put(key: unknown, value: unknown): Promise<boolean>;
  get(key: unknown): unknown;
  getRange(range: object): Iterable<{ key: unknown; value: unknown }>;
  readonly flushed: Promise<unknown>;
  close(): Promise<void>;
};
type LmdbRoot = Lmdb & { openDB(options: object): Lmdb };
type LmdbModule = { open(options: object): LmdbRoot };

/** lmdb; a write counts once it is flushed to the disk. Records as JSON, and an index by owner and time. */
export async function openLmdb(folder: string, records: readonly BenchRecord[]): Promise<Peer> {
  const { open }: LmdbModule = await load("lmdb");
  const root = open({ path: path.join(folder, "peer.lmdb") });
  const byId = root.openDB({ name: "records", encoding: "json" });
  const byOwner = root.openDB({ name: "by-owner" });
  const put = (record: BenchRecord) => {
    void byOwner.put([record.ownerId, record.createdAt, record.id], null);
    return byId.put(record.id, record);
  };
  const filled = records.map(put);
  await Promise.all(filled);
  await root.flushed;
  return {
    name: "lmdb-flushed",
    // An update leaves owner and time as they are, so the index is not written again.
    async write(record) {
      await byId.put(record.id, record);
      await byId.flushed;
    },
    get: (id) => byId.get(id),
    list(ownerId) {
      const keys = byOwner.getRange({
        start: [ownerId, "\uffff"],
        end: [ownerId],
        reverse: true,
        limit: 100,
      });
      return Array.from(keys, ({ key }) => byId.get((key as readonly string[])[2]));
    },
    close: () => root.close(),
  };
}

type LowdbModule = {
  readonly JSONFilePreset: <T>(file: string, data: T) => Promise<{ data: T; write(): Promise<void> }>;
};

/** lowdb's JSON file: written whole each time, renamed into place, not synced. */
export async function openLowdb(folder: string, records: readonly BenchRecord[]): Promise<Peer> {
  const { JSONFilePreset }: LowdbModule = await load("lowdb/node");
  const data = Object.fromEntries(records.map((record) => [record.id, record]));
  const db = await JSONFilePreset(path.join(folder, "lowdb.json"), data);
  await db.write();
  return {
    name: "lowdb",
    async write(record) {
      db.data[record.id] = record;
      await db.write();
    },
    close: () => undefined,
  };
}

/** Peers are installed beside the benchmark only, so the compiler does not know them. */
async function load<T>(name: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    throw new Error(`"${name}" is not installed: run "npm run bench", which installs the peers first.`, {
      cause: error,
    });
  }
}
