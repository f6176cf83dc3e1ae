/** A list that stays in order while entries come and go; finding, adding and removing cost the same however long it is. */

export type SortKey = string | number;
export type Entry<Row> = { readonly key: SortKey; readonly id: string; row: Row };
export type Place = Pick<Entry<unknown>, "key" | "id">;

export type SortedList<Row> = {
  add(entry: Entry<Row>): void;
  remove(place: Place): void;
  /** Puts another row where one is. */
  replace(place: Place, row: Row): void;
  /** Rows in order, or backwards, beginning right behind `after`, which need not be in the list any more. */
  walk(options: { after: Place | null; backwards: boolean }): Iterable<Row>;
};

/** Entries are kept in blocks of at most this many, so that adding one moves a block, not the list. */
const blockSize = 512;

/** `entries` in any order. */
export function createSortedList<Row>(entries: Entry<Row>[]): SortedList<Row> {
  entries.sort(compare);
  const blocks: Entry<Row>[][] = [];
  for (let at = 0; at < entries.length; at += blockSize) blocks.push(entries.slice(at, at + blockSize));

  /** The block `place` is in or would be added to. */
  function blockOf(place: Place): number {
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const last = blocks[middle]?.at(-1);
      if (last && compare(last, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function find(place: Place): { block: Entry<Row>[]; index: number; blockIndex: number } | null {
    const blockIndex = blockOf(place);
    const block = blocks[blockIndex];
    if (!block) return null;
    const index = lowerBound(block, place);
    const entry = block[index];
    return entry && compare(entry, place) === 0 ? { block, index, blockIndex } : null;
  }

  return {
    add(entry) {
      const blockIndex = blockOf(entry);
      const block = blocks[blockIndex];
      if (!block) {
        blocks.push([entry]);
        return;
      }
      block.splice(lowerBound(block, entry), 0, entry);
      if (block.length > 2 * blockSize) blocks.splice(blockIndex + 1, 0, block.splice(blockSize));
    },
    remove(place) {
      const found = find(place);
      if (!found) return;
      found.block.splice(found.index, 1);
      if (found.block.length === 0) blocks.splice(found.blockIndex, 1);
    },
    replace(place, row) {
      const found = find(place);
      const entry = found?.block[found.index];
      if (entry) entry.row = row;
    },
    walk: ({ after, backwards }) =>
      backwards ? backwardsFrom(blocks, after, blockOf) : forwardsFrom(blocks, after, blockOf),
  };
}

type Blocks<Row> = readonly (readonly Entry<Row>[])[];

function* forwardsFrom<Row>(
  blocks: Blocks<Row>,
  after: Place | null,
  blockOf: (place: Place) => number,
): Iterable<Row> {
  for (let at = after ? blockOf(after) : 0; at < blocks.length; at += 1) {
    const block = blocks[at] ?? [];
    let index = after ? lowerBound(block, after) : 0;
    for (; index < block.length; index += 1) {
      const entry = block[index];
      if (entry && (!after || compare(entry, after) > 0)) yield entry.row;
    }
  }
}

function* backwardsFrom<Row>(
  blocks: Blocks<Row>,
  after: Place | null,
  blockOf: (place: Place) => number,
): Iterable<Row> {
  for (let at = after ? blockOf(after) : blocks.length - 1; at >= 0; at -= 1) {
    const block = blocks[at] ?? [];
    let index = after ? lowerBound(block, after) - 1 : block.length - 1;
    for (; index >= 0; index -= 1) {
      const entry = block[index];
      if (entry) yield entry.row;
    }
  }
}

/** Index of the first entry that is not before `place`. */
function lowerBound<Row>(block: readonly Entry<Row>[], place: Place): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = block[middle];
    if (entry && compare(entry, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By key, ties by id. Text by code unit, so that the order is the same on every machine. */
function compare(a: Place, b: Place): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
