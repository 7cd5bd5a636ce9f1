import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { pressUntilFocused, stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support') });

/** Opened by its key, which loads what helps. */
async function openedBox(page: Page, address = '/audit?data=sample') {
  await page.goto(address);
  const box = page.getByLabel('Search actions');
  await pressUntilFocused(page, '/', box);
  await expect(box).toHaveRole('combobox');
  return box;
}

test('somebody asks with the keyboard alone, and is told what was understood', async ({ page }) => {
  const box = await openedBox(page);
  await expect(page.getByRole('option', { name: /^actor:/ })).toBeVisible();
  await box.pressSequentially('outc');
  await box.press('ArrowDown');
  await expect(page.getByRole('option', { name: /outcome:/ })).toHaveAttribute('aria-selected', 'true');
  await box.press('Enter');
  await expect(box).toHaveValue('outcome:');
  await box.press('ArrowUp');
  await expect(page.getByRole('option', { selected: true })).toContainText('unknown');
  await box.press('ArrowUp');
  await box.press('Enter');
  await expect(box).toHaveValue('outcome:failure ');
  await expect(page.getByText('Finds failed actions.')).toBeVisible();
  await box.press('Escape');
  await expect(page.getByRole('listbox')).toBeHidden();
  await box.press('Enter');
  await expect(page).toHaveURL(/\/audit\?.*q=outcome(:|%3A)failure/);
  await expect(page).toHaveURL(/data=sample/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Failed actions');
});

test('the values of a key are those that occur', async ({ page }) => {
  const box = await openedBox(page);
  await box.pressSequentially('outcome:failure feature:');
  const values = page.getByRole('option', { name: /rows?$/ });
  await expect(values.first()).toBeVisible();
  await values.first().click();
  await expect(box).toHaveValue(/^outcome:failure feature:\S+ $/);
  await expect(box).toBeFocused();
  await box.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Failed actions in feature');
  await expect(page.getByRole('table')).toBeVisible();
});

test('a log line that is pasted is recognised, while typing and when it was sent', async ({ page }) => {
  const box = await openedBox(page);
  await box.fill('{"level":"error","requestId":"req-3c9f0d5e","user_id":"u_9"}');
  await expect(page.getByRole('option').first()).toContainText('everything about req-3c9f0d5e');
  await expect(page.getByRole('option').nth(1)).toContainText('request:req-3c9f0d5e');
  await box.press('Enter');
  await expect(page.getByLabel('Not understood')).toContainText('There is no key {"level"');
  await page.getByRole('link', { name: 'request:req-3c9f0d5e' }).click();
  await expect(page).toHaveURL(/q=request(:|%3A)req-3c9f0d5e/);
});

test('what cannot be read is said with its reason, and mended with one click', async ({ page }) => {
  await page.goto('/audit?data=sample&tz=Asia/Tokyo&q=actr:u_1+zoe');
  await expect(page.getByLabel('Not understood')).toContainText('There is no key actr.');
  await page.getByRole('link', { name: 'Search for actor:u_1' }).click();
  await expect(page).toHaveURL(/q=actor:u_1\+zoe/);
  await expect(page).toHaveURL(/tz=Asia\/Tokyo/);
});

test('hostile text stays text in the box and below it', async ({ page }) => {
  const box = await openedBox(page);
  await box.fill('<img src=x onerror="document.title=1"> actor:\u202eadmin x:\u001b[2J y');
  await expect(page.getByText('Finds')).toBeVisible();
  expect(await page.locator('img').count()).toBe(0);
  await expect(page.getByText('\u202e')).toHaveCount(0);
});

test('on a small screen everything stays within it, and axe finds nothing', async ({ page }) => {
  await page.setViewportSize({ width: 380, height: 700 });
  const box = await openedBox(page);
  for (const text of ['', `actor:${'u'.repeat(200)} actr:1 `, `request_id:${'9'.repeat(143)}`]) {
    await box.fill(text);
    await expect(box).toHaveValue(text);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
    const { violations } = await new AxeBuilder({ page }).include('search').setLegacyMode().analyze();
    expect(violations).toEqual([]);
  }
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the box searches, and keeps the zone', async ({ page }) => {
    await page.goto('/audit?data=sample&tz=Asia/Tokyo');
    await page.getByLabel('Search actions').fill('outcome:failure created:2026');
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(page).toHaveURL(/tz=Asia(\/|%2F)Tokyo/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Failed actions in 2026, Tokyo time');
  });
});
