import { expect, type Locator, type Page, test } from '@playwright/test';
import { pressUntilFocused, stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support'), permissions: ['clipboard-read', 'clipboard-write'] });

/** One who sees nothing and points at nothing: what is pressed, and what is read out at each step. */
test('from a question to a link for the ticket, by keys alone, told by roles and names', async ({ page }) => {
  await page.goto('/?data=sample&tz=America/New_York');
  await expect(page.getByRole('navigation', { name: 'Screens' })).toMatchAriaSnapshot(`
    - navigation "Screens":
      - list:
        - listitem:
          - link "Today"
        - listitem:
          - link "Audit"
        - listitem:
          - link "Trace"
        - listitem:
          - link "Logs"
  `);
  const search = page.getByRole('search').getByLabel('Search actions');
  await pressUntilFocused(page, '/', search);
  await page.keyboard.type('action:api_key');
  await page.keyboard.press('Enter');

  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(/^api_key actions \d+ actions$/);
  const all = await countIn(heading);
  const facets = page.getByRole('complementary', { name: 'Narrow down' });
  const revoked = facets.getByRole('region', { name: 'Did what' }).getByRole('link', { name: 'Only api_key.revoke' });
  await tabTo(page, revoked);
  await page.keyboard.press('Enter');
  await expect(heading).toContainText('api_key.revoke');
  expect(await countIn(heading)).toBeLessThan(all);
  await expect(facets.getByRole('link', { name: 'No longer only api_key.revoke' })).toHaveAttribute('aria-current', 'true');

  const list = page.getByRole('main').getByRole('table').last();
  await expect(list).toMatchAriaSnapshot(`
    - table "api_key actions that are api_key.revoke":
      - caption
      - rowgroup:
        - row "Time (New York time) Who Did what To what Outcome":
          - columnheader "Time (New York time)"
          - columnheader "Who"
          - columnheader "Did what"
          - columnheader "To what"
          - columnheader "Outcome"
      - rowgroup:
        - row:
          - rowheader /\\d+ \\w+ 20\\d\\d/
      - rowgroup:
        - row /Bram Kuipers api_key.revoke api-key Partner portal ok/:
          - cell /\\d\\d:\\d\\d:\\d\\d/
          - cell "Bram Kuipers":
            - link "Bram Kuipers"
          - cell "api_key.revoke":
            - link "api_key.revoke"
  `);
  await pressUntilFocused(page, 'j', list.getByRole('row', { name: /api_key\.revoke/ }).first());
  await page.keyboard.press('Enter');

  await expect(heading).toContainText('revoked API key');
  await expect(page.getByRole('table', { name: 'What changed' })).toMatchAriaSnapshot(`
    - table "What changed":
      - caption
      - rowgroup:
        - row "Field Before After"
      - rowgroup:
        - row /status changed/:
          - rowheader "status changed"
          - cell /active/
          - cell /revoked/
  `);
  await expect(async () => {
    await page.keyboard.press('l');
    await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeVisible({ timeout: 500 });
  }).toPass();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});

/** As somebody would who knows no other key; whatever is passed has a name. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let steps = 0; steps < 400; steps += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await expect(page.locator(':focus')).toHaveAccessibleName(/\S/);
  }
  throw new Error('It was not reached by the Tab key.');
}

async function countIn(heading: Locator): Promise<number> {
  return Number(/([\d,]+) actions?$/.exec((await heading.textContent()) ?? '')?.[1]?.replaceAll(',', ''));
}
