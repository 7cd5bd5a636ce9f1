import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '@/tests/support/app';
import { storeError } from '@/tests/support/stored-errors';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Real errors, which no other test wants to find. */
let app: App;

test.beforeAll(async () => {
  app = await startApp();
  await storeError(app, { type: 'PaymentError', message: 'card was refused', org: 'org_1', request: 'req-that-broke' });
  await storeError(app, { type: 'TypeError', message: 'x is undefined', org: 'org_1', user: 'u_2', trust: 'client' });
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action, subject_type, subject_id, org_id)
    values ('ci', 'd-1', now() - interval '40 minutes', 'u_ci', 'deploy.finish', 'release', '2.4.1', 'org_1'),
      ('shop', 'd-2', now() - interval '20 minutes', 'u_1', 'price.update', 'product', 'p_9', 'org_1')`;
});
test.afterAll(() => app?.stop());

test('from an error that arrived to whom it hit, what was released before it, and all about its request', async ({ page }) => {
  await open(page, '/');
  const fresh = page.getByRole('region', { name: 'Newly broken' });
  await expect(fresh).toContainText('PaymentError: card was refused');
  await fresh.getByRole('link', { name: '2 new' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/^Unresolved issues first seen since .* 2 issues$/);

  await page.getByRole('link', { name: 'Issues', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'TypeError' })).toContainText('reported by the browser');
  await page.getByRole('link', { name: 'People hit' }).click();
  await expect(page.getByRole('columnheader', { name: 'People hit' })).toHaveAttribute('aria-sort', 'descending');
  await page.getByRole('searchbox', { name: 'Search issues' }).fill('error:PaymentError');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: 'Search for type:PaymentError' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Issues of type PaymentError 1 issue');

  await page.getByRole('link', { name: 'PaymentError: card was refused' }).click();
  const main = page.getByRole('main');
  await expect(main).toContainText('Happened once, to 1 person, at ');
  await expect(main).toContainText('It is new, last seen');
  await expect(page.getByRole('region', { name: 'Where it broke' })).toContainText('pay src/pay.ts:12:3');
  await expect(page.getByRole('region', { name: /^Released or switched/ })).toContainText('deploy.finish');
  await expect(page.getByRole('region', { name: /^Done in the hour/ })).toContainText('price.update');
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('* Request: `req-that-broke`');

  await page.getByRole('region', { name: 'Whom it hit' }).getByRole('link', { name: 'what happened' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('What happened: req-that-broke');
  await expect(page.getByRole('region', { name: 'What each source answered' })).toContainText('issues found 1');
  const account = page.getByRole('region', { name: 'The account' });
  await expect(account).toContainText(/Broke in web: PaymentError: card was refused \(WEB-\w+, the first of its kind, 1 person hit\)/);
  await account.getByRole('link', { name: /^issue WEB-/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('PaymentError: card was refused');
});

test('an event of it by its ID, and its short ID, lead to the issue from anywhere', async ({ page }) => {
  const [event] = await app.sql`select event_id from error_events where type = 'TypeError'`;
  await open(page, `/issues/issue?event=${event?.event_id}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('TypeError: x is undefined');
  await expect(page.getByRole('main')).toContainText('reported by the browser');
  await page.getByRole('link', { name: 'Audit', exact: true }).click();
  const box = page.getByLabel('Search actions');
  await expect(async () => {
    await box.blur();
    await box.focus();
    await expect(box).toHaveRole('combobox', { timeout: 500 });
  }).toPass();
  await box.fill(event?.event_id);
  await page.getByRole('option', { name: /^issue of event/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('TypeError: x is undefined');
});

test('what is resolved says so until it is seen again, and who did it is in the audit log', async ({ page }) => {
  const [issue] = await app.sql`select issue_id::text as id from error_events where type = 'PaymentError'`;
  await open(page, `/issues/issue?id=${issue?.id}`);
  const main = page.getByRole('main');
  await page.getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByRole('status')).toHaveText('Resolved. When it is seen again it comes back as a regression.');
  await expect(main).toContainText('Marked as resolved, last seen');
  await page.goto(`${app.baseUrl}/issues?q=is:resolved`);
  await expect(page.getByRole('row').filter({ hasText: 'PaymentError' })).toContainText('resolved');
  await page.goto(`${app.baseUrl}/issues/issue?id=${issue?.id}`);
  await page.getByRole('button', { name: 'Reopen' }).click();
  await expect(page.getByRole('status')).toHaveText('Reopened.');
  const recorded = await app.sql`select action from admin_actions where subject_type = 'issue' order by id`;
  expect(recorded.map(({ action }) => action)).toEqual(['issue.resolved', 'issue.reopened']);
});

test('without script all of it works', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await open(page, '/issues?limit=1');
  await page.getByRole('link', { name: 'Further' }).click();
  await expect(page.getByRole('link', { name: 'From the beginning' })).toBeVisible();
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await expect(page.getByRole('region', { name: 'Whom it hit' })).toBeVisible();
  await context.close();
});

test('where nothing ever broke it says how to send errors', async ({ page }) => {
  await open(page, '/issues?data=sample&q=type:None');
  await expect(page.getByRole('main')).toContainText('Nothing matches, in all issues that are kept and that you may see');
  await app.sql`delete from error_events`;
  await app.sql`delete from issues`;
  await open(page, '/issues?data=real');
  await expect(page.getByRole('main')).toContainText('npx tracebook dsn create');
});

async function open(page: Page, path: string): Promise<void> {
  const [name = '', value = ''] = (await app.makeUser('support')).cookie.split('=', 2);
  await page.context().addCookies([{ name, value, url: app.baseUrl }]);
  await page.goto(`${app.baseUrl}${path}`);
}
