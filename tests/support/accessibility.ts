/** What holds for every page and state: no axe violation in either theme, nothing wider than the window of a phone or a desk. */
import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

import { desktopSize, phoneSize } from "#tests/support/screen-sizes.ts";

/** Looks at the page in the light theme as it is, and in the dark one at the other size. */
export async function expectAccessible(page: Page): Promise<void> {
  const own = page.viewportSize() ?? desktopSize;
  await expectSound(page, "light");
  await page.setViewportSize(own.width === phoneSize.width ? desktopSize : phoneSize);
  await expectSound(page, "dark");
  await page.setViewportSize(own);
}

async function expectSound(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  // Without motion no colour is seen halfway between the themes.
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await settled(page);
  expect(await violationsOn(page), `axe in the ${colorScheme} theme at ${page.url()}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `pixels wider than the window at ${page.url()}`).toBeLessThanOrEqual(0);
}

/** Each as its rule and the markup that breaks it. */
async function violationsOn(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(() => "axe" in window);
  if (!isThere) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { run } = Reflect.get(window, "axe") as typeof axe;
    const { violations } = await run(document, { resultTypes: ["violations"] });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => html + failureSummary).join(" | ")}`,
    );
  });
}

/** What is still fading in has not the colours it ends with. Spinners never end and are not waited for. */
async function settled(page: Page): Promise<void> {
  // Next takes the old page's title away a moment before the new one's is there.
  await expect(page).toHaveTitle(/\S/);
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const fading = () =>
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .filter(({ playState }) => playState === "running");
    // What a new theme or size sets in motion is in motion from the next frame on.
    do {
      await Promise.all(fading().map((animation) => animation.finished.catch(() => undefined)));
      await frame();
      await frame();
    } while (fading().length > 0);
  });
}
