import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const longest = ["contract/supabase.test", "access/supabase.test", "sql/supabase-store.test", "crash/"];

/** The longest first, so that none of them is alone at the end: they are small files, which would come last. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((part) => moduleId.includes(`/tests/${part}`));
      return place === -1 ? longest.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/e2e/**", "tests/bench/**", "**/node_modules/**"],
    pool: "threads",
    // Much of the time is waited for disks and processes. Each may hold a Postgres of its own, so not more.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Tests that start processes have to pass on a small, busy machine too.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    dangerouslyIgnoreUnhandledErrors: false,
    // Settings of the person running the tests must not reach them.
    env: { NODE_ENV: "test", KEEPINTOUCH_DATA_DIR: "", LOCAL_STORAGE_BACKUP: "" },
  },
});
