import { expect, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support') });

/** The sample's incidents, as `lib/sample` tells them. */
const revocation = 'req_01ka9d2fv6tn';
const bulkPrices = 'req_01k9wq4p7x2m';

test('a support engineer pastes a request id and learns who changed the key, from what to what', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText('Sample data of a fictional company')).toBeVisible();
  await page.getByRole('search').getByLabel('Search actions').fill(`request:${revocation}`);
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { level: 1 })).toContainText('1 action');
  await page.getByRole('link', { name: 'api_key.revoke' }).click();

  await expect(page).toHaveTitle(/What happened\?/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Bram Kuipers revoked API key /);
  const change = page.getByRole('table', { name: 'What changed' }).getByRole('row', { name: /status/ });
  await expect(change.getByRole('deletion')).toHaveText('"active"');
  await expect(change.getByRole('insertion')).toHaveText('"revoked"');
  await expect(page.getByRole('main')).toContainText('Key found in a public repository');

  await page.getByRole('heading', { level: 1 }).getByRole('link').last().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Who changed api-key');
  await expect(page.getByRole('main')).toContainText('Last: api_key.rotate by Bram Kuipers');
  const history = page.getByRole('table', { name: 'History' });
  await expect(history.getByRole('row', { name: /api_key\.rotate/ })).toBeVisible();
  await expect(history.getByRole('listitem').filter({ hasText: 'scopes[2]' })).toContainText('"drivers:write" removed');
});

test('what somebody did is one click from their name', async ({ page }) => {
  await page.goto(`/audit?q=request:${revocation}`);
  await page
    .getByRole('row', { name: /api_key\.revoke/ })
    .getByRole('link', { name: 'Bram Kuipers' })
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/What did Bram Kuipers u_bram do\?/);
  await expect(page.getByRole('table', { name: 'All of their actions' })).toContainText('api_key.rotate');
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled });

    test('a bulk change is one row that unfolds', async ({ page }) => {
      await page.goto(`/audit?q=request:${bulkPrices}`);
      const fold = page.getByRole('checkbox', { name: /price\.update × \d+/ });
      const rows = page.getByRole('row', { name: /price\.update/ });
      await expect(rows).toHaveCount(1);
      await fold.check();
      expect(await rows.count()).toBeGreaterThan(3);
      await expect(rows.nth(1).getByRole('link', { name: 'price.update' })).toBeVisible();
      await fold.uncheck();
      await expect(rows).toHaveCount(1);
    });

    test('another zone tells other times, and stays in every link', async ({ page }) => {
      await page.goto(`/audit?q=request:${revocation}`);
      const time = page.getByRole('row', { name: /api_key\.revoke/ }).getByRole('time');
      const inUtc = await time.textContent();
      await page.getByText('Times in UTC').click();
      await page.getByRole('combobox', { name: 'Time zone' }).fill('Asia/Tokyo');
      await page.getByRole('button', { name: 'Show times there' }).click();
      await expect(page).toHaveURL(/tz=Asia(\/|%2F)Tokyo/);
      await expect(page.getByText('Times in Tokyo time')).toBeVisible();
      const hours = (text: string | null) => Number(text?.slice(0, 2));
      expect((hours(await time.textContent()) - hours(inUtc) + 24) % 24).toBe(9);
      await page.getByRole('link', { name: 'api_key.revoke' }).click();
      await expect(page).toHaveURL(/tz=Asia(\/|%2F)Tokyo/);
    });
  });
}

test('one instant can fall on two days', async ({ page }) => {
  await page.goto('/audit?q=action:price.update');
  const dayIn = async (zone: string) => {
    await page.goto(`/audit?q=created:2020..&tz=${zone}`);
    return page.getByRole('rowheader').first().textContent();
  };
  // Thirteen and more hours lie between them: whatever the hour is, the two calendars differ for some row of the month.
  const days = [await dayIn('Pacific/Kiritimati'), await dayIn('Pacific/Pago_Pago')];
  expect(days[0]).not.toBe(days[1]);
});

test('a strange zone falls back to UTC and says so', async ({ page }) => {
  await page.goto('/audit?tz=Mars/Base');
  await expect(page.getByText('Times in UTC')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Not understood in the address' })).toContainText('no time zone');
});

test('what is not there and what one may not see is the same page', async ({ page }) => {
  for (const address of [
    '/audit/action?ref=nobody~1',
    '/audit/subject?type=x&id=y',
    '/audit/actor?id=nobody',
    '/audit/action',
    '/nowhere',
  ]) {
    const response = await page.goto(address);
    expect(response?.status(), address).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here for you to see');
  }
});
