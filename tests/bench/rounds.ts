/** Compares things that are measured on one machine in one run: in turn, round after round, so that its unrest meets all of them alike. */

export type Contestant = {
  readonly name: string;
  /** Measures once and gives a rate: the higher, the better. */
  measure(): Promise<number>;
};

export type Comparison = {
  readonly peer: string;
  /** Ours divided by the peer's, of one and the same round: the median of these, the smallest and the largest. */
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
  /** Median rates, for people. */
  readonly ours: number;
  readonly theirs: number;
};

/** One round more than asked for is run first and thrown away, to warm up. */
export async function compareInRounds(
  ours: Contestant,
  peers: readonly Contestant[],
  rounds: number,
): Promise<Comparison[]> {
  const all = [ours, ...peers];
  const rates: Map<string, number[]> = new Map(all.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    // Who begins changes from round to round, so that nobody always runs in the other's wake.
    const shift = round % all.length;
    for (const contestant of [...all.slice(shift), ...all.slice(0, shift)]) {
      const rate = await contestant.measure();
      if (round > 0) rates.get(contestant.name)?.push(rate);
    }
  }
  const own = rates.get(ours.name) ?? [];
  return peers.map(({ name }) => {
    const theirs = rates.get(name) ?? [];
    const ratios = own.map((rate, round) => rate / (theirs[round] ?? Number.NaN));
    return {
      peer: name,
      ratio: median(ratios),
      min: Math.min(...ratios),
      max: Math.max(...ratios),
      ours: median(own),
      theirs: median(theirs),
    };
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Times a second `act` was done, with `concurrency` of them under way at once, for about so many milliseconds. */
export async function rateOf(
  act: (worker: number) => Promise<void> | void,
  { milliseconds, concurrency = 1 }: { milliseconds: number; concurrency?: number },
): Promise<number> {
  let done = 0;
  const began = performance.now();
  const work = async (worker: number) => {
    do {
      await act(worker);
      done += 1;
    } while (performance.now() - began < milliseconds);
  };
  await Promise.all(Array.from({ length: concurrency }, (_, worker) => work(worker)));
  return (done * 1000) / (performance.now() - began);
}
