import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/e2e/**", "tests/bench/**", "**/node_modules/**"],
    pool: "threads",
    // Much of the time is waited for disks and processes. Each may hold a Postgres of its own, so not more.
    maxWorkers: 3,
    // Tests that start processes have to pass on a small, busy machine too.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    dangerouslyIgnoreUnhandledErrors: false,
    // Settings of the person running the tests must not reach them.
    env: { NODE_ENV: "test", KEEPINTOUCH_DATA_DIR: "", LOCAL_STORAGE_BACKUP: "" },
  },
});
