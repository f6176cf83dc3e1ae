/** Work that an answer does not wait for, and that is waited for when the app stops. */

export type Background = {
  run(work: () => Promise<void>): void;
  /** Fulfils when everything under way has ended. */
  settle(): Promise<void>;
};

/** `log` is given failures by their message. */
export function createBackground(log: (message: string) => void): Background {
  const underWay = new Set<Promise<void>>();
  return {
    run(work: () => Promise<void>): void {
      const done: Promise<void> = work()
        .catch((error: unknown) =>
          log(`A mail was not sent: ${error instanceof Error ? error.message : "unknown"}.`),
        )
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async settle(): Promise<void> {
      await Promise.allSettled(underWay);
    },
  };
}
