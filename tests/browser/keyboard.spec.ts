import { expect, test } from '@playwright/test';
import { pressUntilFocused, stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support'), permissions: ['clipboard-read', 'clipboard-write'] });

test('everything can be reached by keys alone', async ({ page }) => {
  await page.goto('/audit?q=request:req_01k9wq4p7x2m');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  const summary = page.getByRole('row', { name: /price\.update × \d+/ });
  await pressUntilFocused(page, 'j', summary);
  await page.keyboard.press('Enter');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(page.getByRole('row', { name: /price\.update/ }).nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/audit\/action\?ref=/);

  const search = page.getByRole('search').getByLabel('Search actions');
  await pressUntilFocused(page, '/', search);
  await page.keyboard.type('j/k?');
  await expect(search).toHaveValue('j/k?');
});

test('the keys explain themselves, once they are asked', async ({ page }) => {
  await page.goto('/audit');
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await expect(async () => {
    await page.keyboard.press('?');
    await expect(dialog).toContainText('Next row', { timeout: 500 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: /Keys/ }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
});

test('c copies what is in focus, whole', async ({ page }) => {
  await page.setViewportSize({ width: 1600, height: 900 });
  await page.goto('/audit?q=request:req_01ka9d2fv6tn');
  await page
    .getByRole('row', { name: /api_key\.revoke/ })
    .getByRole('link', { name: /req_/ })
    .focus();
  await expect(async () => {
    await page.keyboard.press('c');
    await expect(page.getByRole('status')).toHaveText('Copied', { timeout: 500 });
  }).toPass();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('req_01ka9d2fv6tn');
});
