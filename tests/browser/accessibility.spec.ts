import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('admin') });

const screens: readonly (readonly [name: string, address: string])[] = [
  ['today', '/?data=sample'],
  ['first steps', '/?data=real'],
  ['audit', '/audit?data=sample&tz=America/New_York'],
  ['audit, nothing found', '/audit?data=sample&q=actor:nobody'],
  ['audit, not understood', '/audit?data=sample&q=color:red+%22open&tz=Mars/Base'],
  ['subject', '/audit/subject?data=sample&type=customer&id=org_1055'],
  ['actor', '/audit/actor?data=sample&id=u_bram'],
  ['not found', '/audit/action?ref=none~1'],
];

const looks = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 900 },
  { colorScheme: 'dark', width: 380 },
  { colorScheme: 'light', width: 380 },
] as const;

for (const { colorScheme, width } of looks) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });

    for (const [name, address] of screens) {
      test(`${name}: axe finds nothing, and nothing reaches beyond the edge`, async ({ page }) => {
        await page.goto(address);
        await expectSound(page);
      });
    }

    test('one action, its panels open: axe finds nothing', async ({ page }) => {
      await page.goto('/audit?data=sample&q=request:req_01ka9d2fv6tn');
      await page.getByRole('link', { name: 'api_key.revoke' }).click();
      await expect(page.getByRole('heading', { level: 2, name: 'What changed' })).toBeVisible();
      await page.getByText(/^Times in/).click();
      await expectSound(page);
      await page.keyboard.press('Escape');
      await page.getByText('Test admin').click();
      await expectSound(page);
    });
  });
}

test('chosen colours come with the first byte, and stay', async ({ page }) => {
  await page.goto('/audit?data=sample');
  await page.getByText('Test admin').click();
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page).toHaveURL(/\/audit\?data=sample/);
  expect(await (await page.request.get('/audit')).text()).toContain('data-theme="dark"');
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
});

async function expectSound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}
