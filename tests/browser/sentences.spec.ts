import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '@/tests/support/app';

/** One of its own: what is stored here would be what every other test finds. */
let app: App;

test.beforeAll(async () => {
  app = await startApp();
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, actor_type, actor_label, on_behalf_of, action, subject_type, subject_id, outcome, metadata)
    values
      ('shop', '1', '2026-10-03T14:02:01Z', 'u_9', 'staff', 'Kari Nilsen', null, 'note.create', 'customer', 'c_9', 'success', '{}'),
      ('shop', '2', '2026-10-03T14:02:11Z', 'zoe', 'staff', 'Zoe M', 'u_9', 'customer.update', 'customer', 'c_9', 'success',
        '{"before": {"plan": "team"}, "after": {"plan": "business"}}'),
      ('shop', '3', '2026-10-03T14:03:11Z', 'job_1', 'job', 'Invoice run', null, 'invoice.void', 'invoice', 'i_1', 'success', '{}'),
      ('shop', '4', '2026-10-03T14:04:11Z', 'key_1', 'api-token', 'ERP sync', null, 'invoice.send', 'invoice', 'i_1', 'success', '{}'),
      ('shop', '5', '2026-10-03T14:05:11Z', 'agent_1', 'ai-agent', 'Copilot', null, 'route.update', 'route', 'r_1', 'success', '{}'),
      ('aws', '6', '2026-10-03T14:06:11Z', 'arn:aws:iam::1:user/bob', 'IAMUser', 'bob', null, 'iam:CreateUser', 'AWS::IAM::User', 'mallory', 'failure',
        '{"errorCode": "AccessDenied"}')`;
});
test.afterAll(() => app?.stop());

test.beforeEach(async ({ context }) => {
  const [name = '', value = ''] = (await app.makeUser('support')).cookie.split('=', 2);
  await context.addCookies([{ name, value, url: app.baseUrl }]);
});

test('an action is told as a sentence, its own name beside it', async ({ page }) => {
  await open(page, '2');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('Zoe M as Kari Nilsen changed plan of customer c_9 from team to business');
  await expect(page.getByRole('main').getByRole('link', { name: 'customer.update' }).first()).toBeVisible();
  await heading.getByRole('link', { name: 'Kari Nilsen' }).click();
  await expect(page).toHaveURL(/\/audit\/actor\?id=u_9/);

  await open(page, '6');
  await expect(heading).toHaveText('bob tried to create user mallory and failed: AccessDenied');
});

test('who acted for whom, and who is no person, is said in every row', async ({ page }) => {
  await page.goto(`${app.baseUrl}/audit?q=source:shop`);
  const who = (action: string) => page.getByRole('row', { name: action }).locator('[data-column="actor"]');
  await expect(who('customer.update')).toHaveText('Zoe M as Kari Nilsen');
  await expect(who('invoice.void')).toHaveText('Invoice run system');
  await expect(who('invoice.send')).toHaveText('ERP sync token');
  await expect(who('route.update')).toHaveText('Copilot agent');
  await expect(who('note.create')).toHaveText('Kari Nilsen');
});

test('Today tells what was done, and names the action too', async ({ page }) => {
  await page.goto(`${app.baseUrl}/`);
  const failed = page.getByRole('region', { name: 'Failed' }).getByRole('listitem');
  await expect(failed.getByRole('link', { name: 'tried to create user mallory and failed' })).toBeVisible();
  await expect(failed).toContainText('iam:CreateUser');
});

async function open(page: Page, eventId: string): Promise<void> {
  const [row] = await app.sql<{ ref: string }[]>`select source || '~' || id as ref from admin_actions where event_id = ${eventId}`;
  await page.goto(`${app.baseUrl}/audit/action?ref=${encodeURIComponent(row?.ref ?? '')}`);
}
