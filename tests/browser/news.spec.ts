import { type Browser, expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '@/tests/support/app';

/** One of its own: these tests move the clock of what is remembered. */
let app: App;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  app = await startApp();
  await record('old', '5 hours');
});
test.afterAll(() => app?.stop());

test('the first look has nothing to compare with; later ones say what is newer, and where it begins', async ({ browser }) => {
  const { cookie, id } = await app.makeUser('support');
  const page = await signedIn(browser, cookie);
  const line = page.getByText('Since you last looked');
  await page.goto(`${app.baseUrl}/audit`);
  await expect(page.getByRole('row', { name: /old/ })).toBeVisible();
  await expect(line).toHaveCount(0);

  await endSitting(id);
  await page.goto(`${app.baseUrl}/audit`);
  await expect(line).toContainText('nothing newer, and 1 recorded late');

  await endSitting(id);
  await record('new.one', '1 minute');
  await record('new.two', '2 minutes');
  await record('late', '4 hours');
  await page.goto(`${app.baseUrl}/audit`);
  await expect(line).toContainText('2 newer, and 2 recorded late, about earlier times.');
  expect(await rowsOf(page)).toEqual(['new.one', 'new.two', '2 newer than your last look', 'late', 'old']);

  // Within one sitting the news stays news, on every device, and on Today too.
  // What one does oneself is none: that one searched is in the list too.
  await page.goto(`${app.baseUrl}/audit?q=old`);
  await page.goto(`${app.baseUrl}/audit`);
  await expect(page.getByRole('link', { name: 'audit.search' }).first()).toBeVisible();
  await expect(line).toContainText('2 newer');
  const elsewhere = await signedIn(browser, cookie);
  await elsewhere.goto(`${app.baseUrl}/`);
  await expect(elsewhere.getByText('Since you last looked')).toContainText('2 newer');
  expect(await rowsOf(elsewhere)).toEqual(['new.one', 'new.two', '2 newer than your last look', 'late', 'old']);

  await line.getByRole('link', { name: '2 newer' }).click();
  await expect(page.getByRole('link', { name: 'new.two', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'late', exact: true })).toHaveCount(0);
});

test('only who was shown the newest rows has looked', async ({ browser }) => {
  const { cookie, id } = await app.makeUser('support');
  const page = await signedIn(browser, cookie);
  const looks = async () => (await app.sql`select 1 from looks where user_id = ${id}`).length;
  for (const address of ['/audit?q=action:old', '/audit?order=asc', '/audit?after=gone', '/audit/actor?id=zoe', '/settings'])
    await page.goto(app.baseUrl + address);
  expect(await looks()).toBe(0);

  const ahead = await signedIn(browser, cookie, { 'sec-purpose': 'prefetch;prerender' });
  await ahead.goto(`${app.baseUrl}/audit`);
  expect(await looks()).toBe(0);

  await page.goto(`${app.baseUrl}/audit`);
  expect(await looks()).toBe(1);
});

test('what is folded is not folded across the last look', async ({ browser }) => {
  const { cookie, id } = await app.makeUser('support');
  const page = await signedIn(browser, cookie);
  await page.goto(`${app.baseUrl}/audit`);
  await app.sql`update looks set looked_at = now() - interval '1 hour' where user_id = ${id}`;
  for (const seconds of [-2, -1, 1, 2])
    await app.sql`insert into admin_actions (source, event_id, created_at, actor_id, action, request_id)
      select 'shop', ${crypto.randomUUID()}, looked_at + ${seconds} * interval '1 second', 'zoe', 'price.update', 'req_bulk' from looks where user_id = ${id}`;
  await page.goto(`${app.baseUrl}/audit?q=request:req_bulk`);
  await expect(page.getByRole('checkbox', { name: 'price.update × 2' })).toHaveCount(2);
  await expect(page.getByRole('cell', { name: '2 newer than your last look' })).toBeVisible();
});

async function record(action: string, ago: string): Promise<void> {
  await app.sql`insert into admin_actions (source, event_id, created_at, actor_id, action)
    values ('shop', ${crypto.randomUUID()}, now() - ${ago}::interval, 'zoe', ${action})`;
}

/** As if all of it had been three hours ago. */
async function endSitting(userId: string): Promise<void> {
  await app.sql`update looks set looked_at = now() - interval '3 hours' where user_id = ${userId}`;
}

async function signedIn(browser: Browser, cookie: string, extraHTTPHeaders: Record<string, string> = {}): Promise<Page> {
  const context = await browser.newContext({ extraHTTPHeaders });
  const [name = '', value = ''] = cookie.split('=', 2);
  await context.addCookies([{ name, value, url: app.baseUrl }]);
  return context.newPage();
}

/** The names of the actions from top to bottom, and what stands between them. */
async function rowsOf(page: Page): Promise<string[]> {
  return page.locator('table:has([data-opens-row]) :is([data-opens-row], td[colspan]:not(:has(*)))').allInnerTexts();
}
