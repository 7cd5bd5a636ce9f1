import { expect, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support') });

test('a support engineer narrows logs down to a line, and sees what stands around it', async ({ page }) => {
  await page.goto('/?data=sample');
  await page.getByRole('link', { name: 'Logs', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('All lines');
  await page.getByRole('searchbox', { name: 'Search lines' }).fill('level:>=warn');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Lines of level warn or above');
  await page.getByRole('link', { name: 'Only error', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Error lines of level warn or above');
  await expect(page.getByRole('row').filter({ hasText: 'warn' })).toHaveCount(0);
  const first = page.getByRole('row').filter({ hasText: 'error' }).first();
  await first.getByRole('link').first().click();
  await expect(page.getByRole('region', { name: 'The same request' }).getByRole('row').filter({ hasText: 'answered' })).toHaveCount(1);
  await page.getByRole('region', { name: 'The same request' }).getByRole('link', { name: 'as a list' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Lines of request');
});

test('bars narrow to their time, and what cannot be read is said with what was meant', async ({ page }) => {
  await page.goto('/logs?data=sample&tz=UTC');
  await page
    .getByRole('group', { name: /^Lines per/ })
    .getByRole('link')
    .last()
    .click();
  await expect(page).toHaveURL(/created/);
  await page.getByRole('link', { name: 'All times' }).click();
  await expect(page).not.toHaveURL(/created/);
  await page.goto('/logs?data=sample&tz=UTC&q=severity:error');
  await page.getByRole('link', { name: 'Search for level:error' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Error lines');
});

test('times are brushed over the bars, with the keyboard alone', async ({ page }) => {
  await page.goto('/logs?data=sample&tz=UTC&q=service:billing');
  const bars = page.getByRole('group', { name: /^Lines per/ }).getByRole('link');
  const last = bars.last();
  await expect(async () => {
    await last.blur();
    await last.focus();
    await expect(page.getByText('Drag over bars to narrow')).toBeVisible({ timeout: 500 });
  }).toPass();
  for (const key of ['Shift+ArrowLeft', 'Shift+ArrowLeft']) await page.keyboard.press(key);
  const first = bars.nth((await bars.count()) - 3);
  const [from, to] = [await first.getAttribute('data-from'), await last.getAttribute('data-to')];
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/created/);
  expect(new URL(page.url()).searchParams.get('q')).toBe(`service:billing created:${from}..${to}`);
  await expect(page.getByText('could not be read')).toHaveCount(0);
});

test('without script all of it works but the looking again', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: stateFile('support') });
  const page = await context.newPage();
  await page.goto('/logs?data=sample&tz=UTC&q=service:billing');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Lines of billing');
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(page.getByRole('link', { name: 'Newer' })).toBeVisible();
  await context.close();
});

test('live lines come by themselves', async ({ page }) => {
  await page.goto('/logs?data=sample&tz=UTC&live=1');
  await expect(page.getByText('Live: looks again')).toBeVisible();
  await expect(page.locator('[data-looks="1"]')).toBeVisible();
  await page.getByRole('link', { name: 'Stop' }).click();
  await expect(page.getByText('Live: looks again')).toHaveCount(0);
});
