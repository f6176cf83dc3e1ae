/** What holds for every page and state: no axe violation in either theme, nothing wider than the window. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const themes = ["light", "dark"] as const;

export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of themes) {
    // Without motion no colour is seen halfway between the themes.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await settled(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    expect(found, `axe in the ${colorScheme} theme at ${page.url()}`).toEqual([]);
  }
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
