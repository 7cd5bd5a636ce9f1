import { expect, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('admin'), javaScriptEnabled: false });

test('what was searched for stands in the audit log, with who searched and in which request', async ({ page }) => {
  const sought = `meta.sought:${Date.now()}`;
  await page.goto(`/audit?data=sample&q=${encodeURIComponent(sought)}`);
  await page.goto(`/audit?data=real&q=${encodeURIComponent(`source:tracebook action:audit.search meta.q:"${sought}"`)}`);
  const found = page
    .getByRole('table')
    .getByRole('link', { name: /audit\.search/ })
    .first();
  await expect(found).toBeVisible();
  await found.click();
  await expect(page.getByRole('region', { name: 'Metadata' })).toContainText(sought);
});
