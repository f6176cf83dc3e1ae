/** What holds for every page and state: no axe violation in either theme, nothing wider than the window. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const themes = ["light", "dark"] as const;

export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of themes) {
    // Without motion no colour is seen halfway between the themes.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
    expect(found, `axe in the ${colorScheme} theme at ${page.url()}`).toEqual([]);
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `pixels wider than the window at ${page.url()}`).toBeLessThanOrEqual(0);
}
