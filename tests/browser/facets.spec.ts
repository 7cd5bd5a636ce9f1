import { expect, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support'), javaScriptEnabled: false });

test('every facet narrows the list to a value, or takes it out, and lets go again', async ({ page }) => {
  await page.goto('/audit?data=sample');
  const all = await countIn(page.getByRole('heading', { level: 1 }));
  const outcome = page.getByRole('region', { name: 'Outcome' });

  await outcome.getByRole('link', { name: 'Only failure' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Failed actions');
  const failed = await countIn(page.getByRole('heading', { level: 1 }));

  await outcome.getByRole('link', { name: 'No longer only failure' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('All actions');
  await outcome.getByRole('link', { name: 'Not failure' }).click();
  expect(await countIn(page.getByRole('heading', { level: 1 }))).toBe(all - failed);
});

test('a bar of the chart, by its table, narrows the list to its day', async ({ page }) => {
  await page.goto('/audit?data=sample&tz=Asia/Tokyo');
  await page.getByText('As a table').click();
  const day = page.getByRole('table').first().getByRole('row').nth(1);
  const count = await day.getByRole('cell').textContent();
  await day.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`Tokyo time ${count} actions`);
});

async function countIn(heading: { textContent(): Promise<string | null> }): Promise<number> {
  return Number(/([\d,]+) actions?$/.exec((await heading.textContent()) ?? '')?.[1]?.replaceAll(',', ''));
}
