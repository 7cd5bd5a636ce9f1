import { expect, type Page, test } from '@playwright/test';
import { type App, startApp } from '@/tests/support/app';

/** One of its own: what is stored here would be what every other test finds. */
let app: App;

test.beforeAll(async () => {
  app = await startApp();
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action, subject_type, subject_id)
    select 'shop', 'early/' || n, '2026-10-03T13:00:00Z'::timestamptz + n * interval '1 minute', 'u_other', 'route.update', 'route', 'r_' || n
    from generate_series(1, 5) n`;
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action, subject_type, subject_id)
    values
      ('shop', 'a', '2026-10-03T14:02:01.000000Z', 'zoe', 'note.create', 'customer', 'c_1'),
      ('shop', 'b', '2026-10-03T14:02:10.500000Z', 'kari', 'customer.lock', 'customer', 'c_9'),
      ('shop', 'here', '2026-10-03T14:02:11.000000Z', 'zoe', 'customer.update', 'customer', 'c_9'),
      ('shop', 'tie', '2026-10-03T14:02:11.000000Z', 'zoe', 'customer.tag', 'customer', 'c_1'),
      ('shop', 'c', '2026-10-03T14:05:31.000000Z', 'kari', 'customer.delete', 'customer', 'c_9')`;
});
test.afterAll(() => app?.stop());

test('what happened just before and after stands below an action, and the list around it is one click away', async ({ page, context }) => {
  const [name = '', value = ''] = (await app.makeUser('support')).cookie.split('=', 2);
  await context.addCookies([{ name, value, url: app.baseUrl }]);
  await open(page, 'here');

  expect(await stepsOf(page, 'By the same actor')).toEqual([
    '10 s before wrote a note on customer c_1',
    'now shown updated customer c_9',
    'same moment tagged customer c_1',
    'Nothing after',
  ]);
  expect(await stepsOf(page, 'To the same subject')).toEqual([
    '500 ms before customer.lock by kari',
    'now shown customer.update',
    '3 min 20 s after customer.delete by kari',
  ]);
  const anywhere = await stepsOf(page, 'Anywhere');
  expect(anywhere[0]).toBe('57 min 11 s before updated route r_5 by u_other');
  expect(anywhere).toHaveLength(6);

  await page.getByRole('region', { name: 'To the same subject' }).getByRole('link', { name: 'as a list' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('3 actions');
  await expect(page).toHaveURL(/created:2026-10-03T13:47:11/);
});

test('neighbours of another organisation are not shown', async ({ page, context }) => {
  await app.sql`
    insert into admin_actions (source, event_id, created_at, actor_id, action, org_id)
    values ('shop', 'mine', '2026-10-04T14:00:00Z', 'zoe', 'note.create', 'o_1'), ('shop', 'theirs', '2026-10-04T14:00:01Z', 'zoe', 'note.secret', 'o_2')`;
  const [name = '', value = ''] = (await app.makeUser('support', ['o_1'])).cookie.split('=', 2);
  await context.addCookies([{ name, value, url: app.baseUrl }]);
  await open(page, 'mine');
  expect(await stepsOf(page, 'Anywhere')).toEqual(['Nothing before', 'now shown wrote a note', 'Nothing after']);
  await expect(page.getByText('note.secret')).toHaveCount(0);
});

async function stepsOf(page: Page, group: string): Promise<string[]> {
  const texts = await page.getByRole('region', { name: group }).getByRole('listitem').allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, ' ').trim());
}

async function open(page: Page, eventId: string): Promise<void> {
  const [row] = await app.sql<{ ref: string }[]>`select source || '~' || id as ref from admin_actions where event_id = ${eventId}`;
  await page.goto(`${app.baseUrl}/audit/action?ref=${encodeURIComponent(row?.ref ?? '')}`);
}
