import { expect, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support'), viewport: { width: 1017, height: 700 } });

const bulkPrices = 'req_01k9wq4p7x2m';
const address = `/audit?data=sample&tz=America/New_York&q=request:${bulkPrices}`;

test('on paper a list explains itself: question, zone, who, when, how many, and where', async ({ page, baseURL }) => {
  await page.goto(address);
  await expect(page.getByText('Printed by')).toBeHidden();
  await page.emulateMedia({ media: 'print' });

  const main = page.getByRole('main');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`Actions of request ${bulkPrices}`);
  await expect(page.getByText('New York time').first()).toBeVisible();
  await expect(main.getByText('As it stood').locator('..')).toContainText(
    /20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}-0[45]:00 \(New York time\)/,
  );
  await expect(main.getByText('Printed by').locator('..')).toContainText('Test support');
  await expect(main.getByText('Holds').locator('..')).toContainText(/\d+ actions, sample data/);
  await expect(main.getByText('Search', { exact: true }).locator('..')).toContainText(`request:${bulkPrices}`);
  await expect(main.getByText('Address', { exact: true }).locator('..')).toContainText(`${baseURL}/audit?q=request:${bulkPrices}`);
});

test('on paper nothing is folded, shortened or left out, and nothing waits to be clicked', async ({ page }) => {
  await page.goto(address);
  const folded = page.locator('tr[data-folded]');
  await expect(folded.first()).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  for (const row of await folded.all()) await expect(row).toBeVisible();
  await expect(folded.first().locator('td[data-column="request"]')).toBeVisible();

  for (const control of await page.locator('button, input, summary, select, nav[aria-label="Pages"], nav[aria-label="Screens"]').all()) {
    const isZone = (await control.textContent())?.startsWith('Times in');
    if (!isZone && !(await control.evaluate((element) => element.matches('main td button')))) await expect(control).toBeHidden();
  }
  const chip = folded.first().locator('td[data-column="request"] a');
  expect(await chip.evaluate((element) => [getComputedStyle(element).fontSize, getComputedStyle(element, '::after').content])).toEqual([
    '0px',
    JSON.stringify(bulkPrices),
  ]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});

test('a list is printed across the page', async ({ page }) => {
  const sizeOf = async () => {
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const [, width = 0, height = 0] = /\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
    return { isWide: Number(width) > Number(height), pages: pdf.match(/\/Type \/Page\b/g)?.length ?? 0 };
  };
  await page.goto('/audit?data=sample');
  const list = await sizeOf();
  expect(list.isWide).toBe(true);
  expect(list.pages).toBeGreaterThan(1);
});
