/** A table in memory: rows by key, and indexes that follow every change. Rows are never changed in place. */

/** Told of every change; `before` is undefined for a new row, `after` for one that goes. */
export type Index<Row> = (before: Row | undefined, after: Row | undefined) => void;

export type Table<Row> = {
  /** As it is called in the journal and the backup. */
  readonly name: string;
  readonly rows: ReadonlyMap<string, Row>;
  get(key: string): Row | undefined;
  keyOf(row: Row): string;
  /** Adds or replaces; gives the row that was there. */
  put(row: Row): Row | undefined;
  delete(key: string): Row | undefined;
};

export function createTable<Row>(
  name: string,
  keyOf: (row: Row) => string,
  indexes: readonly Index<Row>[] = [],
): Table<Row> {
  const rows = new Map<string, Row>();
  return {
    name,
    rows,
    keyOf,
    get: (key) => rows.get(key),
    put(row) {
      const key = keyOf(row);
      const before = rows.get(key);
      rows.set(key, row);
      for (const index of indexes) index(before, row);
      return before;
    },
    delete(key) {
      const before = rows.get(key);
      if (before === undefined) return undefined;
      rows.delete(key);
      for (const index of indexes) index(before, undefined);
      return before;
    },
  };
}

export type UniqueIndex<Row> = Index<Row> & { readonly get: (value: string) => Row | undefined };

/** Finds the row by values only it has. */
export function createUniqueIndex<Row>(valuesOf: (row: Row) => readonly string[]): UniqueIndex<Row> {
  const rows = new Map<string, Row>();
  const change: Index<Row> = (before, after) => {
    if (before !== undefined) for (const value of valuesOf(before)) rows.delete(value);
    if (after !== undefined) for (const value of valuesOf(after)) rows.set(value, after);
  };
  return Object.assign(change, { get: (value: string) => rows.get(value) });
}

export type GroupIndex<Row> = Index<Row> & {
  /** Rows of the group in the order in which they were added. */
  readonly get: (group: string) => Row[];
};

/** Finds the rows that belong together; a row may belong to several groups or none. */
export function createGroupIndex<Row>(
  keyOf: (row: Row) => string,
  groupsOf: (row: Row) => readonly string[],
): GroupIndex<Row> {
  const groups = new Map<string, Map<string, Row>>();
  function leave(group: string, key: string): void {
    const rows = groups.get(group);
    rows?.delete(key);
    if (rows?.size === 0) groups.delete(group);
  }

  function join(group: string, row: Row): void {
    const rows = groups.get(group);
    if (rows) rows.set(keyOf(row), row);
    else groups.set(group, new Map([[keyOf(row), row]]));
  }

  const change: Index<Row> = (before, after) => {
    const groupsAfter = after === undefined ? [] : groupsOf(after);
    if (before !== undefined) {
      for (const group of groupsOf(before)) if (!groupsAfter.includes(group)) leave(group, keyOf(before));
    }
    if (after !== undefined) for (const group of groupsAfter) join(group, after);
  };
  return Object.assign(change, { get: (group: string) => [...(groups.get(group)?.values() ?? [])] });
}
