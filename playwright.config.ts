import { existsSync } from "node:fs";
import { chromium, defineConfig, devices } from "@playwright/test";

import { desktopSize, phoneSize } from "#tests/support/screen-sizes.ts";

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
  // Files are cleaned in processes of their own, and a shared machine is slow at times.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    ...devices["Desktop Chrome"],
    // Recording every test costs a third of the time; `--trace on` shows what one of them saw.
    trace: "on-first-retry",
    launchOptions: {
      executablePath: await findChromium(),
      // Without a language Chromium calls every download whose name is not plain ASCII "download".
      env: { ...process.env, LC_ALL: "C.UTF-8" },
      // Drawn without a graphics card and without imitating one, which would cost more than the tests themselves.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    },
  },
  // What is used differently with little and with much room runs at both sizes, the rest at one of them; whether every
  // state can be used by all is looked at in both sizes wherever it is looked at.
  projects: [
    {
      name: "phone",
      grepInvert: /@desktop/,
      use: { viewport: phoneSize, hasTouch: true, isMobile: true },
    },
    { name: "desktop", grep: /@both|@desktop/, use: { viewport: desktopSize } },
  ],
});
