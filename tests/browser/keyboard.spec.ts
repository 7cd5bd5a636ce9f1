import { expect, type Locator, type Page, test } from '@playwright/test';
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

test('from a question through a facet and a difference to a link, without a mouse and by what a screen reader is told', async ({
  page,
}) => {
  await page.goto('/?data=sample&tz=UTC');
  for (const landmark of ['banner', 'navigation', 'search', 'main'] as const) await expect(page.getByRole(landmark).first()).toBeVisible();

  const search = page.getByRole('search').getByLabel('Search actions');
  await pressUntilFocused(page, '/', search);
  await page.keyboard.type('action:price.update');
  await page.keyboard.press('Enter');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText('price.update actions');

  const actors = page.getByRole('complementary', { name: 'Narrow down' }).getByRole('region', { name: 'Who', exact: true });
  const only = actors.getByRole('link', { name: /^Only / }).first();
  const actor = (await only.getAttribute('aria-label'))?.replace('Only ', '') ?? '';
  await only.focus();
  await pressUntilGone(page, 'o', only);
  await expect(page.getByRole('link', { name: `No longer only ${actor}` })).toHaveAttribute('aria-current', 'true');
  await expect(heading).toContainText(`by ${actor}`);

  await pressUntilFocused(page, 'j', page.getByRole('row', { name: /price\.update × \d+/ }).first());
  await page.keyboard.press('Enter');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/audit\/action\?ref=/);
  const changes = page.getByRole('table', { name: 'What changed' });
  await expect(changes.getByRole('columnheader')).toHaveText(['Field', 'Before', 'After']);
  await expect(changes.getByRole('rowheader').first()).not.toBeEmpty();

  const copy = page.getByRole('button', { name: 'Copy link' });
  await expect(copy).toHaveAttribute('aria-keyshortcuts', 'l');
  await expect(async () => {
    await page.keyboard.press('l');
    await expect(copy).toHaveAttribute('data-copied', /./, { timeout: 500 });
  }).toPass();
  expect(new URL(await page.evaluate(() => navigator.clipboard.readText())).searchParams.get('ref')).toBe(
    new URL(page.url()).searchParams.get('ref'),
  );
});

/** Until the page answers: it may not listen yet. */
async function pressUntilGone(page: Page, key: string, target: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await expect(target).toBeHidden({ timeout: 500 });
  }).toPass();
}

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
