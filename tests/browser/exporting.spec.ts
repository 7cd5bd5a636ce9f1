import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('admin') });

/** Somebody takes a list away, and finds it in the list of exports. */
test('a list is exported as a file, which is whole, and stands in the register', async ({ page }) => {
  const reason = `yearly audit ${Date.now()}`;
  await page.goto('/audit?data=sample&q=outcome:failure&tz=America/New_York&limit=10');
  await page.locator('summary', { hasText: /^Export$/ }).click();
  const bundle = page.getByRole('radio', { name: 'A bundle, which proves itself' });
  await expect(bundle).toBeDisabled();
  await expect(bundle).toHaveAccessibleDescription(/The sample is never sealed/);
  await page.getByRole('radio', { name: 'JSON Lines, for programs' }).check();
  await page.getByRole('textbox', { name: /What for/ }).fill(reason);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const lines = readFileSync(await (await downloading).path(), 'utf8')
    .trimEnd()
    .split('\n');
  const rows = lines.slice(0, -1).map((line) => JSON.parse(line));
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ end: { rows: rows.length } });
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.every(({ outcome, created_at }) => outcome === 'failure' && /-0[45]:00$/.test(created_at))).toBe(true);
  await expect(page.getByRole('status')).toContainText('whole');
  await page.getByRole('link', { name: 'Exports', exact: true }).click();
  await expect(page.getByRole('row', { name: new RegExp(reason) })).toContainText('whole');
});
