/** A list that stays in order while entries come and go; finding, adding and removing cost the same however long it is. */

export type SortKey = string | number;
export type Entry<Row> = { readonly key: SortKey; readonly id: string; row: Row };
export type Place = Pick<Entry<unknown>, "key" | "id">;

export type SortedList<Row> = {
  add(entry: Entry<Row>): void;
  remove(place: Place): void;
  /** Puts another row where one is. */
  replace(place: Place, row: Row): void;
  /**
   * Shows rows in order, or backwards, beginning right behind `after`, which need not be in the list any more, until
   * `visit` gives false.
   */
  walk(from: { after: Place | null; backwards: boolean }, visit: (row: Row) => boolean): void;
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
    walk({ after, backwards }, visit) {
      const step = backwards ? -1 : 1;
      let at = after ? blockOf(after) : backwards ? blocks.length - 1 : 0;
      let index = after ? indexBehind(blocks[at] ?? [], after, backwards) : null;
      for (let block = blocks[at]; block; block = blocks[(at += step)]) {
        index ??= backwards ? block.length - 1 : 0;
        for (let entry = block[index]; entry; entry = block[(index += step)]) if (!visit(entry.row)) return;
        index = null;
      }
    },
  };
}

/** Where the entries behind `place` begin, -1 or the length of the block when they begin in the next one. */
function indexBehind<Row>(block: readonly Entry<Row>[], place: Place, backwards: boolean): number {
  const index = lowerBound(block, place);
  if (backwards) return index - 1;
  const entry = block[index];
  return entry && compare(entry, place) === 0 ? index + 1 : index;
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
