import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '@/tests/support/app';

/** More than are counted out, which no other test wants to find. */
let app: App;

test.beforeAll(async () => {
  app = await startApp();
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action, subject_type, subject_id, outcome)
    select 'shop', n::text, timestamptz '2026-10-01' + n * interval '1 minute', 'u_' || n % 7, 'customer.update', 'customer', 'c_' || n % 90,
      case when n % 50 = 0 then 'failure' else 'success' end
    from generate_series(1, 12000) n`;
});
test.afterAll(() => app?.stop());

test('rows come first, what they are made of as soon as it is counted', async ({ page }) => {
  await open(page, '/audit');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('10,000+');
  const outcome = page.getByRole('region', { name: 'Outcome' });
  await expect(outcome.getByRole('listitem').filter({ hasText: 'failure' })).toContainText('240');
  await expect(page.getByRole('figure')).toContainText('of 12,000');
  await outcome.getByRole('link', { name: 'Only failure' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('240 actions');

  const html = await (await page.request.get(`${app.baseUrl}/audit`)).text();
  expect(html.indexOf('</table>')).toBeGreaterThan(html.indexOf('Counting actions per day'));
  expect(html.indexOf('Only failure')).toBeGreaterThan(html.indexOf('</table>'));
});

test('an actor of many actions too', async ({ page }) => {
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action)
    select 'robot', n::text, timestamptz '2026-10-01' + n * interval '1 minute', 'u_robot', (array['page.read', 'page.write'])[1 + n % 2]
    from generate_series(1, 11000) n`;
  await open(page, '/audit/actor?id=u_robot');
  await expect(page.getByRole('region', { name: 'Did what' }).getByRole('link', { name: 'Only page.write' })).toBeVisible();
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the list is there, and says where its counts are', async ({ page }) => {
    await open(page, '/audit');
    await expect(page.getByRole('row').nth(3)).toBeVisible();
    // This way of turning script off leaves `noscript` hidden.
    expect(await page.getByRole('figure').innerHTML()).toContain('Without it, narrow the search');
    await page.goto(`${app.baseUrl}/audit?q=outcome:failure`);
    await expect(page.getByRole('link', { name: 'No longer only failure' })).toBeVisible();
  });
});

async function open(page: Page, address: string): Promise<void> {
  const [name = '', value = ''] = (await app.makeUser('support')).cookie.split('=', 2);
  await page.context().addCookies([{ name, value, url: app.baseUrl }]);
  await page.goto(`${app.baseUrl}${address}`);
}
