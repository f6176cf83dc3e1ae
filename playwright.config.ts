import { existsSync } from "node:fs";
import { chromium, defineConfig, devices } from "@playwright/test";

/** Chromium named by the environment, else the one Playwright installed, else the one that comes through npm. */
async function findChromium(): Promise<string> {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  if (named !== undefined && named !== "") return named;
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // A shared machine may stall for seconds. A test that passes only the second time is named as flaky in the report.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    ...devices["Desktop Chrome"],
    // Recording every test costs a third of the time; `--trace on` shows what one of them saw.
    trace: "on-first-retry",
    launchOptions: {
      executablePath: await findChromium(),
      // Drawn without a graphics card and without imitating one, which would cost more than the tests themselves.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    },
  },
  projects: [
    // What has no page (*.server.spec.ts) runs once.
    {
      name: "phone",
      testIgnore: "**/*.server.spec.ts",
      use: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
    },
    { name: "desktop", use: { viewport: { width: 1440, height: 900 } } },
  ],
});
