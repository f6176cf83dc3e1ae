/** What holds for every page and state: no axe violation in either theme, nothing wider than the window of a phone or a desk. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export const phoneSize = { width: 360, height: 740 };
export const desktopSize = { width: 1440, height: 900 };

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
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  expect(found, `axe in the ${colorScheme} theme at ${page.url()}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `pixels wider than the window at ${page.url()}`).toBeLessThanOrEqual(0);
}

/** What is still fading in has not the colours it ends with. Spinners never end and are not waited for. */
async function settled(page: Page): Promise<void> {
  // Next takes the old page's title away a moment before the new one's is there.
  await expect(page).toHaveTitle(/\S/);
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });
}
