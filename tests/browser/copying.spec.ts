import { expect, type Page, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support'), permissions: ['clipboard-read', 'clipboard-write'] });

const revocation = 'req_01ka9d2fv6tn';
const address = `/audit?data=sample&tz=America/New_York&q=request:${revocation}`;

test('a list is copied as Markdown, as its link and as curl, by button and by key', async ({ page, baseURL }) => {
  await page.goto(address);
  const markdown = await copied(page, 'Copy as Markdown');
  const lines = markdown.split('\n');
  expect(lines[0]).toMatch(/^Actions of request req\\_01ka9d2fv6tn: 1 action, sample data$/);
  expect(lines[2]).toContain('| Time (New York time) | Who | Did what | To what |');
  expect(lines[4]).toMatch(/\| `Bram Kuipers` \(`u_bram`\) \| `api_key\.revoke` \| `api-key` /);
  const link = `${baseURL}${address.replace('?data=sample&tz=America/New_York&', '?')}&tz=America/New_York&data=sample`;
  expect(lines.at(-1)).toBe(`<${link}>`);

  expect(await copied(page, 'Copy link')).toBe(link);
  expect(await copied(page, 'Copy as curl')).toBe(
    `curl --fail-with-body -H "Authorization: Bearer $TRACEBOOK_TOKEN" '${link.replace('/audit?', '/api/v1/actions?')}'`,
  );

  await page.locator('main').focus();
  for (const [key, text] of [
    ['m', markdown],
    ['l', link],
  ] as const) {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await page.keyboard.press(key);
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Copy what is seen as Markdown');
});

test('an action is copied with what it changed, and its link leads back to it', async ({ page }) => {
  await page.goto(address);
  await page.getByRole('link', { name: 'api_key.revoke' }).click();
  const markdown = await copied(page, 'Copy as Markdown');
  expect(markdown.split('\n')[0]).toMatch(/^`Bram Kuipers` revoked API key `.+`\.$/);
  expect(markdown).toContain('| `status` | `"active"` | `"revoked"` |');
  const sentence = await page.getByRole('heading', { level: 1 }).textContent();
  await page.goto(await copied(page, 'Copy link'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(sentence ?? '');
  expect(await copied(page, 'Copy as curl')).toMatch(/'http:[^' ]+\/api\/v1\/action\?ref=sample[^' ]+'$/);
});

test('what curl asks for is what the screen shows', async ({ page, request }) => {
  await page.goto('/audit/subject?data=sample&type=customer&id=org_1055');
  const line = await copied(page, 'Copy as curl');
  const [, api = ''] = /'(.+)'$/.exec(line) ?? [];
  expect(api).toContain('/api/v1/subjects/history?type=customer&id=org_1055');
  const { rows } = await (await request.get(api)).json();
  const first = page.getByRole('table', { name: 'History' }).locator('[data-opens-row]').first();
  await expect(first).toHaveAttribute(
    'href',
    new RegExp(
      encodeURIComponent(rows[0].ref)
        .replace(/%2F/g, '/')
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    ),
  );
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the texts can be had all the same', async ({ page }) => {
    await page.goto(address);
    await page.getByText('as text').click();
    await expect(page.getByRole('region', { name: 'The Markdown as text' })).toContainText('`api_key.revoke`');
    await expect(page.getByRole('region', { name: 'The curl as text' })).toContainText('$TRACEBOOK_TOKEN');
  });
});

async function copied(page: Page, name: string): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(''));
  // A page can be read before its script is there.
  await expect(async () => {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('status')).toHaveText('Copied', { timeout: 500 });
    expect(await page.evaluate(() => navigator.clipboard.readText())).not.toBe('');
  }).toPass();
  return page.evaluate(() => navigator.clipboard.readText());
}
