/** Indexes give what looking at every row would give, whatever came and went in between. */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";

import { createSortedList } from "#lib/store/local/sorted-list.ts";
import { createGroupIndex, createTable, createUniqueIndex } from "#lib/store/local/table.ts";

vi.setConfig({ testTimeout: 60_000 });

type Row = { readonly id: string; readonly key: number };

const id = fc.integer({ min: 0, max: 3000 }).map((number) => String(number).padStart(4, "0"));
const row = fc.record({ id, key: fc.integer({ min: 0, max: 20 }) });
const inOrder = (a: Row, b: Row) => a.key - b.key || (a.id < b.id ? -1 : 1);

describe("a sorted list", () => {
  const operation = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("put" as const), row }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), row }) },
  );

  test("walks in order from any place, both ways, like a list sorted anew", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { selector: ({ id: own }) => own, maxLength: 1500, size: "max" }),
        fc.array(operation, { maxLength: 800, size: "max" }),
        fc.option(row),
        fc.boolean(),
        (initial, operations, after, backwards) => {
          const model = new Map(initial.map((each) => [each.id, each]));
          const list = createSortedList(initial.map((each) => ({ ...each, row: each })));
          for (const { do: deed, row: given } of operations) {
            const before = model.get(given.id);
            if (before) list.remove(before);
            model.delete(given.id);
            if (deed === "remove") continue;
            list.add({ ...given, row: given });
            model.set(given.id, given);
          }
          const sorted = [...model.values()].toSorted(backwards ? (a, b) => inOrder(b, a) : inOrder);
          const isBehind = (each: Row) =>
            after === null || (backwards ? inOrder(each, after) : inOrder(after, each)) < 0;
          const expected = sorted
            .filter((each) => each.id !== after?.id || each.key !== after.key)
            .filter(isBehind);
          const walked: Row[] = [];
          list.walk({ after, backwards }, (each) => walked.push(each) < 40);
          expect(walked).toEqual(expected.slice(0, 40));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("can be emptied and filled again", () => {
    const list = createSortedList<Row>([]);
    const only = { id: "a", key: 1 };
    for (let count = 0; count < 3; count += 1) {
      list.add({ ...only, row: only });
      list.remove(only);
    }
    list.add({ ...only, row: only });
    list.replace(only, { ...only });
    const walked: Row[] = [];
    list.walk({ after: null, backwards: true }, (each) => walked.push(each) > 0);
    expect(walked).toEqual([only]);
  });
});

describe("the indexes of a table", () => {
  type Thing = { readonly id: string; readonly name: string; readonly groups: readonly string[] };
  const thing = fc.record({
    id: fc.constantFrom("1", "2", "3", "4", "5"),
    name: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
    groups: fc.uniqueArray(fc.constantFrom("x", "y", "z")),
  });

  test("find by value and by group what is in the table, after any changes and after they are undone", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(thing, fc.boolean()), { maxLength: 40 }), (steps) => {
        const byName = createUniqueIndex<Thing>((each) => [each.name]);
        const byGroup = createGroupIndex<Thing>(
          (each) => each.id,
          (each) => each.groups,
        );
        const table = createTable<Thing>("things", (each) => each.id, [byName, byGroup]);
        const undos: (() => void)[] = [];
        const check = () => {
          const all = [...table.rows.values()];
          for (const name of ["a", "b", "c", "d", "e", "f", "g"]) {
            expect(byName.get(name)).toBe(all.find((each) => each.name === name));
          }
          for (const group of ["x", "y", "z"]) {
            expect(new Set(byGroup.get(group))).toEqual(
              new Set(all.filter((each) => each.groups.includes(group))),
            );
          }
        };
        for (const [given, isPut] of steps) {
          const holder = byName.get(given.name);
          if (isPut && holder && holder.id !== given.id) continue;
          const before = isPut ? table.put(given) : table.delete(given.id);
          undos.push(() => void (before ? table.put(before) : table.delete(given.id)));
          check();
        }
        for (const undo of undos.toReversed()) undo();
        check();
        expect(table.rows.size).toBe(0);
      }),
    );
  });
});
