/** The changes of one transaction: applied at once, taken back whole, and written down as absolute puts and removals. */
import type { Table } from "./table.ts";
import type { CarriedTable } from "./tables.ts";

export type Changes = {
  put<Row>(table: Table<Row>, row: Row): void;
  /** Harmless when there is no such row. */
  remove<Row>(table: Table<Row>, key: string): void;
};

export type RecordedChanges = Changes & {
  isEmpty(): boolean;
  undo(): void;
  /** A JSON array. Each change says what is to be afterwards, so that applying it twice changes nothing. */
  toJson(): string;
};

export function recordChanges(): RecordedChanges {
  const undos: (() => void)[] = [];
  const written: string[] = [];
  return {
    put(table, row) {
      const before = table.put(row);
      undos.push(() => {
        if (before === undefined) table.delete(table.keyOf(row));
        else table.put(before);
      });
      written.push(`{"put":"${table.name}","row":${JSON.stringify(row)}}`);
    },
    remove(table, key) {
      const before = table.delete(key);
      if (before === undefined) return;
      undos.push(() => table.put(before));
      written.push(`{"remove":"${table.name}","key":${JSON.stringify(key)}}`);
    },
    isEmpty: () => written.length === 0,
    undo() {
      for (const undo of undos.toReversed()) undo();
    },
    toJson: () => `[${written.join(",")}]`,
  };
}

type WrittenChange =
  { readonly put: string; readonly row: unknown } | { readonly remove: string; readonly key: string };

/** Applies the payload of a frame. Throws when it is not one. */
export function replay(payload: Buffer, tables: ReadonlyMap<string, CarriedTable>): void {
  const transactions: readonly (readonly WrittenChange[])[] = JSON.parse(payload.toString("utf8"));
  for (const changes of transactions) {
    for (const change of changes) {
      if ("put" in change) tableOf(tables, change.put).load(change.row);
      else tableOf(tables, change.remove).unload(change.key);
    }
  }
}

function tableOf(tables: ReadonlyMap<string, CarriedTable>, name: string): CarriedTable {
  const table = tables.get(name);
  if (!table) throw new Error(`There is no table called ${name}.`);
  return table;
}
