import { expect, type Locator, type Page } from '@playwright/test';
import type { Role } from './app';

/** A browser in which a person of that role is signed in: `test.use({ storageState: stateFile('support') })`. */
export function stateFile(role: Role): string {
  return `test-results/state/${role}.json`;
}

/** Presses a key of ours as soon as the page listens: a page can be read before its script is there. */
export async function pressUntilFocused(page: Page, key: string, target: Locator): Promise<void> {
  await expect(async () => {
    // Pressed once too often, it would be typed, or lead on.
    if (!(await target.evaluate((element) => element === document.activeElement))) await page.keyboard.press(key);
    await expect(target).toBeFocused({ timeout: 500 });
  }).toPass();
}

/** Opens the dialog that names the keys, as soon as the page listens. */
export async function openKeys(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await expect(async () => {
    // A dialog that comes late lies over the button.
    if (!(await dialog.isVisible())) await page.getByRole('button', { name: /Keys/ }).click({ timeout: 1_000 });
    await expect(dialog).toBeVisible({ timeout: 500 });
  }).toPass();
}
