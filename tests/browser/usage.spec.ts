import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '@/tests/support/app';
import { storeProduct } from '@/tests/support/stored-product';

let app: App;
let product: { cookie: string };
let support: { cookie: string };

test.beforeAll(async () => {
  test.setTimeout(120_000);
  app = await startApp();
  await storeProduct(app);
  [product, support] = [await app.makeUser('product'), await app.makeUser('support', ['org_1'])];
});

test.afterAll(() => app.stop());

async function open(context: BrowserContext, { cookie }: { cookie: string }, path: string): Promise<Page> {
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: app.baseUrl }]);
  const page = await context.newPage();
  await page.goto(`${app.baseUrl}${path}`);
  return page;
}

test('a product manager finds what costs more than it brings, asks who would miss it, and says why it stays', async ({ context }) => {
  const page = await open(context, product, '/');
  await expect(page.getByRole('region', { name: 'Used in the last 30 days' })).toContainText('bulk-export');
  await page.getByRole('link', { name: 'Usage', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Little value at a high cost: bulk-export');
  await expect(page.getByText('event carries no feature').or(page.getByText('events carry no feature'))).toBeVisible();
  const unknown = page.getByRole('rowgroup').filter({ hasText: 'Unknown: no event carries their name' });
  await expect(unknown.getByRole('link', { name: 'loyalty' })).toBeVisible();

  await page.getByRole('link', { name: 'People', exact: true }).click();
  await expect(page).toHaveURL(/sort=users/);
  await expect(page.getByRole('row').nth(1)).toContainText('search');
  await page.getByText('Weights', { exact: true }).click();
  await page.getByLabel('Lines of code changed').fill('9');
  await page.getByRole('button', { name: 'Weigh' }).click();
  await expect(page.getByText('Weights (changed)')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Cost', exact: true })).toHaveAttribute('href', /weights=churn:9/);

  await page.getByRole('link', { name: 'year-end-closing' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('year-end-closing');
  await expect(page.getByRole('region', { name: 'Who uses it' }).getByRole('row')).toHaveCount(3);
  await expect(page.getByRole('region', { name: 'What it cost' })).toContainText('60 errors');
  await expect(page.getByText('Lines mark')).toBeVisible();
  await page.getByText('Mark this feature').click();
  await page.getByLabel('It is').selectOption('seldom used and vital');
  await page.getByRole('button', { name: 'Save the mark' }).click();
  await expect(page.getByText('A mark wants its reason')).toBeVisible();
  await page.getByLabel('because').fill('The law asks for it, once a year');
  await page.getByRole('button', { name: 'Save the mark' }).click();
  await expect(page.getByText('Marked as rare but vital')).toContainText('The law asks for it, once a year');
  await page.getByRole('link', { name: 'Usage', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Seldom used and vital: year-end-closing');
});

test('of those who opened it, so many finished', async ({ context }) => {
  const page = await open(context, product, '/usage/feature?name=checkout');
  await page.getByLabel('Of those who did').selectOption('opened');
  await page.getByLabel('how many did').selectOption('finished');
  await page.getByRole('button', { name: 'Count' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'within 7 days' })).toContainText(
    /\d+ people did opened; \d+ % of them, \d+ people, did finished/,
  );
  await expect(page.getByRole('region', { name: 'Surfaces' }).getByRole('row', { name: /cart/ })).toContainText('gift-cards');
});

test('who sees one organisation sees its use alone, and may not mark', async ({ context }) => {
  const page = await open(context, support, '/usage');
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('fax-orders');
  await expect(page.getByText('Lines of code changed: unknown, not zero')).toBeVisible();
  await page.goto(`${app.baseUrl}/usage/feature?name=checkout`);
  await expect(page.getByRole('region', { name: 'Who uses it' }).getByRole('row')).toHaveCount(2);
  await expect(page.getByText('Mark this feature')).toHaveCount(0);
  expect((await page.goto(`${app.baseUrl}/usage/feature?name=fax-orders`))?.status()).toBe(404);
});

test('as a file, and as the first thing that somebody sees', async ({ context }) => {
  const page = await open(context, product, '/usage?sort=cost&tz=Asia/Muscat');
  const csv = await page.request.get(`${app.baseUrl}${await page.getByRole('link', { name: 'CSV' }).getAttribute('href')}`, {
    headers: product,
  });
  expect(csv.headers()['content-type']).toContain('text/csv');
  const shown = await page.locator('td[data-column="name"] a').allTextContents();
  expect(
    (await csv.text())
      .split('\r\n')
      .slice(1, 4)
      .map((line) => line.split(',')[0]),
  ).toEqual(shown.slice(0, 3));
  await page.goto(`${app.baseUrl}/usage?data=sample&q=feature:nothing-like-it`);
  await expect(page.getByRole('heading', { name: 'No feature matches' })).toBeVisible();
});

for (const [name, path] of [
  ['the ledger', '/usage?w_churn=9'],
  ['a feature', '/usage/feature?name=checkout&first=opened&second=finished'],
  ['a feature that no event names', '/usage/feature?name=loyalty'],
  ['nothing yet', '/usage?data=sample'],
  ['not understood', '/usage?q=colour:red&from=soon'],
] as const) {
  test(`${name}: axe finds nothing, and nothing reaches beyond the edge`, async ({ context }) => {
    test.setTimeout(60_000);
    const page = await open(context, product, path);
    for (const [width, colorScheme] of [
      [1440, 'light'],
      [380, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      // Colours that change under the eyes are measured half way.
      await page.reload();
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    }
  });
}
