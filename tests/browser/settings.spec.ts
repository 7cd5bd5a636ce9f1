import { expect, test } from '@playwright/test';
import { stateFile } from '@/tests/support/browser';

test.use({ storageState: stateFile('admin'), javaScriptEnabled: false });

test('settings say that the sample is elsewhere, as long as it is what one looks at', async ({ page }) => {
  const banner = page.getByRole('complementary', { name: 'Sample data' });
  for (const address of ['/settings', '/settings/people', '/settings/tokens']) {
    await page.goto(`${address}?data=sample`);
    await expect(banner).toContainText('What stands on this one is real');
    await expect(banner.getByRole('button', { name: 'Remove the sample' })).toBeVisible();
    await page.goto(`${address}?data=real`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(banner).toHaveCount(0);
  }
});

test('what can be changed about a person opens below them, and the page comes back to what became of it', async ({ page }) => {
  await page.goto('/settings/people');
  const person = page.getByRole('rowgroup').filter({ hasText: 'Test product' });
  const save = person.getByRole('button', { name: 'Save role and organisations' });
  await expect(save).toBeHidden();
  await person.getByText('Change').click();
  await save.click();
  await expect(person.getByRole('status')).toHaveText('Saved. It counts for Test product at once.');
  await expect(person.getByRole('status')).toBeInViewport();

  await person.getByLabel('Organisations').fill(' , ');
  await save.click();
  await expect(person.getByLabel('Organisations')).toBeFocused();
  await expect(person.getByLabel('Organisations')).toHaveAccessibleDescription(/Name at least one organisation/);
});
