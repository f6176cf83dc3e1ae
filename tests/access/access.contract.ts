import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { isAppError, type ErrorCode } from "#lib/domain/errors.ts";
import { snapshotTables } from "#lib/store/snapshot.ts";
import { openBrowser } from "../support/browser.ts";
import { takeSnapshot } from "../support/snapshots.ts";
import type { StorageUnderTest } from "../support/storage-under-test.ts";
import { createWorld } from "../support/world.ts";
import { accountRows, storeRows, tables, type Outcome } from "./access-table.ts";
import {
  accountOf,
  accountViewers,
  belongingsOf,
  createAccountScene,
  createScene,
  viewers,
  type Ownership,
  type Scene,
} from "./scene.ts";

const refusals: readonly ErrorCode[] = ["not_allowed", "not_signed_in", "conflict", "invalid_input"];

/** What became of an attempt, before looking at whether it reached anything. */
async function tried(attempt: () => Promise<unknown>): Promise<{ answer: unknown } | { outcome: Outcome }> {
  try {
    return { answer: await attempt() };
  } catch (error) {
    if (isAppError(error, "not_found")) return { outcome: "hidden" };
    if (isAppError(error) && refusals.includes(error.code)) {
      // A refusal that carried the row would show what it refuses.
      expect(error.current).toBeUndefined();
      return { outcome: "refused" };
    }
    throw error;
  }
}

/** Runs every cell of the access table over an adapter. */
export function accessContract(adapter: StorageUnderTest): void {
  const counts = {
    operations: storeRows.length + accountRows.length,
    cells: 0,
    allowed: 0,
    hidden: 0,
    refused: 0,
  };
  const count = (outcome: Outcome) => {
    counts.cells += 1;
    counts[outcome] += 1;
  };

  describe(`${adapter.name}: access`, () => {
    type UntouchedScene = {
      readonly scene: Scene;
      readonly stored: string;
      readonly belongings: Readonly<Record<Ownership, readonly string[]>>;
    };
    /** Kept from cell to cell while nothing in it changes, made anew when something did. */
    let scene: UntouchedScene | null = null;

    const useScene = async (): Promise<UntouchedScene> => {
      if (scene === null) {
        const made = await createScene(createWorld(await adapter.open()));
        const { owned, staged } = made.targets;
        scene = {
          scene: made,
          belongings: { owned: await belongingsOf(made, owned), staged: await belongingsOf(made, staged) },
          stored: await made.world.storage.everythingStored(),
        };
      }
      return scene;
    };
    const isUntouched = async ({ scene: { world }, stored }: UntouchedScene) =>
      (await world.storage.everythingStored()) === stored;
    const closeScene = async () => {
      const { storage } = scene?.scene.world ?? {};
      scene = null;
      await storage?.close();
    };

    afterAll(async () => {
      await closeScene();
      process.stdout.write(
        `${adapter.name}: access table: ${counts.operations} operations over ${tables.length} tables, ${counts.cells} cells tried: ` +
          `${counts.allowed} allowed, ${counts.hidden} hidden, ${counts.refused} refused\n`,
      );
    });

    const testCells = <O extends Ownership>(ownership: O) => {
      for (const row of storeRows) {
        const outcomes: Readonly<Record<string, Outcome>> | undefined = row[ownership];
        if (!outcomes) continue;
        describe(`${ownership} ${row.table}: ${row.operation}`, () => {
          test.each(viewers[ownership])("%s", async (viewer) => {
            const used = await useScene();
            const { scene: now } = used;
            const target = now.targets[ownership];
            const stores: Readonly<Record<string, Scene["stores"]["owned"]["owner"]>> = now.stores[ownership];
            const categories: Readonly<Record<string, string | null>> = now.categories[ownership];
            const result = await tried(() =>
              row.attempt({ store: stores[viewer]!, target, categoryId: categories[viewer] ?? null }),
            );
            const outcome =
              "outcome" in result
                ? result.outcome
                : (await row.reached(target, result.answer))
                  ? "allowed"
                  : "hidden";
            expect(outcome).toBe(outcomes[viewer]);
            count(outcome);
            if (await isUntouched(used)) return;
            if (outcome !== "allowed")
              expect(await belongingsOf(now, target)).toEqual(used.belongings[ownership]);
            await closeScene();
          });
        });
      }
    };
    testCells("owned");
    testCells("staged");

    for (const row of accountRows) {
      describe(`${row.table}: ${row.operation}`, () => {
        test.each(accountViewers)("%s", async (viewer) => {
          const world = createWorld(await adapter.open());
          try {
            const now = await createAccountScene(world, row);
            const before = await accountOf(now);
            const result = await tried(() =>
              row.attempt({ scene: now, viewer, auth: now.browsers[viewer].auth }),
            );
            const outcome =
              "outcome" in result
                ? result.outcome
                : (await row.reached(now, result.answer))
                  ? "allowed"
                  : "hidden";
            const isLeftOut = row.needs !== undefined && adapter.optOuts?.[row.needs] !== undefined;
            const expected = row.outcomes[viewer];
            expect(outcome).toBe(isLeftOut && expected === "allowed" ? "hidden" : expected);
            if (outcome !== "allowed") expect(await accountOf(now)).toBe(before);
            count(outcome);
          } finally {
            await world.storage.close();
          }
        });
      });
    }
  });

  describe(`${adapter.name}: the access table is whole`, () => {
    let methods: string[] = [];
    let storedTables: Set<string> = new Set();

    beforeAll(async () => {
      const storage = await adapter.open();
      const world = createWorld(storage);
      const sections = Object.entries({ ...world.visitor, auth: openBrowser(storage).auth });
      methods = sections.flatMap(([section, port]) =>
        Object.keys(port).map((method) => `${section}.${method}`),
      );
      await createScene(world);
      storedTables = new Set((await takeSnapshot(storage.admin)).rows.map(({ table }) => table));
      await storage.close();
    });

    test("every method a viewer can call has a row, and no row is of a method that is not there", () => {
      const rows = [...storeRows, ...accountRows].map(({ operation }) => operation);
      expect([...new Set(rows)].sort()).toEqual(methods.sort());
    });

    test("every table of the snapshot has a row, and every table that holds something is in the snapshot", () => {
      const covered = new Set([...storeRows, ...accountRows].map(({ table }) => table));
      expect([...covered].sort()).toEqual([...tables].sort());
      expect([...storedTables].sort()).toEqual([...snapshotTables].sort());
    });
  });
}
