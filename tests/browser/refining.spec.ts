import { expect, type Locator, type Page, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support') });

test('a value beside the list is asked for with o, and taken out with n', async ({ page }) => {
  await page.goto('/audit?data=sample&tz=Asia/Tokyo&limit=20');
  const outcome = page.getByRole('region', { name: 'Outcome' });
  await pressUntilAt(page, 'o', outcome.getByRole('link', { name: 'Only failure' }), /q=outcome(:|%3A)failure/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Failed actions');
  await pressUntilAt(page, 'n', outcome.getByRole('link', { name: 'Not failure' }), /q=-outcome(:|%3A)failure/);
  await expect(page).toHaveURL(/tz=Asia(\/|%2F)Tokyo/);
  await expect(page).toHaveURL(/limit=20/);
});

test('every value has its two words in sight, and both in the order of the Tab key', async ({ page }) => {
  await page.goto('/audit?data=sample');
  const row = page.getByRole('region', { name: 'Outcome' }).getByRole('listitem').filter({ hasText: 'failure' });
  await expect(row.getByText('only', { exact: true })).toBeVisible();
  await expect(row.getByText('not', { exact: true })).toBeVisible();
  await row.getByRole('link', { name: 'Only failure' }).focus();
  await page.keyboard.press('Tab');
  await expect(row.getByRole('link', { name: 'Not failure' })).toBeFocused();
});

test('a cell of a row is reached by arrows, and narrows by its value, linked or not', async ({ page }) => {
  await page.goto('/audit?data=sample&q=request:req_01ka9d2fv6tn');
  const row = page.getByRole('row', { name: /api_key\.revoke/ });
  await expect(async () => {
    await page.keyboard.press('j');
    await expect(row).toBeFocused({ timeout: 500 });
  }).toPass();
  for (const column of ['time', 'actor', 'action', 'subject', 'outcome']) {
    await page.keyboard.press('ArrowRight');
    await expect(row.locator(`td[data-column="${column}"]`)).toBeFocused();
  }
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/q=request(:|%3A)req_01ka9d2fv6tn(\+|%20)-outcome(:|%3A)success/);
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('from today, a focused link leads to all that its cell is about', async ({ page }) => {
  await page.goto('/?data=sample&tz=Asia/Tokyo');
  const actor = page.getByRole('table', { name: 'The latest actions' }).locator('td[data-column="actor"] a').first();
  const id = await actor.getAttribute('data-copy');
  await pressUntilAt(page, 'o', actor, /\/audit\?/);
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('q'), searchParams.get('tz'), searchParams.get('data')]).toEqual([`actor:${id}`, 'Asia/Tokyo', 'sample']);
});

test('days are brushed with the keyboard alone', async ({ page }) => {
  await page.goto('/audit?data=sample&tz=Asia/Tokyo&q=outcome:failure');
  const bars = page.getByRole('group', { name: 'Actions per day, as bars' }).getByRole('link');
  const last = bars.last();
  await stepOnto(page, last);
  const [to, days] = [await last.getAttribute('data-to'), await bars.count()];
  expect(days).toBeGreaterThan(7);
  for (const key of ['Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowRight']) await page.keyboard.press(key);
  const first = bars.nth(days - 3);
  await expect(first).toBeFocused();
  const counts = await Promise.all([3, 2, 1].map((back) => bars.nth(days - back).getAttribute('data-count')));
  const count = counts.reduce((sum, each) => sum + Number(each), 0);
  await expect(page.getByRole('status').filter({ hasText: 'Enter narrows' })).toContainText(`${count} `);
  const from = await first.getAttribute('data-from');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${count} action`);
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('q'), searchParams.get('tz')]).toEqual([`outcome:failure created:${from}..${to}`, 'Asia/Tokyo']);
});

test('Escape lets go of what was brushed, and Enter then follows the one bar', async ({ page }) => {
  await page.goto('/audit?data=sample');
  const bars = page.getByRole('group', { name: 'Actions per day, as bars' }).getByRole('link');
  await stepOnto(page, bars.last());
  await page.keyboard.press('Shift+Home');
  await expect(page.locator('[data-chosen]')).toHaveCount(await bars.count());
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-chosen]')).toHaveCount(0);
  const day = await bars.first().getAttribute('data-from');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`created(:|%3A)${day}(&|$)`));

  await page.getByRole('link', { name: 'All days' }).click();
  await expect(page).not.toHaveURL(/created/);
  await expect(page.getByRole('link', { name: 'All days' })).toHaveCount(0);
});

test('days are brushed by dragging over their bars, in either direction; a click is one day', async ({ page }) => {
  await page.goto('/audit?data=sample');
  const bars = page.getByRole('group', { name: 'Actions per day, as bars' }).getByRole('link');
  const [from, to] = [await bars.nth(2).getAttribute('data-from'), await bars.nth(6).getAttribute('data-to')];
  await expect(async () => {
    await page.mouse.move(0, 0);
    await page.mouse.move(...(await middleOf(bars.nth(6))));
    await expect(page.getByText('Drag over bars to narrow')).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.mouse.down();
  await page.mouse.move(...(await middleOf(bars.nth(4))));
  await page.mouse.move(...(await middleOf(bars.nth(2))));
  await expect(page.locator('[data-chosen]')).toHaveCount(5);
  await page.mouse.up();
  await expect(page).toHaveURL(new RegExp(`created(:|%3A)${from}\\.\\.${to}`));

  const day = await bars.nth(1).getAttribute('data-from');
  await page.mouse.click(...(await middleOf(bars.nth(1))));
  await expect(page).toHaveURL(new RegExp(`created(:|%3A)${day}(&|$)`));
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a bar is a link to its day', async ({ page }) => {
    await page.goto('/audit?data=sample');
    const bar = page.getByRole('group', { name: 'Actions per day, as bars' }).getByRole('link').last();
    const day = await bar.getAttribute('data-from');
    await bar.focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`created(:|%3A)${day}(&|$)`));
  });
});

/** Presses a key of ours on what is focused until it leads on: a page can be read before its script is there. */
async function pressUntilAt(page: Page, key: string, focused: Locator, address: RegExp): Promise<void> {
  await expect(async () => {
    if (address.test(page.url())) return;
    await focused.focus({ timeout: 500 });
    await page.keyboard.press(key);
    await expect(page).toHaveURL(address, { timeout: 1_500 });
  }).toPass();
}

async function middleOf(bar: Locator): Promise<[number, number]> {
  const box = await bar.locator('rect').first().boundingBox();
  return [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];
}

/** Script that has just arrived may not have seen the first step. */
async function stepOnto(page: Page, bar: Locator): Promise<void> {
  await expect(async () => {
    await bar.blur();
    await bar.focus();
    await expect(page.getByText('Drag over bars to narrow')).toBeVisible({ timeout: 500 });
  }).toPass();
}
