import { expect, test } from "vitest";

import { compareInRounds, median, type Contestant } from "../bench/rounds.ts";

/** Gives the rates in turn; the first is the warm-up's. */
function contestant(name: string, rates: readonly number[], log: string[] = []): Contestant {
  const left = [...rates];
  return {
    name,
    measure: async () => {
      log.push(name);
      return left.shift() ?? Number.NaN;
    },
  };
}

test("a ratio is the median of ratios of one and the same round, the warm-up left out", async () => {
  const ours = contestant("ours", [1, 10, 40, 90]);
  const [comparison] = await compareInRounds(ours, [contestant("peer", [1000, 10, 10, 30])], 3);
  expect(comparison).toEqual({ peer: "peer", ratio: 3, min: 1, max: 4, ours: 40, theirs: 10 });
});

test("everybody is measured in every round, and nobody always first", async () => {
  const log: string[] = [];
  const names = ["a", "b", "c"];
  const [ours, ...peers] = names.map((name) => contestant(name, [1, 1, 1], log));
  await compareInRounds(ours!, peers, 2);
  expect(log.join("")).toBe("abc" + "bca" + "cab");
});

test("the median of an even number of values lies between the middle two", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([3, 1, 2])).toBe(2);
});
