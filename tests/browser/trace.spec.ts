import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('support'), permissions: ['clipboard-read', 'clipboard-write'] });

test('from a pasted line to what happened, to whom, and that it is over', async ({ page }) => {
  await page.goto('/logs?data=sample&tz=UTC&q=level:error');
  const request = await page.locator('td[data-column="message"] a').first().textContent();
  await page.getByRole('link', { name: 'Trace', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Paste an ID' }).fill(`{"level":50,"request_id":"${request}","msg":"it failed"}`);
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`What happened: ${request}`);
  const answers = page.getByRole('region', { name: 'What each source answered' });
  await expect(answers).toContainText('Complete for audit, logs, issues and usage.');
  await expect(answers.getByRole('listitem')).toHaveCount(4);
  const account = page.getByRole('region', { name: 'The account' });
  await expect(account).toContainText('answered 422');
  await expect(account).toContainText('It is over');
  await expect(account.getByText('first error')).toHaveCount(1);
  await account.getByRole('link', { name: /^It is over/ }).click();
  await expect(page).toHaveURL(/#m-line/);
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(String(request));
  expect(copied).toContain('Complete for audit, logs, issues and usage');
  const arrives = page.waitForEvent('download');
  await page.getByRole('link', { name: 'JSON file' }).click();
  const file: unknown = JSON.parse(readFileSync(await (await arrives).path(), 'utf8'));
  expect(file).toMatchObject({ id: request, complete: true, moments: { next: null } });
  await account
    .getByRole('list', { name: /^Services/ })
    .getByRole('link')
    .first()
    .click();
  await expect(page).toHaveURL(/service=/);
});

test('of what nobody knows it says who was asked', async ({ page }) => {
  await page.goto('/trace?data=sample&id=req-nothing-at-all');
  await expect(page.getByText('Nothing is known of this ID, in all that you may see')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What each source answered' })).toContainText('audit none');
});

test('a request in an action search leads to its dossier', async ({ page }) => {
  await page.goto('/audit?data=sample&q=req_01k9wq4p7x2m');
  await page.getByRole('searchbox', { name: 'Search actions' }).click();
  await page.getByRole('option', { name: /everything about req_01k9wq4p7x2m/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('What happened: req_01k9wq4p7x2m');
});
